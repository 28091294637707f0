// The circle loss over the pairs of a batch.
#ifndef ASSAY_CIRCLE_H
#define ASSAY_CIRCLE_H

#include "call.h"

/// loss[i] = softplus(lse over pairs of one class + lse over pairs of two), from the products of
/// embeddings. p: products [batch, batch], labels (int32), loss; n: batch, whether a sample is no pair
/// with itself; s: gamma, margin.
int32_t assay_circle(const assay_call *call);
/// p: products, labels (int32), dloss, dproducts; n and s: as above.
int32_t assay_circle_gradient(const assay_call *call);

#endif
