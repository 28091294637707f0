#include "dropout.h"

#include "elementwise.h"

#define LANES 16

// Philox4x32-10 over LANES counters at once; the Swift `Philox` is the same function. The counter is
// {index, step, epoch, 3 | node << 8}: the third stream is dropout's, and no two moments share one.
ASSAY_INLINE void philox(uint32_t first, uint32_t node, const assay_clock *clock,
                         uint32_t out[4][LANES]) {
  const uint32_t start[3] = {clock->step, clock->epoch, 3 | node << 8};
  for (int l = 0; l < LANES; l++) {
    uint32_t a = first + (uint32_t)l, b = start[0], c = start[1], d = start[2];
    uint32_t k0 = clock->seed[0], k1 = clock->seed[1];
    for (int round = 0; round < 10; round++) {
      uint64_t p0 = (uint64_t)a * 0xD2511F53u, p1 = (uint64_t)c * 0xCD9E8D57u;
      uint32_t na = (uint32_t)(p1 >> 32) ^ b ^ k0, nc = (uint32_t)(p0 >> 32) ^ d ^ k1;
      b = (uint32_t)p1;
      d = (uint32_t)p0;
      a = na;
      c = nc;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    out[0][l] = a;
    out[1][l] = b;
    out[2][l] = c;
    out[3][l] = d;
  }
}

ASSAY_CLONES static void dropout_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const float *x = call->p[0];
  float *y = call->p[1];
  const float rate = call->s[0], scale = 1.0f / (1.0f - rate);
  // An element is kept when its 24 random bits are at least rate * 2^24.
  const uint32_t least = (uint32_t)(rate * 0x1p24f);
  for (int64_t block = begin; block < end; block++) {
    uint32_t random[4][LANES];
    philox((uint32_t)block * LANES, (uint32_t)call->n[1], call->p[2], random);
    const uint32_t *bits = &random[0][0];
    const int64_t at = block * 4 * LANES;
    const int64_t count = call->n[0] - at < 4 * LANES ? call->n[0] - at : 4 * LANES;
    for (int64_t i = 0; i < count; i++)
      y[at + i] = bits[i] >> 8 >= least ? x[at + i] * scale : 0.0f;
  }
}

int32_t assay_dropout(const assay_call *call) {
  const int64_t block = 4 * LANES;
  assay_parallel_for((call->n[0] + block - 1) / block, call->threads, dropout_range,
                     (void *)call);
  return 0;
}
