// Counted randomness besides dropout's: numbers are a function of the moment and the place, and are
// never stored. `node` is the place's number in the model.
#ifndef ASSAY_RANDOM_H
#define ASSAY_RANDOM_H

#include "call.h"

/// y = a number from s0 up to s1. p: y, assay_clock; n: count, node; s: least, most.
int32_t assay_random_uniform(const assay_call *call);

/// y = 0 with probability rate, else s1. p: y, assay_clock; n: count, node; s: rate, value.
int32_t assay_random_mask(const assay_call *call);

/// y = x + s0 z, or x (1 + s0 z) where s1 is 1, with z from the standard normal distribution; the latter
/// is its own gradient. p: x, y, assay_clock; n: count, node; s: deviation, whether to multiply.
int32_t assay_random_normal(const assay_call *call);

#endif
