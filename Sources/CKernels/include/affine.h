// Images turned, zoomed, moved and flipped: every new pixel is looked up where a linear map puts it.
#ifndef ASSAY_AFFINE_H
#define ASSAY_AFFINE_H

#include "call.h"

/// What lies beyond the edges.
enum {
  assay_fill_constant,
  assay_fill_nearest,
  assay_fill_reflect,  // d c b a | a b c d | d c b a
  assay_fill_wrap,
};

/// y[i, j] = x at row b0 j + b1 i + b2, column a0 j + a1 i + a2. p: x [images, height, width, channels],
/// maps [images, 6] of a0 a1 a2 b0 b1 b2, y [images, new height, new width, channels]; n: images, height,
/// width, new height, new width; s: constant, fill, 1 for bilinear or 0 for nearest, channels.
int32_t assay_transform(const assay_call *call);
/// p: dy, maps, dx; the same sizes and settings.
int32_t assay_transform_gradient(const assay_call *call);

/// Which maps are drawn, one an image.
enum {
  assay_draw_rotation,     // by s0 to s1 turns
  assay_draw_zoom,         // s0 to s1 of the height, s2 to s3 of the width
  assay_draw_zoom_alike,   // s0 to s1 of both
  assay_draw_translation,  // by s0 to s1 of the height, s2 to s3 of the width
  assay_draw_flip,         // with probability 1/2: along the width where s0 is 1, the height where s1 is
  assay_draw_crop,         // from row 0 to s0 and column 0 to s1, whole numbers
};

/// p: maps [images, 6], assay_clock; n: images, node, height, width, which; s: see above.
int32_t assay_random_maps(const assay_call *call);

#endif
