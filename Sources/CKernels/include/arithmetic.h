// Arithmetic of two buffers, sums and copies.
#ifndef ASSAY_ARITHMETIC_H
#define ASSAY_ARITHMETIC_H

#include "call.h"

// c = a op b, where b is repeated: b[(i / inner) % middle].
// p: a, b, c; n: outer, middle, inner (a and c have outer * middle * inner elements).
int32_t assay_add(const assay_call *call);
int32_t assay_subtract(const assay_call *call);
int32_t assay_multiply(const assay_call *call);
int32_t assay_divide(const assay_call *call);
int32_t assay_maximum(const assay_call *call);
int32_t assay_minimum(const assay_call *call);
// 1 where a >= b, else 0: a passes the gradient of maximum. And 1 where a <= b, of minimum.
int32_t assay_at_least(const assay_call *call);
int32_t assay_at_most(const assay_call *call);

/// y[i, j, k] = x[i, k] / divisor. p: x, y; n: outer, middle, inner, divisor.
int32_t assay_repeat(const assay_call *call);

/// The inverse: y[i, k] = sum over j of x[i, j, k] / divisor. Sixteen elements at a time may be added
/// in single precision, those sums in double. p: x, y; n: outer, middle, inner, divisor.
int32_t assay_sum(const assay_call *call);

/// y[i, k] = max over j of x[i, j, k]. p: x, y; n: outer, middle, inner.
int32_t assay_maximum_over(const assay_call *call);

/// y = s0. p: y; n: count.
int32_t assay_fill(const assay_call *call);

/// p: from, to; n: bytes.
int32_t assay_copy(const assay_call *call);

/// p: value, mean; n: count; s: momentum. The mean keeps that part of itself and takes the rest of the
/// value.
int32_t assay_move_average(const assay_call *call);

/// y[i, labels[i]] = 1, else 0. p: labels (int32), y; n: rows, classes.
int32_t assay_one_hot(const assay_call *call);

#endif
