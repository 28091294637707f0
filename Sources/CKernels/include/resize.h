// Images in another size, by Keras's coordinates: the centre of a pixel lies at its half.
#ifndef ASSAY_RESIZE_H
#define ASSAY_RESIZE_H

#include <stddef.h>
#include <stdint.h>

#include "call.h"

/// How the numbers between pixels are found; none of them smooths when an image shrinks, but
/// `area`.
typedef enum {
  assay_resize_nearest,
  assay_resize_bilinear,
  assay_resize_bicubic,
  assay_resize_area,
  assay_resize_lanczos3,
  assay_resize_lanczos5,
  assay_resize_gaussian,
  assay_resize_mitchellcubic
} assay_resize_method;

/// What each new place along one axis reads: `taps` neighbouring places, the first of them and their
/// weights. In memory, `int32_t starts[to]` and `float weights[to * taps]` follow it.
typedef struct {
  int32_t from, to, taps, is_linear;
} assay_resize_axis;

/// The bytes of the table of one axis; both sizes are in 1..<2^31.
size_t assay_resize_axis_size(assay_resize_method method, int64_t from, int64_t to);

/// Fills the table of one axis from `from` places to `to`.
void assay_resize_axis_fill(assay_resize_method method, int64_t from, int64_t to,
                            assay_resize_axis *axis);

/// Resizes one image of `channels` interleaved numbers a pixel. The strides are from row to row, in
/// elements, so that either image may be a window of a larger one. `scratch` has
/// `rows->taps * columns->to * channels` elements.
void assay_resize_float32(const float *source, int64_t source_stride, int64_t channels,
                          const assay_resize_axis *rows, const assay_resize_axis *columns,
                          float *scratch, float *target, int64_t target_stride);
void assay_resize_uint8(const uint8_t *source, int64_t source_stride, int64_t channels,
                        const assay_resize_axis *rows, const assay_resize_axis *columns,
                        float *scratch, float *target, int64_t target_stride);

/// p: x [n, from, from, c], y [n, to, to, c], table of the rows, table of the columns,
/// scratch [n, row taps, columns to, c]; n: images, channels.
int32_t assay_resize(const assay_call *call);

/// p: dy [n, to, to, c], dx [n, from, from, c], table of the rows, table of the columns; n: images,
/// channels.
int32_t assay_resize_gradient(const assay_call *call);

#endif
