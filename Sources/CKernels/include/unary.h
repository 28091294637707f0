// Functions of one number, each with its gradient: `assay_NAME` (p: x, y; n: count) and
// `assay_NAME_gradient` (p: kept, dy, dx; n: count), where what is kept is x or y as unary.c says.
#ifndef ASSAY_UNARY_H
#define ASSAY_UNARY_H

#include "call.h"

#define ASSAY_DECLARE_UNARY(NAME)                  \
  int32_t assay_##NAME(const assay_call *call);    \
  int32_t assay_##NAME##_gradient(const assay_call *call);

// Arithmetic.
ASSAY_DECLARE_UNARY(affine)  // a x + b
ASSAY_DECLARE_UNARY(absolute)
ASSAY_DECLARE_UNARY(square)
ASSAY_DECLARE_UNARY(square_root)
ASSAY_DECLARE_UNARY(exponential)
ASSAY_DECLARE_UNARY(logarithm)
ASSAY_DECLARE_UNARY(clip)  // to [a, b]

// Activations, by Keras's names.
ASSAY_DECLARE_UNARY(relu)
ASSAY_DECLARE_UNARY(relu_general)  // a: negative slope, b: most, c: threshold
ASSAY_DECLARE_UNARY(leaky_relu)    // a: negative slope
ASSAY_DECLARE_UNARY(sigmoid)
ASSAY_DECLARE_UNARY(tanh)
ASSAY_DECLARE_UNARY(gelu)
ASSAY_DECLARE_UNARY(gelu_approximate)
ASSAY_DECLARE_UNARY(elu)  // a: alpha
ASSAY_DECLARE_UNARY(selu)
ASSAY_DECLARE_UNARY(celu)  // a: alpha
ASSAY_DECLARE_UNARY(softplus)
ASSAY_DECLARE_UNARY(softsign)
ASSAY_DECLARE_UNARY(silu)
ASSAY_DECLARE_UNARY(mish)
ASSAY_DECLARE_UNARY(hard_sigmoid)
ASSAY_DECLARE_UNARY(hard_sigmoid_sloped)  // a: slope
ASSAY_DECLARE_UNARY(hard_silu)
ASSAY_DECLARE_UNARY(hard_tanh)
ASSAY_DECLARE_UNARY(log_sigmoid)
ASSAY_DECLARE_UNARY(tanh_shrink)
ASSAY_DECLARE_UNARY(soft_shrink)  // a: threshold
ASSAY_DECLARE_UNARY(hard_shrink)  // a: threshold
ASSAY_DECLARE_UNARY(threshold)    // a: threshold, b: value below it
ASSAY_DECLARE_UNARY(squareplus)   // a: b of the formula
ASSAY_DECLARE_UNARY(sparse_plus)
ASSAY_DECLARE_UNARY(sparse_sigmoid)

#endif
