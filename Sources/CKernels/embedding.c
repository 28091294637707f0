#include "embedding.h"

#include <string.h>

#include "clones.h"

int32_t assay_embedding(const assay_call *call) {
  const int32_t *ids = call->p[0];
  const float *table = call->p[1];
  float *y = call->p[2];
  const int64_t count = call->n[0], width = call->n[1], rows = call->n[2];
  const size_t bytes = (size_t)width * sizeof(float);
  for (int64_t i = 0; i < count; i++) {
    if (ids[i] >= 0 && ids[i] < rows) {
      memcpy(y + i * width, table + ids[i] * width, bytes);
    } else {
      memset(y + i * width, 0, bytes);
    }
  }
  return 0;
}

ASSAY_CLONES static void add_row(float *restrict sum, const float *restrict row, int64_t width) {
  for (int64_t k = 0; k < width; k++) sum[k] += row[k];
}

int32_t assay_embedding_gradient(const assay_call *call) {
  const int32_t *ids = call->p[0];
  const float *dy = call->p[1];
  float *dtable = call->p[2];
  const int64_t count = call->n[0], width = call->n[1], rows = call->n[2];
  memset(dtable, 0, (size_t)(rows * width) * sizeof(float));
  for (int64_t i = 0; i < count; i++) {
    if (ids[i] >= 0 && ids[i] < rows) add_row(dtable + ids[i] * width, dy + i * width, width);
  }
  return 0;
}

int32_t assay_indices(const assay_call *call) {
  const float *x = call->p[0];
  int32_t *y = call->p[1];
  for (int64_t i = 0; i < call->n[0]; i++) {
    y[i] = x[i] > -2147483648.0f && x[i] < 2147483648.0f ? (int32_t)x[i] : -1;
  }
  return 0;
}

ASSAY_CLONES int32_t assay_not_equal(const assay_call *call) {
  float *restrict y = call->p[1];
  const int64_t count = call->n[0];
  const float number = call->s[0];
  if (call->n[1]) {
    const int32_t *restrict x = call->p[0];
    const int32_t whole = (int32_t)number;
    for (int64_t i = 0; i < count; i++) y[i] = x[i] != whole ? 1.0f : 0.0f;
  } else {
    const float *restrict x = call->p[0];
    for (int64_t i = 0; i < count; i++) y[i] = x[i] != number ? 1.0f : 0.0f;
  }
  return 0;
}
