// Reading blocks of rows: numbers, weights, classes.
#include <string.h>

#include "clones.h"
#include "metrics_blocks.h"

typedef float floats __attribute__((ext_vector_type(8)));
typedef int32_t float_flags __attribute__((ext_vector_type(8)));

ASSAY_CLONES
void assay_read_doubles(double *out, const void *from, int32_t type, int64_t start, int count) {
#define READ(T)                                            \
  {                                                        \
    const T *x = (const T *)from + start;                  \
    for (int i = 0; i < count; i++) out[i] = (double)x[i]; \
  }
  EACH_TYPE(type, READ)
#undef READ
}

double assay_read_double(const void *from, int32_t type, int64_t index) {
  double x = 0;
  assay_read_doubles(&x, from, type, index, 1);
  return x;
}

ASSAY_CLONES
int assay_read_weights(double *out, const assay_batch *b, int64_t start, int count) {
  if (b->block == 1) {
    assay_read_doubles(out, b->weights, b->weight_type, start, count);
  } else {
    int64_t end = b->block - start % b->block;
    for (int64_t i = 0, index = start / b->block; i < count; index++, end += b->block) {
      double weight = assay_read_double(b->weights, b->weight_type, index);
      for (; i < end && i < count; i++) out[i] = weight;
    }
  }
  int64_t wrong = 0;
  for (int i = 0; i < count; i++)
    wrong |= (out[i] >= 0 ? 0 : WRONG) | (out[i] < INFINITY ? 0 : WRONG);
  return !wrong;
}

int assay_read_classes(int32_t *out, const void *from, int32_t type, int64_t start, int count,
                       int32_t classes) {
  int fine = 1;
#define READ_INTEGER(T)                                    \
  {                                                        \
    const T *x = (const T *)from + start;                  \
    for (int i = 0; i < count; i++) {                      \
      int in_range = x[i] >= 0 && (int64_t)x[i] < classes; \
      out[i] = in_range ? (int32_t)x[i] : 0;               \
      fine &= in_range;                                    \
    }                                                      \
  }
#define READ_FLOAT(T)                                     \
  {                                                       \
    const T *x = (const T *)from + start;                 \
    for (int i = 0; i < count; i++) {                     \
      int in_range = x[i] >= 0 && (double)x[i] < classes; \
      out[i] = in_range ? (int32_t)x[i] : 0;              \
      fine &= in_range && (T)out[i] == x[i];              \
    }                                                     \
  }
  switch (type) {
    case ASSAY_BOOL:
    case ASSAY_UINT8: READ_INTEGER(uint8_t) break;
    case ASSAY_INT8: READ_INTEGER(int8_t) break;
    case ASSAY_INT16: READ_INTEGER(int16_t) break;
    case ASSAY_INT32: READ_INTEGER(int32_t) break;
    case ASSAY_INT64: READ_INTEGER(int64_t) break;
    case ASSAY_FLOAT32: READ_FLOAT(float) break;
    case ASSAY_FLOAT64: READ_FLOAT(double) break;
  }
#undef READ_INTEGER
#undef READ_FLOAT
  return fine;
}

// Any type, a score at a time.
static int greatest_of_any(int32_t *out, const void *from, int32_t type, int64_t start, int count,
                           int32_t classes) {
  int fine = 1;
#define READ(T)                                           \
  {                                                       \
    const T *row = (const T *)from + start * classes;     \
    for (int i = 0; i < count; i++, row += classes) {     \
      T greatest = row[0];                                \
      int32_t at = 0;                                     \
      int numbers = row[0] == row[0];                     \
      for (int32_t j = 1; j < classes; j++) {             \
        at = row[j] > greatest ? j : at;                  \
        greatest = row[j] > greatest ? row[j] : greatest; \
        numbers &= row[j] == row[j];                      \
      }                                                   \
      out[i] = at;                                        \
      fine &= numbers;                                    \
    }                                                     \
  }
  EACH_TYPE(type, READ)
#undef READ
  return fine;
}

// Rows of at least 8 floats, 8 at a time: each lane keeps its greatest score and the
// first place of it, and the first of the lanes with the greatest of all wins.
ASSAY_CLONES
static int greatest_of_floats(int32_t *out, const float *row, int count, int32_t classes) {
  const float_flags lane = {0, 1, 2, 3, 4, 5, 6, 7};
  float_flags unordered = 0;
  int32_t last = classes - 8;
  for (int i = 0; i < count; i++, row += classes) {
    floats greatest;
    memcpy(&greatest, row, sizeof greatest);
    float_flags place = lane;
    unordered |= greatest != greatest;
    for (int32_t at = 0; at < last;) {
      at = at + 8 < last ? at + 8 : last;
      floats x;
      memcpy(&x, row + at, sizeof x);
      unordered |= x != x;
      float_flags better = x > greatest;
      greatest = better ? x : greatest;
      place = better ? lane + at : place;
    }
    float_flags top = greatest == __builtin_reduce_max(greatest);
    // A row of NaNs has no greatest; its class must be one all the same.
    out[i] = __builtin_reduce_min(top ? place : (float_flags)(last + 7));
  }
  return !__builtin_reduce_or(unordered);
}

int assay_read_greatest(int32_t *out, const void *from, int32_t type, int64_t start, int count,
                        int32_t classes) {
  if (type == ASSAY_FLOAT32 && classes >= 8)
    return greatest_of_floats(out, (const float *)from + start * classes, count, classes);
  return greatest_of_any(out, from, type, start, count, classes);
}
