// Copies that put elements in another order or place.
#ifndef ASSAY_ARRANGE_H
#define ASSAY_ARRANGE_H

#include "call.h"

/// to[r * to_stride + j] = from[r * from_stride + j]. p: from, to; n: rows, width, from_stride,
/// to_stride.
int32_t assay_copy_rows(const assay_call *call);

/// y[o, j, i, k] = x[o, i, j, k]. p: x, y; n: outer, first, second, inner: the sizes of x.
int32_t assay_swap_blocks(const assay_call *call);

/// y = x as float. p: x (int32), y; n: count.
int32_t assay_floats(const assay_call *call);

#endif
