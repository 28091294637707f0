// Update rules over flat buffers: one loop over all parameters, unless they look at whole ones. What
// `rates`, or `numbers`, holds is written before each step. Every rule over flat buffers first applies
// decoupled weight decay: w -= w * rates[1].
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

/// G += g^2; w -= rate g / sqrt(G + epsilon). p: w, g, numbers {rate, decay}, G; n: count; s: epsilon.
int32_t assay_adagrad(const assay_call *call);

/// E = rho E + (1 - rho) g^2; d = sqrt(D + epsilon) g / sqrt(E + epsilon);
/// D = rho D + (1 - rho) d^2; w -= rate d. p: w, g, numbers {rate, decay}, E, D; n: count;
/// s: rho, epsilon.
int32_t assay_adadelta(const assay_call *call);

/// m as adam's; u = max(b2 u, abs g); w -= rate m / (rest (u + epsilon)). p: w, g, numbers {rate,
/// decay, rest}, m, u; n: count; s: 1 - b1, b2, epsilon.
int32_t assay_adamax(const assay_call *call);

/// m, v as adam's; w -= rate (x m + y g) / (sqrt(v / rest) + epsilon). p: w, g, numbers {rate, decay,
/// x, y, rest}, m, v; n: count; s: 1 - b1, 1 - b2, epsilon.
int32_t assay_nadam(const assay_call *call);

/// w -= rate sign(b1 m + (1 - b1) g); m = b2 m + (1 - b2) g. p: w, g, numbers {rate, decay}, m;
/// n: count; s: b1, b2.
int32_t assay_lion(const assay_call *call);

/// n' = n + g^2; z += g + shrinkage w - (n'^p - n^p) / rate w; w = (clip(z, l1) - z) / (n'^p / rate +
/// l2). p: w, g, numbers {rate, decay, l2}, n, z; n: count; s: p, l1, shrinkage.
int32_t assay_ftrl(const assay_call *call);

/// v as adam's; z' = z - rate g / (sqrt(v / rest) + epsilon); x = (w - (1 - b1) z) / b1; x moves by
/// share to z'; w = (1 - b1) z' + b1 x. p: w, g, numbers {rate, decay, share, rest}, z, v; n: count;
/// s: b1, 1 - b2, epsilon.
int32_t assay_schedule_free(const assay_call *call);

/// m, v as adam's; r = m / rest1 / (sqrt(v / rest2) + epsilon); w -= rate norm(w) / norm(r) r, without
/// the quotient where a norm is 0. g becomes r. p: w, g, numbers {rate, -, rest1, rest2}, m, v;
/// n: count; s: 1 - b1, 1 - b2, epsilon.
int32_t assay_lamb(const assay_call *call);

/// v: the product of the running means r of rows and c of columns of g^2 + epsilon, or without rows the
/// running mean itself; u = g / sqrt(v); w -= max(least, rms(w)) rate u / max(1, rms(u) / threshold).
/// g becomes u. p: w, g, numbers {rate, -, kept}, v, r, c; n: count, rows or 0, columns;
/// s: epsilon, least, threshold.
int32_t assay_adafactor(const assay_call *call);

/// m = momentum m + g; u = g + momentum m (nesterov) or m; X = u / norm(u), lying; each round
/// X = a X + (b A + c A A) X with A = X X'; w -= rate X factor. g becomes u. p: w, g, numbers {rate, -,
/// -, -, momentum}, m, scratch for twice the matrix and two squares of its shorter side;
/// n: count, rows, columns, rounds, nesterov; s: a, b, c, factor.
int32_t assay_muon(const assay_call *call);

/// sum += g. p: sum, g; n: count.
int32_t assay_gradient_add(const assay_call *call);
/// g = (g + sum) / steps; sum = 0. p: sum, g; n: count; s: steps.
int32_t assay_gradient_mean(const assay_call *call);
/// g /= by. p: g, by; n: count.
int32_t assay_gradient_divide(const assay_call *call);
/// failed = whether any g is no finite number: 1 or 0. p: g, failed; n: count.
int32_t assay_gradient_check(const assay_call *call);
/// g = g within -most...most. p: g; n: count; s: most.
int32_t assay_clip_value(const assay_call *call);
/// g = g most / max(norm(g), most). p: g; n: count; s: most.
int32_t assay_clip_norm(const assay_call *call);
/// The same where all gradients are one; NaN where the norm is not finite. p: g; n: count; s: most.
int32_t assay_clip_global_norm(const assay_call *call);
/// w -= w decay rate. p: w, rate; n: count; s: decay.
int32_t assay_weight_decay(const assay_call *call);
/// average = kept average + (1 - kept) w. p: average, w, kept; n: count.
int32_t assay_weight_average(const assay_call *call);

/// The sum of squares, in double precision and the same order on every machine.
double assay_sum_of_squares(const float *values, int64_t count);

#endif
