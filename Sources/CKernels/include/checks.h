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

#endif
