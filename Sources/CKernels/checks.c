#include "checks.h"

#include <string.h>

#include "clones.h"

// Without their sign, floating-point numbers are ordered as their bits are; infinity and NaN come
// last. A block is read without a branch, and the place is looked for only where there is one.
#define FIRST_FROM(name, T, U, LIMIT)                                       \
  static inline int name##_is(const T *value) {                             \
    U bits;                                                                 \
    memcpy(&bits, value, sizeof bits);                                      \
    return (bits & (~(U)0 >> 1)) >= (LIMIT);                                \
  }                                                                         \
  ASSAY_CLONES static int name##_block(const T *values, int64_t count) {    \
    int found = 0;                                                          \
    for (int64_t i = 0; i < count; i++) found |= name##_is(values + i);     \
    return found;                                                           \
  }                                                                         \
  int64_t name(const T *values, int64_t count) {                            \
    for (int64_t begin = 0; begin < count; begin += 4096) {                 \
      int64_t size = count - begin < 4096 ? count - begin : 4096;           \
      if (!name##_block(values + begin, size)) continue;                    \
      for (int64_t i = begin;; i++)                                         \
        if (name##_is(values + i)) return i;                                \
    }                                                                       \
    return -1;                                                              \
  }

FIRST_FROM(assay_first_not_finite_float32, float, uint32_t, 0x7f800000u)
// 0x1.ffffffp127, half way from the largest float32 to the next power of two, is the least that
// rounds to infinity.
FIRST_FROM(assay_first_not_finite_float64, double, uint64_t, 0x47effffff0000000u)

#define IS_CLASS_INTEGER(v) ((int64_t)(v) >= 0 && (int64_t)(v) < classes)
#define IS_CLASS_FLOAT(v) ((v) >= 0 && (v) < (double)classes && (v) == __builtin_trunc(v))

#define FIRST_NOT_CLASS(name, T, IS_CLASS)                                          \
  static int64_t name(const T *values, int64_t count, int64_t classes) {            \
    for (int64_t i = 0; i < count; i++)                                             \
      if (!IS_CLASS(values[i])) return i;                                           \
    return -1;                                                                      \
  }

FIRST_NOT_CLASS(first_not_class_uint8, uint8_t, IS_CLASS_INTEGER)
FIRST_NOT_CLASS(first_not_class_int8, int8_t, IS_CLASS_INTEGER)
FIRST_NOT_CLASS(first_not_class_int16, int16_t, IS_CLASS_INTEGER)
FIRST_NOT_CLASS(first_not_class_int32, int32_t, IS_CLASS_INTEGER)
FIRST_NOT_CLASS(first_not_class_int64, int64_t, IS_CLASS_INTEGER)
FIRST_NOT_CLASS(first_not_class_float32, float, IS_CLASS_FLOAT)
FIRST_NOT_CLASS(first_not_class_float64, double, IS_CLASS_FLOAT)

int64_t assay_first_not_class(const void *values, assay_dtype dtype, int64_t count,
                              int64_t classes) {
  switch (dtype) {
    case assay_bool:
    case assay_uint8: return first_not_class_uint8(values, count, classes);
    case assay_int8: return first_not_class_int8(values, count, classes);
    case assay_int16: return first_not_class_int16(values, count, classes);
    case assay_int32: return first_not_class_int32(values, count, classes);
    case assay_int64: return first_not_class_int64(values, count, classes);
    case assay_float32: return first_not_class_float32(values, count, classes);
    case assay_float64: return first_not_class_float64(values, count, classes);
  }
  return 0;
}
