#include "clones.h"
#include "optimizers.h"
#include "parallel.h"

#define ASSAY_OVER_ELEMENTS(NAME)                                                         \
  int32_t assay_##NAME(const assay_call *call) {                                          \
    assay_parallel_for(call->n[0], call->threads, NAME##_range, (void *)call);            \
    return 0;                                                                             \
  }

ASSAY_CLONES static void gradient_add_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict sum = call->p[0];
  const float *restrict g = call->p[1];
  for (int64_t i = begin; i < end; i++) sum[i] += g[i];
}
ASSAY_OVER_ELEMENTS(gradient_add)

ASSAY_CLONES static void gradient_mean_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict sum = call->p[0], *restrict g = call->p[1];
  const float count = call->s[0];
  for (int64_t i = begin; i < end; i++) {
    g[i] = (g[i] + sum[i]) / count;
    sum[i] = 0.0f;
  }
}
ASSAY_OVER_ELEMENTS(gradient_mean)

ASSAY_CLONES static void gradient_divide_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict g = call->p[0];
  const float by = *(const float *)call->p[1];
  for (int64_t i = begin; i < end; i++) g[i] /= by;
}
ASSAY_OVER_ELEMENTS(gradient_divide)

ASSAY_CLONES int32_t assay_gradient_check(const assay_call *call) {
  const float *restrict g = call->p[0];
  int32_t failures = 0;
  for (int64_t i = 0; i < call->n[0]; i++) failures |= !(__builtin_fabsf(g[i]) <= __FLT_MAX__);
  *(float *)call->p[1] = (float)failures;
  return 0;
}

ASSAY_CLONES static void clip_value_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict g = call->p[0];
  const float most = call->s[0];
  for (int64_t i = begin; i < end; i++) {
    float value = g[i] > most ? most : g[i];
    g[i] = value < -most ? -most : value;
  }
}
ASSAY_OVER_ELEMENTS(clip_value)

ASSAY_CLONES double assay_sum_of_squares(const float *values, int64_t count) {
  double lanes[16] = {0};
  int64_t i = 0;
  for (; i + 16 <= count; i += 16)
    for (int64_t lane = 0; lane < 16; lane++)
      lanes[lane] += (double)values[i + lane] * (double)values[i + lane];
  for (int64_t lane = 0; i < count; i++, lane++)
    lanes[lane] += (double)values[i] * (double)values[i];
  for (int64_t width = 8; width > 0; width /= 2)
    for (int64_t lane = 0; lane < width; lane++) lanes[lane] += lanes[lane + width];
  return lanes[0];
}

ASSAY_CLONES int32_t assay_clip_norm(const assay_call *call) {
  float *restrict g = call->p[0];
  const int64_t count = call->n[0];
  const float most = call->s[0];
  const float norm = (float)__builtin_sqrt(assay_sum_of_squares(g, count));
  // A norm that is NaN makes all of them NaN.
  const float by = norm <= most ? most : norm;
  for (int64_t i = 0; i < count; i++) g[i] = g[i] * most / by;
  return 0;
}

ASSAY_CLONES int32_t assay_clip_global_norm(const assay_call *call) {
  float *restrict g = call->p[0];
  const int64_t count = call->n[0];
  const float most = call->s[0];
  const float norm = (float)__builtin_sqrt(assay_sum_of_squares(g, count));
  const float inverse = 1.0f / norm < 1.0f / most ? 1.0f / norm : 1.0f / most;
  // A norm that is no finite number makes all of them NaN.
  const float scale = most * inverse + (norm - norm);
  for (int64_t i = 0; i < count; i++) g[i] *= scale;
  return 0;
}

ASSAY_CLONES static void weight_decay_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict w = call->p[0];
  const float rate = *(const float *)call->p[1], decay = call->s[0];
  for (int64_t i = begin; i < end; i++) w[i] -= w[i] * decay * rate;
}
ASSAY_OVER_ELEMENTS(weight_decay)

ASSAY_CLONES static void weight_average_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict average = call->p[0];
  const float *restrict w = call->p[1];
  const float kept = *(const float *)call->p[2];
  for (int64_t i = begin; i < end; i++) average[i] = kept * average[i] + (1.0f - kept) * w[i];
}
ASSAY_OVER_ELEMENTS(weight_average)
