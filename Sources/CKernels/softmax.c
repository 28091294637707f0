#include "softmax.h"

#include "elementwise.h"

// The parts of a row are few, so its sum is taken in order, in double precision.
ASSAY_INLINE float row_maximum(const float *x, int64_t count) {
  float most = x[0];
  for (int64_t j = 1; j < count; j++) most = x[j] > most || x[j] != x[j] ? x[j] : most;
  return most;
}

ASSAY_INLINE float exponentials(const float *x, float *y, int64_t count) {
  const float most = row_maximum(x, count);
  for (int64_t j = 0; j < count; j++) y[j] = v_exp(x[j] - most);
  double sum = 0;
  for (int64_t j = 0; j < count; j++) sum += (double)y[j];
  return (float)sum;
}

// ln sum e^x - most, and the maximum.
ASSAY_INLINE float log_sum(const float *x, int64_t count, float *most) {
  *most = row_maximum(x, count);
  double sum = 0;
  for (int64_t j = 0; j < count; j++) sum += (double)v_exp(x[j] - *most);
  return v_log((float)sum);
}

#define ASSAY_ROWS(NAME, ...)                                                             \
  ASSAY_CLONES static void NAME##_range(void *context, int64_t begin, int64_t end) {      \
    const assay_call *call = context;                                                     \
    const int64_t classes = call->n[1];                                                   \
    for (int64_t i = begin; i < end; i++) __VA_ARGS__                                         \
  }                                                                                       \
  int32_t assay_##NAME(const assay_call *call) {                                          \
    assay_parallel_for(call->n[0], call->threads, NAME##_range, (void *)call);            \
    return 0;                                                                             \
  }

ASSAY_ROWS(softmax, {
  const float *x = (const float *)call->p[0] + i * classes;
  float *y = (float *)call->p[1] + i * classes;
  const float sum = exponentials(x, y, classes);
  for (int64_t j = 0; j < classes; j++) y[j] /= sum;
})

ASSAY_ROWS(softmax_gradient, {
  const float *y = (const float *)call->p[0] + i * classes;
  const float *dy = (const float *)call->p[1] + i * classes;
  float *dx = (float *)call->p[2] + i * classes;
  double sum = 0;
  for (int64_t j = 0; j < classes; j++) sum += (double)(y[j] * dy[j]);
  for (int64_t j = 0; j < classes; j++) dx[j] = y[j] * (dy[j] - (float)sum);
})

ASSAY_ROWS(log_softmax, {
  const float *x = (const float *)call->p[0] + i * classes;
  float *y = (float *)call->p[1] + i * classes;
  float most;
  const float rest = log_sum(x, classes, &most);
  for (int64_t j = 0; j < classes; j++) y[j] = (x[j] - most) - rest;
})

ASSAY_ROWS(log_softmax_gradient, {
  const float *y = (const float *)call->p[0] + i * classes;
  const float *dy = (const float *)call->p[1] + i * classes;
  float *dx = (float *)call->p[2] + i * classes;
  double sum = 0;
  for (int64_t j = 0; j < classes; j++) sum += (double)dy[j];
  for (int64_t j = 0; j < classes; j++) dx[j] = dy[j] - v_exp(y[j]) * (float)sum;
})

ASSAY_ROWS(sparse_crossentropy, {
  const float *z = (const float *)call->p[0] + i * classes;
  const int32_t label = ((const int32_t *)call->p[1])[i];
  float most;
  const float rest = log_sum(z, classes, &most);
  ((float *)call->p[2])[i] =
      label >= 0 && label < classes ? rest - (z[label] - most) : __builtin_nanf("");
})

ASSAY_ROWS(sparse_crossentropy_gradient, {
  const float *z = (const float *)call->p[0] + i * classes;
  const int32_t label = ((const int32_t *)call->p[1])[i];
  const float scale = ((const float *)call->p[2])[i];
  float *dz = (float *)call->p[3] + i * classes;
  const float factor = scale / exponentials(z, dz, classes);
  for (int64_t j = 0; j < classes; j++) dz[j] *= factor;
  if (label >= 0 && label < classes) dz[label] -= scale;
})

ASSAY_ROWS(categorical_crossentropy, {
  const float *z = (const float *)call->p[0] + i * classes;
  const float *y = (const float *)call->p[1] + i * classes;
  const float keep = 1.0f - call->s[0], rise = call->s[0] / (float)classes;
  float most;
  const float rest = log_sum(z, classes, &most);
  double sum = 0;
  for (int64_t j = 0; j < classes; j++)
    sum += (double)((y[j] * keep + rise) * (rest - (z[j] - most)));
  ((float *)call->p[2])[i] = (float)sum;
})

ASSAY_ROWS(categorical_crossentropy_gradient, {
  const float *z = (const float *)call->p[0] + i * classes;
  const float *y = (const float *)call->p[1] + i * classes;
  const float scale = ((const float *)call->p[2])[i];
  float *dz = (float *)call->p[3] + i * classes;
  const float keep = 1.0f - call->s[0], rise = call->s[0] / (float)classes;
  double total = 0;
  for (int64_t j = 0; j < classes; j++) total += (double)(y[j] * keep + rise);
  const float factor = (float)total * scale / exponentials(z, dz, classes);
  for (int64_t j = 0; j < classes; j++) dz[j] = dz[j] * factor - (y[j] * keep + rise) * scale;
})

ASSAY_CLONES static void binary_crossentropy_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const float *z = call->p[0], *y = call->p[1];
  float *loss = call->p[2];
  const float keep = 1.0f - call->s[0], rise = 0.5f * call->s[0];
  for (int64_t i = begin; i < end; i++) {
    float label = y[i] * keep + rise;
    loss[i] = v_max(z[i], 0.0f) - z[i] * label + v_log1p(v_exp(-v_abs(z[i])));
  }
}

int32_t assay_binary_crossentropy(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, binary_crossentropy_range, (void *)call);
  return 0;
}

ASSAY_CLONES static void binary_crossentropy_gradient_range(void *context, int64_t begin,
                                                            int64_t end) {
  const assay_call *call = context;
  const float *z = call->p[0], *y = call->p[1], *dloss = call->p[2];
  float *dz = call->p[3];
  const float keep = 1.0f - call->s[0], rise = 0.5f * call->s[0];
  for (int64_t i = begin; i < end; i++)
    dz[i] = (v_sigmoid(z[i]) - (y[i] * keep + rise)) * dloss[i];
}

int32_t assay_binary_crossentropy_gradient(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, binary_crossentropy_gradient_range,
                     (void *)call);
  return 0;
}
