#include "gather.h"

#include <string.h>

#include "clones.h"
#include "parallel.h"

int assay_rows_inside(const int32_t *rows, int64_t count, int64_t limit) {
  int outside = 0;
  for (int64_t r = 0; r < count; r++) outside |= rows[r] < 0 || rows[r] >= limit;
  return !outside;
}

// Shuffled rows defeat the hardware's prefetching, so the next row's start is asked for early.
#define PREFETCH_NEXT(bytes, row_bytes)                                 \
  if (rows && r + 1 < count) {                                          \
    const char *next = (const char *)(bytes) + rows[r + 1] * (row_bytes); \
    for (int64_t b = 0; b < (row_bytes) && b < 512; b += 64) __builtin_prefetch(next + b); \
  }

typedef struct {
  const char *from;
  const int32_t *rows;
  int64_t row_bytes;
  char *to;
} copying;

static void copy_rows(void *context, int64_t begin, int64_t end) {
  const copying *c = context;
  const int32_t *rows = c->rows;
  const int64_t row_bytes = c->row_bytes, count = end;
  for (int64_t r = begin; r < end; r++) {
    PREFETCH_NEXT(c->from, row_bytes)
    memcpy(c->to + r * row_bytes, c->from + rows[r] * row_bytes, (size_t)row_bytes);
  }
}

void assay_gather(const void *source, const int32_t *rows, int64_t count, int64_t row_bytes,
                  void *target, int threads) {
  const char *from = source;
  char *to = target;
  switch (row_bytes) {  // a label a row: one load and one store
    case 4:
      for (int64_t r = 0; r < count; r++) memcpy(to + 4 * r, from + 4 * (int64_t)rows[r], 4);
      return;
    case 8:
      for (int64_t r = 0; r < count; r++) memcpy(to + 8 * r, from + 8 * (int64_t)rows[r], 8);
      return;
    default: {
      // Rows from all over memory are waited for one after another; two cores wait at once.
      copying c = {from, rows, row_bytes, to};
      assay_parallel_for(count, count * row_bytes >= 65536 ? threads : 1, copy_rows, &c);
    }
  }
}

static inline int32_t clamp_float64(double v) {
  if (!(v > -2147483648.0)) return v == v ? INT32_MIN : 0;
  return v < 2147483647.0 ? (int32_t)v : INT32_MAX;
}
static inline int32_t clamp_int64(int64_t v) {
  return v < INT32_MIN ? INT32_MIN : v > INT32_MAX ? INT32_MAX : (int32_t)v;
}

#define GATHER(name, T, U, CONVERT)                                                             \
  ASSAY_CLONES static void name(const T *source, const int32_t *rows, int64_t count,            \
                                int64_t width, U *target) {                                     \
    if (!rows || width == 1) {                                                                  \
      if (rows)                                                                                 \
        for (int64_t r = 0; r < count; r++) target[r] = CONVERT(source[rows[r]]);               \
      else                                                                                      \
        for (int64_t i = 0; i < count * width; i++) target[i] = CONVERT(source[i]);             \
      return;                                                                                   \
    }                                                                                           \
    for (int64_t r = 0; r < count; r++) {                                                       \
      PREFETCH_NEXT(source, width * (int64_t)sizeof(T))                                         \
      const T *row = source + rows[r] * width;                                                  \
      for (int64_t i = 0; i < width; i++) target[r * width + i] = CONVERT(row[i]);              \
    }                                                                                           \
  }

#define AS_FLOAT(v) ((float)(v))
#define AS_INT32(v) ((int32_t)(v))
#define AS_FLAG(v) ((v) != 0)

GATHER(bool_to_float32, uint8_t, float, AS_FLAG)
GATHER(uint8_to_float32, uint8_t, float, AS_FLOAT)
GATHER(int8_to_float32, int8_t, float, AS_FLOAT)
GATHER(int16_to_float32, int16_t, float, AS_FLOAT)
GATHER(int32_to_float32, int32_t, float, AS_FLOAT)
GATHER(int64_to_float32, int64_t, float, AS_FLOAT)
GATHER(float32_to_float32, float, float, AS_FLOAT)
GATHER(float64_to_float32, double, float, AS_FLOAT)

void assay_gather_float32(const void *source, assay_dtype dtype, const int32_t *rows, int64_t count,
                          int64_t width, float *target) {
  switch (dtype) {
    case assay_bool: bool_to_float32(source, rows, count, width, target); break;
    case assay_uint8: uint8_to_float32(source, rows, count, width, target); break;
    case assay_int8: int8_to_float32(source, rows, count, width, target); break;
    case assay_int16: int16_to_float32(source, rows, count, width, target); break;
    case assay_int32: int32_to_float32(source, rows, count, width, target); break;
    case assay_int64: int64_to_float32(source, rows, count, width, target); break;
    case assay_float32: float32_to_float32(source, rows, count, width, target); break;
    case assay_float64: float64_to_float32(source, rows, count, width, target); break;
  }
}

GATHER(bool_to_int32, uint8_t, int32_t, AS_FLAG)
GATHER(uint8_to_int32, uint8_t, int32_t, AS_INT32)
GATHER(int8_to_int32, int8_t, int32_t, AS_INT32)
GATHER(int16_to_int32, int16_t, int32_t, AS_INT32)
GATHER(int32_to_int32, int32_t, int32_t, AS_INT32)
GATHER(int64_to_int32, int64_t, int32_t, clamp_int64)
GATHER(float32_to_int32, float, int32_t, clamp_float64)
GATHER(float64_to_int32, double, int32_t, clamp_float64)

void assay_gather_int32(const void *source, assay_dtype dtype, const int32_t *rows, int64_t count,
                        int64_t width, int32_t *target) {
  switch (dtype) {
    case assay_bool: bool_to_int32(source, rows, count, width, target); break;
    case assay_uint8: uint8_to_int32(source, rows, count, width, target); break;
    case assay_int8: int8_to_int32(source, rows, count, width, target); break;
    case assay_int16: int16_to_int32(source, rows, count, width, target); break;
    case assay_int32: int32_to_int32(source, rows, count, width, target); break;
    case assay_int64: int64_to_int32(source, rows, count, width, target); break;
    case assay_float32: float32_to_int32(source, rows, count, width, target); break;
    case assay_float64: float64_to_int32(source, rows, count, width, target); break;
  }
}
