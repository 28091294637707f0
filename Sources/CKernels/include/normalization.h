// Normalization of each sample over groups of its channels; a layer's is that of one group.
//
// x is [outer, places, groups, channels, inner]; the statistics are taken over places, channels and
// inner, and gamma and beta belong to one channel of one group. All kernels:
// n: outer, places, groups, channels, inner; s: epsilon, assay_normalization_kind.
#ifndef ASSAY_NORMALIZATION_H
#define ASSAY_NORMALIZATION_H

#include "call.h"

/// What x is divided by, after its mean has been taken away in the first kind only.
enum {
  assay_by_deviation,  // sqrt(variance + epsilon)
  assay_by_root_mean_square,  // sqrt(mean of x^2 + epsilon)
  assay_by_length,  // sqrt(sum of x^2), epsilon at least
};

/// The mean, 0 where it stays, and the factor of each group. p: x, statistics [outer, groups, 2].
int32_t assay_normalization_statistics(const assay_call *call);
/// y = (x - mean) factor gamma + beta; gamma and beta may be absent. p: x, statistics, gamma, beta, y.
int32_t assay_normalize(const assay_call *call);
/// p: x, statistics, gamma or NULL, dy, dx.
int32_t assay_normalize_gradient(const assay_call *call);
/// The gradients of gamma, then of beta. p: x, statistics, dy, [2, groups, channels].
int32_t assay_normalize_parameter_gradient(const assay_call *call);

#endif
