// Copies rows of an array, converting where a model computes in another type.
#ifndef ASSAY_GATHER_H
#define ASSAY_GATHER_H

#include <stdint.h>

#include "dtype.h"

/// Whether every one of `rows` is in `0..<limit`.
int assay_rows_inside(const int32_t *rows, int64_t count, int64_t limit);

/// Copies `rows` of an array whose rows are `row_bytes` long, on at most `threads` threads.
void assay_gather(const void *source, const int32_t *rows, int64_t count, int64_t row_bytes,
                  void *target, int threads);

/// Copies `rows` of `width` elements each as float32; without `rows`, the first `count` ones.
void assay_gather_float32(const void *source, assay_dtype dtype, const int32_t *rows, int64_t count,
                          int64_t width, float *target);

/// Copies `rows` as int32; fractions are cut off, what is too large or small becomes the nearest
/// int32, and NaN becomes 0.
void assay_gather_int32(const void *source, assay_dtype dtype, const int32_t *rows, int64_t count,
                        int64_t width, int32_t *target);

#endif
