#include "dropout.h"

#include "elementwise.h"
#include "philox.h"

ASSAY_CLONES static void dropout_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const float *x = call->p[0];
  float *y = call->p[1];
  const float rate = call->s[0], scale = 1.0f / (1.0f - rate);
  // An element is kept when its 24 random bits are at least rate * 2^24.
  const uint32_t least = (uint32_t)(rate * 0x1p24f);
  for (int64_t block = begin; block < end; block++) {
    uint32_t random[4][PHILOX_LANES];
    philox((uint32_t)block * PHILOX_LANES, (uint32_t)call->n[1], call->p[2], random);
    const uint32_t *bits = &random[0][0];
    const int64_t at = block * PHILOX_BLOCK;
    const int64_t count = call->n[0] - at < PHILOX_BLOCK ? call->n[0] - at : PHILOX_BLOCK;
    for (int64_t i = 0; i < count; i++)
      y[at + i] = bits[i] >> 8 >= least ? x[at + i] * scale : 0.0f;
  }
}

int32_t assay_dropout(const assay_call *call) {
  const int64_t block = PHILOX_BLOCK;
  assay_parallel_for((call->n[0] + block - 1) / block, call->threads, dropout_range,
                     (void *)call);
  return 0;
}
