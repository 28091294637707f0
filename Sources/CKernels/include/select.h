// Choosing and rearranging elements, and powers.
#ifndef ASSAY_SELECT_H
#define ASSAY_SELECT_H

#include "call.h"

/// y = x where mask is not 0, else 0, whatever x is there. p: mask, x, y; n: count.
int32_t assay_select(const assay_call *call);

/// y = 0 where the label is `class`, else 1. p: labels (int32), y; n: count, class.
int32_t assay_other_class(const assay_call *call);

/// y[i, k, j] = x[i, j, k]. p: x, y; n: outer, size of j, size of k.
int32_t assay_swap_axes(const assay_call *call);

/// y = x^s0. p: x, y; n: count.
int32_t assay_power(const assay_call *call);
/// dx = s0 x^(s0 - 1) dy. p: x, dy, dx; n: count.
int32_t assay_power_gradient(const assay_call *call);

#endif
