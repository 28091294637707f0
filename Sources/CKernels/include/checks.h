// Reads arrays through once, for what no step may meet.
#ifndef ASSAY_CHECKS_H
#define ASSAY_CHECKS_H

#include <stdint.h>

#include "dtype.h"

/// The index of the first value that is NaN or infinite, or is as a float32, or -1.
int64_t assay_first_not_finite_float32(const float *values, int64_t count);
int64_t assay_first_not_finite_float64(const double *values, int64_t count);

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
