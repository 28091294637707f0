// Images and results of Winograd's way, tile by tile, to their values at the points and back.
#ifndef ASSAY_WINOGRAD_TILES_H
#define ASSAY_WINOGRAD_TILES_H

#include "recurrent_panel.h"
#include "winograd.h"
#include "winograd_points.h"

typedef struct {
  const assay_call *call;
  const assay_winograd *sizes;
  /// Tiles along an image's height and width, and of all images.
  int64_t down, across, tiles;
  /// The channels of the tiles at the points, and of what the kernel makes of them.
  int64_t channels, columns;
  /// Whether that is the way to the input.
  int channels_are_filters;
  /// What the work is shared out in, and whether that is panels of the kernel.
  int parts, has_panels;
  /// Tiles that are worked on at once.
  int64_t block;
} winograd_work;

ASSAY_INLINE int64_t at_most(int64_t a, int64_t b) { return a < b ? a : b; }
ASSAY_INLINE int64_t at_least(int64_t a, int64_t b) { return a > b ? a : b; }
ASSAY_INLINE int64_t round_up(int64_t a, int64_t to) { return (a + to - 1) / to * to; }

/// How far apart the points are of `block` tiles of so many channels, which are padded to whole lanes. A
/// few numbers more, since powers of two would have all points share the same lines of a cache.
ASSAY_INLINE int64_t point_stride(int64_t block, int64_t channels) {
  return block * round_up(channels, LANES) + 16;
}

/// Channels `first` to `last` of `count` tiles from `tile` on, at the points: [36][tiles][wide], the points
/// `stride` apart.
void assay_winograd_image_to_points(const winograd_work *w, const float *x, int64_t tile,
                                    int64_t count, int64_t first, int64_t last, float *points,
                                    int64_t stride, int64_t wide);
void assay_winograd_result_to_points(const winograd_work *w, const float *y, int64_t tile,
                                     int64_t count, int64_t first, int64_t last, float *points,
                                     int64_t stride, int64_t wide);

/// A panel of channels from `first` on, as far as there are, with bias and bounds of the call.
void assay_winograd_points_to_result(const winograd_work *w, const float *points, int64_t stride,
                                     int64_t tile, int64_t count, int64_t first, float *y);
/// The same, added to the image.
void assay_winograd_points_to_image(const winograd_work *w, const float *points, int64_t stride,
                                    int64_t tile, int64_t count, int64_t first, float *x);

#endif
