#include "random.h"

#include "elementwise.h"
#include "philox.h"

// Blocks of PHILOX_BLOCK numbers, 32 random bits each.
#define ASSAY_DRAWS(NAME, OUTPUT, CLOCK, ...)                                             \
  ASSAY_CLONES static void NAME##_range(void *context, int64_t begin, int64_t end) {      \
    const assay_call *call = context;                                                     \
    float *y = call->p[OUTPUT];                                                           \
    const float a = call->s[0], b = call->s[1];                                           \
    for (int64_t block = begin; block < end; block++) {                                   \
      uint32_t random[4][PHILOX_LANES];                                                   \
      philox((uint32_t)block * PHILOX_LANES, (uint32_t)call->n[1], call->p[CLOCK], random); \
      const uint32_t *bits = &random[0][0];                                               \
      const int64_t at = block * PHILOX_BLOCK, rest = call->n[0] - at;                    \
      const int64_t count = rest < PHILOX_BLOCK ? rest : PHILOX_BLOCK;                    \
      __VA_ARGS__                                                                         \
    }                                                                                     \
  }                                                                                       \
  int32_t assay_##NAME(const assay_call *call) {                                          \
    assay_parallel_for((call->n[0] + PHILOX_BLOCK - 1) / PHILOX_BLOCK, call->threads,     \
                       NAME##_range, (void *)call);                                       \
    return 0;                                                                             \
  }

ASSAY_DRAWS(random_uniform, 0, 1, {
  for (int64_t i = 0; i < count; i++)
    y[at + i] = a + (b - a) * ((float)(bits[i] >> 8) * 0x1p-24f);
})

ASSAY_DRAWS(random_mask, 0, 1, {
  const uint32_t least = (uint32_t)(a * 0x1p24f);
  for (int64_t i = 0; i < count; i++) y[at + i] = bits[i] >> 8 >= least ? b : 0.0f;
})

// cos of a whole turn times t, for t in 0..<1, by the sine of at most a quarter turn.
ASSAY_INLINE float v_cos_turn(float t) {
  const float x = 6.28318530717958648f * (0.25f - v_abs(t < 0.5f ? t : t - 1.0f)), z = x * x;
  float p = -2.5052108e-8f;
  p = p * z + 2.7557319e-6f;
  p = p * z - 1.9841270e-4f;
  p = p * z + 8.3333333e-3f;
  p = p * z - 1.6666667e-1f;
  return x + x * z * p;
}

// By the Box-Muller transform, of two words a number: half of a block's numbers come from the counters
// with the highest bit set.
ASSAY_DRAWS(random_normal, 1, 2, {
  const float *x = call->p[0];
  uint32_t more[4][PHILOX_LANES];
  philox((uint32_t)block * PHILOX_LANES | 0x80000000u, (uint32_t)call->n[1], call->p[2], more);
  const uint32_t *angles = &more[0][0];
  float z[PHILOX_BLOCK];
  for (int i = 0; i < PHILOX_BLOCK; i++) {
    // 23 bits and a half, so that it is never 0 nor 1.
    const float u = ((float)(bits[i] >> 9) + 0.5f) * 0x1p-23f;
    z[i] = __builtin_sqrtf(-2.0f * v_log(u)) * v_cos_turn((float)(angles[i] >> 8) * 0x1p-24f);
  }
  if (b != 0.0f) {
    for (int64_t i = 0; i < count; i++) y[at + i] = x[at + i] * (1.0f + a * z[i]);
  } else {
    for (int64_t i = 0; i < count; i++) y[at + i] = x[at + i] + a * z[i];
  }
})
