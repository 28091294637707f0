#include "select.h"

#include <math.h>

#include "elementwise.h"

ASSAY_CLONES static void select_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const float *mask = call->p[0], *x = call->p[1];
  float *y = call->p[2];
  ASSAY_VECTORIZE
  for (int64_t i = begin; i < end; i++) {
    const float value = x[i];
    y[i] = mask[i] != 0.0f ? value : 0.0f;
  }
}

int32_t assay_select(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, select_range, (void *)call);
  return 0;
}

int32_t assay_other_class(const assay_call *call) {
  const int32_t *labels = call->p[0];
  float *y = call->p[1];
  for (int64_t i = 0; i < call->n[0]; i++) y[i] = labels[i] == call->n[1] ? 0.0f : 1.0f;
  return 0;
}

int32_t assay_swap_axes(const assay_call *call) {
  const float *x = call->p[0];
  float *y = call->p[1];
  const int64_t outer = call->n[0], rows = call->n[1], columns = call->n[2];
  for (int64_t o = 0; o < outer; o++, x += rows * columns, y += rows * columns)
    for (int64_t k = 0; k < columns; k++)
      for (int64_t j = 0; j < rows; j++) y[k * rows + j] = x[j * columns + k];
  return 0;
}

// powf is the C library's: focal losses raise few numbers, and to powers that are not whole.
static void power_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const float *x = call->p[0], exponent = call->s[0];
  float *y = call->p[1];
  for (int64_t i = begin; i < end; i++) y[i] = powf(x[i], exponent);
}

int32_t assay_power(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, power_range, (void *)call);
  return 0;
}

static void power_gradient_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const float *x = call->p[0], *dy = call->p[1], exponent = call->s[0];
  float *dx = call->p[2];
  for (int64_t i = begin; i < end; i++)
    dx[i] = exponent == 0.0f ? 0.0f : dy[i] * exponent * powf(x[i], exponent - 1.0f);
}

int32_t assay_power_gradient(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, power_gradient_range, (void *)call);
  return 0;
}
