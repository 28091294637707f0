// Normalisation over a batch, channel by channel: x is [rows, channels].
#ifndef ASSAY_BATCH_NORM_H
#define ASSAY_BATCH_NORM_H

#include "call.h"

/// The bytes of scratch that these kernels need for so many channels and threads.
int64_t assay_batch_norm_scratch(int64_t channels, int threads);

/// p: x, moments, scratch; n: rows, channels. Means, then variances over all rows (not one fewer).
int32_t assay_batch_moments(const assay_call *call);

/// p: x, mean, variance, gamma, beta, y; n: rows, channels, address of scratch;
/// s: epsilon, minimum, maximum. y = gamma (x - mean) / sqrt(variance + epsilon) + beta, cut to
/// minimum...maximum.
int32_t assay_batch_normalise(const assay_call *call);

/// p: x, dy, mean and variance, gamma, beta, sums; n: rows, channels, addresses of variance and of
/// scratch; s as above. The sums over the rows of dy, and of dy times the normalised x, where the result was
/// not cut.
int32_t assay_batch_norm_sums(const assay_call *call);

/// p: x, dy, mean, gamma, beta, dx; n: rows, channels, addresses of variance, of scratch and of the sums,
/// or 0 where mean and variance are not those of the batch; s as above.
int32_t assay_batch_norm_to_input(const assay_call *call);

#endif
