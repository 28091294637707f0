// Copies rows of an array, converting where a model computes in another type, and reads through
// arrays once for what must not be there.
#ifndef ASSAY_GATHER_H
#define ASSAY_GATHER_H

#include <stdint.h>

/// The element types an array can have.
typedef enum {
  assay_bool,
  assay_uint8,
  assay_int8,
  assay_int16,
  assay_int32,
  assay_int64,
  assay_float32,
  assay_float64
} assay_dtype;

/// Whether every one of `rows` is in `0..<limit`.
int assay_rows_inside(const int32_t *rows, int64_t count, int64_t limit);

/// Copies `rows` of an array whose rows are `row_bytes` long.
void assay_gather(const void *source, const int32_t *rows, int64_t count, int64_t row_bytes,
                  void *target);

/// Copies `rows` of `width` elements each as float32; without `rows`, the first `count` ones.
void assay_gather_float32(const void *source, assay_dtype dtype, const int32_t *rows, int64_t count,
                          int64_t width, float *target);

/// Copies `rows` as int32; fractions are cut off, what is too large or small becomes the nearest
/// int32, and NaN becomes 0.
void assay_gather_int32(const void *source, assay_dtype dtype, const int32_t *rows, int64_t count,
                        int64_t width, int32_t *target);

/// The index of the first NaN or infinity, or -1; long arrays are read on `threads` threads.
int64_t assay_first_not_finite_float32(const float *values, int64_t count, int threads);
int64_t assay_first_not_finite_float64(const double *values, int64_t count, int threads);

/// The index of the first value that is not a whole number in `0..<classes`, or -1.
int64_t assay_first_not_class(const void *values, assay_dtype dtype, int64_t count,
                              int64_t classes);

/// What an array of labels looks like.
typedef struct {
  double minimum, maximum;
  int64_t fractions;      // values that are no whole numbers; NaN and infinities among them
  int64_t not_binary;     // values other than 0 and 1
  int64_t not_unit_rows;  // rows whose sum is farther than 1e-4 from 1
  int64_t not_one_hot;    // rows that are not one 1 among zeros
} assay_label_summary;

/// Reads `rows` rows of `width` values.
assay_label_summary assay_summarize_labels(const void *values, assay_dtype dtype, int64_t rows,
                                           int64_t width);

#endif
