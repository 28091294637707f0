// Update rules over flat buffers: one loop over all parameters. `rates` is written before each step.
// Every rule first applies decoupled weight decay: w -= w * rates[1].
#ifndef ASSAY_OPTIMIZERS_H
#define ASSAY_OPTIMIZERS_H

#include "call.h"

/// w -= rate g; with momentum v = mu v - rate g, w += v, or with nesterov w += mu v - rate g.
/// p: w, g, rates {rate, decay}, v (null without momentum); n: count, nesterov; s: mu.
int32_t assay_sgd(const assay_call *call);

/// v = rho v + (1 - rho) g^2; w -= rate g / sqrt(v + epsilon), or through a momentum buffer; with a
/// mean buffer the variance is centred. p: w, g, rates {rate, decay}, v, mean (or null), momentum
/// buffer (or null); n: count; s: rho, epsilon, mu.
int32_t assay_rmsprop(const assay_call *call);

/// m += (g - m)(1 - b1); v += (g^2 - v)(1 - b2); w -= rate m / (sqrt(v) + epsilon), with rate
/// already corrected for the start; amsgrad uses the largest v so far. p: w, g, rates {rate, decay},
/// m, v, largest v (or null); n: count; s: 1 - b1, 1 - b2, epsilon.
int32_t assay_adam(const assay_call *call);

#endif
