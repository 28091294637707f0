#include "arithmetic.h"

#include <string.h>

#include "elementwise.h"

// The operand that repeats decides the loop: alike, one number a row, or one row for all.
#define ASSAY_BINARY(NAME, EXPRESSION)                                                    \
  ASSAY_CLONES static void NAME##_range(void *context, int64_t begin, int64_t end) {      \
    const assay_call *call = context;                                                     \
    const float *left = call->p[0], *right = call->p[1];                                  \
    float *out = call->p[2];                                                              \
    const int64_t middle = call->n[1], inner = call->n[2];                                \
    for (int64_t o = begin; o < end; o++) {                                               \
      if (inner == 1) {                                                                   \
        ASSAY_VECTORIZE                                                                   \
        for (int64_t j = 0; j < middle; j++) {                                            \
          float x = left[o * middle + j], y = right[j];                                   \
          out[o * middle + j] = (EXPRESSION);                                             \
        }                                                                                 \
      } else {                                                                            \
        for (int64_t j = 0; j < middle; j++) {                                            \
          const float y = right[j];                                                       \
          const int64_t at = (o * middle + j) * inner;                                    \
          ASSAY_VECTORIZE                                                                 \
          for (int64_t k = 0; k < inner; k++) {                                           \
            float x = left[at + k];                                                       \
            out[at + k] = (EXPRESSION);                                                   \
          }                                                                               \
        }                                                                                 \
      }                                                                                   \
    }                                                                                     \
  }                                                                                       \
  int32_t assay_##NAME(const assay_call *call) {                                          \
    assay_parallel_for(call->n[0], call->threads, NAME##_range, (void *)call);            \
    return 0;                                                                             \
  }

ASSAY_BINARY(add, x + y)
ASSAY_BINARY(subtract, x - y)
ASSAY_BINARY(multiply, x *y)
ASSAY_BINARY(divide, x / y)
ASSAY_BINARY(maximum, x > y || x != x ? x : y)
ASSAY_BINARY(minimum, x < y || x != x ? x : y)
ASSAY_BINARY(at_least, x >= y ? 1.0f : 0.0f)
ASSAY_BINARY(at_most, x <= y ? 1.0f : 0.0f)

ASSAY_CLONES int32_t assay_repeat(const assay_call *call) {
  const float *x = call->p[0], divisor = (float)call->n[3];
  float *y = call->p[1];
  const int64_t outer = call->n[0], middle = call->n[1], inner = call->n[2];
  for (int64_t o = 0; o < outer; o++) {
    for (int64_t j = 0; j < middle; j++) {
      const float *from = x + o * inner;
      float *row = y + (o * middle + j) * inner;
      for (int64_t k = 0; k < inner; k++) row[k] = from[k] / divisor;
    }
  }
  return 0;
}

// Eight partial sums, so that the order of additions is fixed and vector code may keep to it.
ASSAY_INLINE double sum_row(const float *x, int64_t count) {
  double lanes[8] = {0};
  int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int j = 0; j < 8; j++) lanes[j] += (double)x[i + j];
  for (; i < count; i++) lanes[i & 7] += (double)x[i];
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) +
         ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

enum { COLUMNS = 16, ROWS = 16 };

// The sums of `columns` columns of `rows` rows, `stride` apart. Sixteen rows at a time are added in
// single precision, in registers; those sums in double.
ASSAY_INLINE void sum_columns(const float *x, int64_t rows, int64_t stride, int64_t columns,
                              double divisor, float *y) {
  double sums[COLUMNS] = {0};
  for (int64_t first = 0; first < rows; first += ROWS) {
    const int64_t last = first + ROWS < rows ? first + ROWS : rows;
    float part[COLUMNS] = {0};
    for (int64_t j = first; j < last; j++)
      for (int64_t k = 0; k < columns; k++) part[k] += x[j * stride + k];
    for (int64_t k = 0; k < columns; k++) sums[k] += (double)part[k];
  }
  for (int64_t k = 0; k < columns; k++) y[k] = (float)(sums[k] / divisor);
}

ASSAY_CLONES static void sum_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const double divisor = (double)call->n[3];
  const int64_t middle = call->n[1], inner = call->n[2];
  const float *x = call->p[0];
  float *y = call->p[1];
  if (inner == 1) {
    for (int64_t o = begin; o < end; o++) y[o] = (float)(sum_row(x + o * middle, middle) / divisor);
    return;
  }
  // A constant width lets the sums stay in registers.
  const int64_t blocks = (inner + COLUMNS - 1) / COLUMNS;
  for (int64_t i = begin; i < end; i++) {
    const int64_t o = i / blocks, k = i % blocks * COLUMNS;
    const float *block = x + o * middle * inner + k;
    float *out = y + o * inner + k;
    if (inner - k >= COLUMNS)
      sum_columns(block, middle, inner, COLUMNS, divisor, out);
    else
      sum_columns(block, middle, inner, inner - k, divisor, out);
  }
}

int32_t assay_sum(const assay_call *call) {
  const int64_t inner = call->n[2], blocks = inner == 1 ? 1 : (inner + COLUMNS - 1) / COLUMNS;
  assay_parallel_for(call->n[0] * blocks, call->threads, sum_range, (void *)call);
  return 0;
}

ASSAY_CLONES int32_t assay_maximum_over(const assay_call *call) {
  const float *x = call->p[0];
  float *y = call->p[1];
  const int64_t outer = call->n[0], middle = call->n[1], inner = call->n[2];
  for (int64_t o = 0; o < outer; o++) {
    memcpy(y + o * inner, x + o * middle * inner, (size_t)inner * sizeof(float));
    for (int64_t j = 1; j < middle; j++) {
      const float *row = x + (o * middle + j) * inner;
      for (int64_t k = 0; k < inner; k++) {
        float most = y[o * inner + k];
        y[o * inner + k] = row[k] > most || row[k] != row[k] ? row[k] : most;
      }
    }
  }
  return 0;
}

ASSAY_CLONES int32_t assay_fill(const assay_call *call) {
  float *y = call->p[0];
  for (int64_t i = 0; i < call->n[0]; i++) y[i] = call->s[0];
  return 0;
}

int32_t assay_copy(const assay_call *call) {
  memcpy(call->p[1], call->p[0], (size_t)call->n[0]);
  return 0;
}

int32_t assay_one_hot(const assay_call *call) {
  const int32_t *labels = call->p[0];
  float *y = call->p[1];
  const int64_t rows = call->n[0], classes = call->n[1];
  memset(y, 0, (size_t)(rows * classes) * sizeof(float));
  for (int64_t i = 0; i < rows; i++)
    if (labels[i] >= 0 && labels[i] < classes) y[i * classes + labels[i]] = 1.0f;
  return 0;
}

ASSAY_CLONES int32_t assay_move_average(const assay_call *call) {
  const float *value = call->p[0];
  float *mean = call->p[1];
  const float momentum = call->s[0], rest = 1.0f - momentum;
  for (int64_t i = 0; i < call->n[0]; i++) mean[i] = mean[i] * momentum + value[i] * rest;
  return 0;
}
