// Convolutions by windows of 3 x 3 with fewer products: F(4 x 4, 3 x 3) of Winograd.
#ifndef ASSAY_WINOGRAD_H
#define ASSAY_WINOGRAD_H

#include "call.h"

/// The sizes of a convolution of stride 1 by a kernel [3, 3, channels, filters]: of images
/// [batch, height, width, channels] it makes [batch, rows, columns, filters], whose first window starts
/// `top` rows above and `left` columns before the image.
typedef struct {
  int64_t batch, height, width, channels, rows, columns, filters, top, left;
  /// The kernel at the points, where that outlasts the call; else null, and it is in the scratch.
  void *points;
  /// Memory that whatever runs after the call may have.
  void *scratch;
} assay_winograd;

enum { ASSAY_WINOGRAD_FORWARD, ASSAY_WINOGRAD_TO_INPUT, ASSAY_WINOGRAD_TO_KERNEL };

/// The bytes of a kernel at the points; none for the way to the kernel.
int64_t assay_winograd_points_bytes(const assay_winograd *sizes, int direction);
/// The bytes of scratch on so many threads.
int64_t assay_winograd_scratch_bytes(const assay_winograd *sizes, int direction, int threads);

/// p: kernel, sizes; n: direction. Evaluates the kernel at the points, where that is not better done bit by bit
/// in the call after it.
int32_t assay_winograd_kernel(const assay_call *call);

/// p: image, result, sizes, bias or null, kernel; s: minimum, maximum. After `assay_winograd_kernel`, on as many
/// threads. The same bits on any number of them.
int32_t assay_winograd_forward(const assay_call *call);

/// p: gradient of the result, gradient of the image, sizes, null, kernel. As above.
int32_t assay_winograd_to_input(const assay_call *call);

/// p: image, gradient of the result, gradient of the kernel, sizes. The same bits whenever it has the same
/// number of threads.
int32_t assay_winograd_to_kernel(const assay_call *call);

#endif
