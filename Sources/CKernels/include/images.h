// Kernels on images [batch, height, width, channels].
#ifndef ASSAY_IMAGES_H
#define ASSAY_IMAGES_H

#include "call.h"

/// Windows over an image: its sizes, how many windows there are down and across, their size and stride,
/// and how many rows and columns of padding come first.
typedef struct {
  int64_t height, width, channels, rows, columns;
  int64_t row_size, column_size, row_stride, column_stride, top, left;
} assay_windows;

/// p: x, y, sizes; n: batch. The sizes are the rows of x and the elements of one, the same of y, the rows
/// of y before the first of x and the elements before the first of its row; less than 0 where x is cut.
int32_t assay_pad(const assay_call *call);

/// p: x, y, windows; n: batch. The largest element of each window; the first NaN where there is one.
int32_t assay_max_pool(const assay_call *call);
/// p: dy, dx, windows, x, y; n: batch. The gradient goes to the first element that is the result.
int32_t assay_max_pool_gradient(const assay_call *call);

/// p: x, y, windows; n: batch. The mean over what a window covers of the image.
int32_t assay_average_pool(const assay_call *call);
/// p: dy, dx, windows; n: batch.
int32_t assay_average_pool_gradient(const assay_call *call);

#endif
