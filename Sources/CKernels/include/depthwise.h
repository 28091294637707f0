// Convolutions of every channel with a kernel of its own, 3 by 3.
#ifndef ASSAY_DEPTHWISE_H
#define ASSAY_DEPTHWISE_H

#include "call.h"

/// The sizes of an image and of what the windows make of it, how many channels both have, how far it is
/// from a window to the next, 1 or 2, and how many rows and columns of padding come first.
typedef struct {
  int64_t height, width, rows, columns, channels, stride, top, left;
} assay_depthwise;

/// p: image, kernel, bias or null, result, sizes, zeros [channels]; n: batch; s: minimum, maximum. What is
/// below the minimum or above the maximum is cut; NaN stays.
int32_t assay_depthwise_forward(const assay_call *call);

/// p: dy, kernel, dx, sizes, zeros [channels]; n: batch.
int32_t assay_depthwise_to_input(const assay_call *call);

/// p: image, dy, dkernel, sizes, zeros [channels], scratch; n: batch.
int32_t assay_depthwise_to_kernel(const assay_call *call);

/// The bytes of the scratch of a gradient of the kernel.
int64_t assay_depthwise_scratch(int64_t channels, int threads);

#endif
