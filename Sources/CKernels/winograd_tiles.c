#include "winograd_tiles.h"

#include <string.h>

#include "clones.h"

// A part of an axis: where a tile or patch starts, and what of it lies inside.
typedef struct {
  int64_t start, first, last;
} span;

ASSAY_INLINE span cover(int64_t start, int64_t size, int64_t count) {
  return (span){start, start < 0 ? -start : 0, at_least(at_most(size, count - start), 0)};
}

// Where a tile is: in an array of images of so many rows, columns and channels.
typedef struct {
  span rows, columns;
  int64_t origin, row, column;
  int whole;
} place;

ASSAY_INLINE place locate(const winograd_work *w, int64_t tile, int64_t size, int64_t height, int64_t width,
                          int64_t channels, int64_t top, int64_t left) {
  const int64_t image = tile / (w->down * w->across), in = tile % (w->down * w->across);
  place p = {.rows = cover(in / w->across * TILE - top, size, height),
             .columns = cover(in % w->across * TILE - left, size, width),
             .row = width * channels,
             .column = channels};
  p.origin = (image * height + p.rows.start) * p.row + p.columns.start * channels;
  p.whole = p.rows.last - p.rows.first == size && p.columns.last - p.columns.first == size;
  return p;
}

ASSAY_INLINE place patch_of(const winograd_work *w, int64_t tile) {
  const assay_winograd *s = w->sizes;
  return locate(w, tile, PATCH, s->height, s->width, s->channels, s->top, s->left);
}

ASSAY_INLINE place tile_of(const winograd_work *w, int64_t tile) {
  const assay_winograd *s = w->sizes;
  return locate(w, tile, TILE, s->rows, s->columns, s->filters, 0, 0);
}

// What of a patch or tile lies inside, of `count` channels, into a full one with zeros around it.
ASSAY_INLINE void copy_inside(const place *p, const float *from, int64_t size, int64_t count,
                              float *full) {
  memset(full, 0, (size_t)(size * size * LANES) * sizeof(float));
  for (int64_t i = p->rows.first; i < p->rows.last; i++)
    for (int64_t j = p->columns.first; j < p->columns.last; j++) {
      float *to = full + (i * size + j) * LANES;
      const float *at = from + i * p->row + j * p->column;
      if (count == LANES)
        *(lanes *)to = *(const lanes *)at;
      else
        for (int64_t l = 0; l < count; l++) to[l] = at[l];
    }
}

#define TO_POINTS(NAME, PLACE, SIZE, MAP)                                                         \
  ASSAY_CLONES void NAME(const winograd_work *w, const float *x, int64_t tile, int64_t count,     \
                         int64_t first, int64_t last, float *points, int64_t stride,              \
                         int64_t wide) {                                                          \
    float full[SIZE * SIZE * LANES];                                                              \
    for (int64_t t = 0; t < count; t++) {                                                         \
      const place p = PLACE(w, tile + t);                                                         \
      const float *in = x + p.origin;                                                             \
      float *out = points + t * wide;                                                             \
      for (int64_t k = first; k < last; k += LANES, out += LANES) {                               \
        if (p.whole && k + LANES <= last) {                                                       \
          MAP(in + k, p.row, p.column, out, PATCH * stride, stride);                              \
        } else {                                                                                  \
          copy_inside(&p, in + k, SIZE, at_most(last - k, LANES), full);                          \
          MAP(full, SIZE * LANES, LANES, out, PATCH * stride, stride);                            \
        }                                                                                         \
      }                                                                                           \
    }                                                                                             \
  }

TO_POINTS(assay_winograd_image_to_points, patch_of, PATCH, evaluate_patch)
TO_POINTS(assay_winograd_result_to_points, tile_of, TILE, collect_tile_transposed)

ASSAY_CLONES void assay_winograd_points_to_result(const winograd_work *w, const float *points,
                                                  int64_t stride, int64_t tile, int64_t count,
                                                  int64_t first, float *y) {
  const float *bias = w->call->p[3];
  const float low = w->call->s[0], high = w->call->s[1];
  const int64_t filters = w->sizes->filters, last = at_most(first + ASSAY_PANEL, filters);
  float full[TILE * TILE * LANES];
  for (int64_t t = 0; t < count; t++) {
    const place p = tile_of(w, tile + t);
    const float *in = points + t * ASSAY_PANEL;
    float *out = y + p.origin;
    for (int64_t k = first; k < last; k += LANES, in += LANES) {
      const int64_t some = at_most(last - k, LANES);
      collect_tile(in, PATCH * stride, stride, full, TILE * LANES, LANES);
      float offset[LANES] = {0};
      if (bias) memcpy(offset, bias + k, (size_t)some * sizeof(float));
      for (int64_t i = p.rows.first; i < p.rows.last; i++)
        for (int64_t j = p.columns.first; j < p.columns.last; j++) {
          float value[LANES];
          for (int64_t l = 0; l < LANES; l++) {
            float x = full[(i * TILE + j) * LANES + l] + offset[l];
            x = x < low ? low : x;
            value[l] = x > high ? high : x;
          }
          float *to = out + i * p.row + j * p.column + k;
          if (some == LANES)
            *(lanes *)to = *(const lanes *)value;
          else
            for (int64_t l = 0; l < some; l++) to[l] = value[l];
        }
    }
  }
}

// Patches overlap, so each is added to what is there.
ASSAY_CLONES void assay_winograd_points_to_image(const winograd_work *w, const float *points, int64_t stride,
                                         int64_t tile, int64_t count, int64_t first, float *x) {
  const int64_t last = at_most(first + ASSAY_PANEL, w->sizes->channels);
  float full[POINTS * LANES];
  for (int64_t t = 0; t < count; t++) {
    const place p = patch_of(w, tile + t);
    const float *in = points + t * ASSAY_PANEL;
    float *out = x + p.origin;
    for (int64_t k = first; k < last; k += LANES, in += LANES) {
      const int64_t some = at_most(last - k, LANES);
      evaluate_patch_transposed(in, PATCH * stride, stride, full, PATCH * LANES, LANES);
      for (int64_t i = p.rows.first; i < p.rows.last; i++)
        for (int64_t j = p.columns.first; j < p.columns.last; j++) {
          const float *from = full + (i * PATCH + j) * LANES;
          float *to = out + i * p.row + j * p.column + k;
          if (some == LANES)
            *(lanes *)to += *(const lanes *)from;
          else
            for (int64_t l = 0; l < some; l++) to[l] += from[l];
        }
    }
  }
}
