// Softmax and the crossentropies taken from logits.
#ifndef ASSAY_SOFTMAX_H
#define ASSAY_SOFTMAX_H

#include "call.h"

/// p: x, y; n: rows, classes.
int32_t assay_softmax(const assay_call *call);
/// dx = y (dy - sum y dy). p: y, dy, dx; n: rows, classes.
int32_t assay_softmax_gradient(const assay_call *call);
/// p: x, y; n: rows, classes.
int32_t assay_log_softmax(const assay_call *call);
/// dx = dy - e^y sum dy. p: y, dy, dx; n: rows, classes.
int32_t assay_log_softmax_gradient(const assay_call *call);

/// loss = ln sum e^z - z[label]; NaN where the label is no class. p: z, labels (int32), loss;
/// n: rows, classes.
int32_t assay_sparse_crossentropy(const assay_call *call);
/// dz = (softmax(z) - onehot(label)) dloss. p: z, labels (int32), dloss, dz; n: rows, classes.
int32_t assay_sparse_crossentropy_gradient(const assay_call *call);

/// loss = sum y (ln sum e^z - z), with labels smoothed by y (1 - s0) + s0 / classes. p: z, y, loss;
/// n: rows, classes.
int32_t assay_categorical_crossentropy(const assay_call *call);
/// dz = (softmax(z) sum y - y) dloss. p: z, y, dloss, dz; n: rows, classes.
int32_t assay_categorical_crossentropy_gradient(const assay_call *call);

/// loss = max(z, 0) - z y + ln(1 + e^-|z|), with labels smoothed by y (1 - s0) + s0 / 2.
/// p: z, y, loss; n: count.
int32_t assay_binary_crossentropy(const assay_call *call);
/// dz = (sigmoid(z) - y) dloss. p: z, y, dloss, dz; n: count.
int32_t assay_binary_crossentropy_gradient(const assay_call *call);

#endif
