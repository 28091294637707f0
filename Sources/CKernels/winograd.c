#include "winograd.h"

#include <string.h>

#include "clones.h"
#include "parallel.h"
#include "recurrent_panel.h"
#include "vector_math.h"

// The result is cut into tiles of 4 x 4, each from a patch of 6 x 6 of the image. Patch and kernel are
// taken as polynomials and evaluated at 6 points in both axes, which makes of the convolution a product
// of matrices [tiles, channels] by [channels, filters] at each of the 36 pairs of points, with 36 products
// a tile in place of 144. Both other directions are the transposes of the same maps.
//
// The points are 0, ±3/4, ±3/2 and infinity; ±1 and ±2 of the usual ones lose twice as many digits.
enum { TILE = 4, PATCH = 6, POINTS = PATCH * PATCH, LANES = 8 };

static const float a1 = 0.75f, b1 = 1.5f, a2 = 0.5625f, b2 = 2.25f, a3 = 0.421875f, b3 = 3.375f;
static const float sum = 2.8125f, product = 1.265625f;  // a² + b², a² b²
static const float a1b2 = 1.6875f, b1a2 = 0.84375f;
// One by the product of a point's distances from the other points.
static const float n0 = 1.0f / 1.265625f, na = -1.0f / 1.8984375f, nb = 1.0f / 7.59375f;

// So many channels, at any address.
typedef float lanes __attribute__((vector_size(32), aligned(4)));

// MARK: The maps of one axis

// The image at the points, each times its product.
ASSAY_INLINE void evaluate(const lanes d[PATCH], lanes *t) {
  const lanes even = d[4] - b2 * d[2], odd = a1 * (d[3] - b2 * d[1]);
  const lanes even2 = d[4] - a2 * d[2], odd2 = b1 * (d[3] - a2 * d[1]);
  t[0] = d[4] - sum * d[2] + product * d[0];
  t[1] = even + odd;
  t[2] = even - odd;
  t[3] = even2 + odd2;
  t[4] = even2 - odd2;
  t[5] = d[5] - sum * d[3] + product * d[1];
}

ASSAY_INLINE void evaluate_transposed(const lanes t[PATCH], lanes *d) {
  const lanes s = t[1] + t[2], m = t[1] - t[2], s2 = t[3] + t[4], m2 = t[3] - t[4];
  d[0] = product * t[0];
  d[1] = product * t[5] - a1b2 * m - b1a2 * m2;
  d[2] = -sum * t[0] - b2 * s - a2 * s2;
  d[3] = a1 * m + b1 * m2 - sum * t[5];
  d[4] = t[0] + s + s2;
  d[5] = t[5];
}

// The result from its values at the points.
ASSAY_INLINE void collect(const lanes t[PATCH], lanes *y) {
  const lanes s = t[1] + t[2], m = t[1] - t[2], s2 = t[3] + t[4], m2 = t[3] - t[4];
  y[0] = t[0] + s + s2;
  y[1] = a1 * m + b1 * m2;
  y[2] = a2 * s + b2 * s2;
  y[3] = a3 * m + b3 * m2 + t[5];
}

ASSAY_INLINE void collect_transposed(const lanes y[TILE], lanes *t) {
  const lanes even = y[0] + a2 * y[2], odd = a1 * (y[1] + a2 * y[3]);
  const lanes even2 = y[0] + b2 * y[2], odd2 = b1 * (y[1] + b2 * y[3]);
  t[0] = y[0];
  t[1] = even + odd;
  t[2] = even - odd;
  t[3] = even2 + odd2;
  t[4] = even2 - odd2;
  t[5] = y[3];
}

// The kernel at the points.
ASSAY_INLINE void evaluate_kernel(const lanes g[3], lanes *u) {
  const lanes even = na * (g[0] + a2 * g[2]), odd = na * a1 * g[1];
  const lanes even2 = nb * (g[0] + b2 * g[2]), odd2 = nb * b1 * g[1];
  u[0] = n0 * g[0];
  u[1] = even + odd;
  u[2] = even - odd;
  u[3] = even2 + odd2;
  u[4] = even2 - odd2;
  u[5] = g[2];
}

ASSAY_INLINE void evaluate_kernel_transposed(const lanes u[PATCH], lanes *g) {
  const lanes s = na * (u[1] + u[2]), m = na * a1 * (u[1] - u[2]);
  const lanes s2 = nb * (u[3] + u[4]), m2 = nb * b1 * (u[3] - u[4]);
  g[0] = n0 * u[0] + s + s2;
  g[1] = m + m2;
  g[2] = a2 * s + b2 * s2 + u[5];
}

// MAP, which makes TO numbers of FROM, in both axes of what is at `in`, whose rows, columns and those of
// `out` are so far apart.
#define IN_BOTH_AXES(NAME, MAP, FROM, TO)                                                         \
  ASSAY_INLINE void NAME(const float *in, int64_t in_row, int64_t in_column, float *out,          \
                         int64_t out_row, int64_t out_column) {                                   \
    lanes between[TO][FROM];                                                                      \
    _Pragma("clang loop unroll(full)") for (int j = 0; j < FROM; j++) {                           \
      lanes x[FROM], y[TO];                                                                       \
      for (int i = 0; i < FROM; i++) x[i] = *(const lanes *)(in + i * in_row + j * in_column);    \
      MAP(x, y);                                                                                  \
      for (int i = 0; i < TO; i++) between[i][j] = y[i];                                          \
    }                                                                                             \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < TO; i++) {                             \
      lanes y[TO];                                                                                \
      MAP(between[i], y);                                                                         \
      for (int j = 0; j < TO; j++) *(lanes *)(out + i * out_row + j * out_column) = y[j];         \
    }                                                                                             \
  }

IN_BOTH_AXES(evaluate_patch, evaluate, PATCH, PATCH)
IN_BOTH_AXES(evaluate_patch_transposed, evaluate_transposed, PATCH, PATCH)
IN_BOTH_AXES(collect_tile, collect, PATCH, TILE)
IN_BOTH_AXES(collect_tile_transposed, collect_transposed, TILE, PATCH)
IN_BOTH_AXES(evaluate_filter, evaluate_kernel, 3, PATCH)
IN_BOTH_AXES(evaluate_filter_transposed, evaluate_kernel_transposed, PATCH, 3)

// MARK: Tiles

typedef struct {
  const assay_call *call;
  const assay_winograd *sizes;
  // Tiles along an image's height and width, and of all images.
  int64_t down, across, tiles;
  // As many as the tiles are shared out in.
  int parts;
  // Tiles that are worked on at once.
  int64_t block;
} work;

ASSAY_INLINE int64_t at_most(int64_t a, int64_t b) { return a < b ? a : b; }
ASSAY_INLINE int64_t at_least(int64_t a, int64_t b) { return a > b ? a : b; }
ASSAY_INLINE int64_t round_up(int64_t a, int64_t to) { return (a + to - 1) / to * to; }

// Some `block` tiles at one point after another, each of `channels` numbers. No power of two lies between
// the points, so that they do not share a cache's line.
ASSAY_INLINE int64_t point_stride(int64_t block, int64_t channels) {
  return block * round_up(channels, LANES) + 16;
}

// Tiles whose values take about half of a second level cache, and enough of them for each load of the kernel.
enum { BLOCK_FLOATS = 80 * 1024, BLOCK_LEAST = 60 };

static work make(const assay_winograd *s, int threads, int64_t channels) {
  work w = {.sizes = s, .parts = threads};
  w.down = (s->rows + TILE - 1) / TILE, w.across = (s->columns + TILE - 1) / TILE;
  w.tiles = s->batch * w.down * w.across;
  const int64_t room = BLOCK_FLOATS / POINTS / round_up(channels, LANES) / 12 * 12;
  w.block = at_most(at_least(room, BLOCK_LEAST), round_up((w.tiles + threads - 1) / threads, 12));
  return w;
}

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

ASSAY_INLINE place locate(const work *w, int64_t tile, int64_t size, int64_t height, int64_t width,
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

ASSAY_INLINE place patch_of(const work *w, int64_t tile) {
  const assay_winograd *s = w->sizes;
  return locate(w, tile, PATCH, s->height, s->width, s->channels, s->top, s->left);
}

ASSAY_INLINE place tile_of(const work *w, int64_t tile) {
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
        memcpy(to, at, (size_t)count * sizeof(float));
    }
}

// Channels `first` to `last` of tiles, as values at the points.
#define TO_POINTS(NAME, PLACE, SIZE, MAP)                                                          \
  ASSAY_CLONES static void NAME(const work *w, const float *x, int64_t tile, int64_t count,        \
                                int64_t first, int64_t last, float *points, int64_t stride,        \
                                int64_t wide) {                                                    \
    float full[SIZE * SIZE * LANES];                                                               \
    for (int64_t t = 0; t < count; t++) {                                                          \
      const place p = PLACE(w, tile + t);                                                          \
      const float *in = x + p.origin;                                                              \
      float *out = points + t * wide;                                                              \
      for (int64_t k = first; k < last; k += LANES, out += LANES) {                                \
        if (p.whole && k + LANES <= last) {                                                        \
          MAP(in + k, p.row, p.column, out, PATCH * stride, stride);                               \
        } else {                                                                                   \
          copy_inside(&p, in + k, SIZE, at_most(last - k, LANES), full);                           \
          MAP(full, SIZE * LANES, LANES, out, PATCH * stride, stride);                             \
        }                                                                                          \
      }                                                                                            \
    }                                                                                              \
  }

TO_POINTS(image_to_points, patch_of, PATCH, evaluate_patch)
TO_POINTS(result_to_points, tile_of, TILE, collect_tile_transposed)

// Sixteen channels from `first` on, as far as there are.
ASSAY_CLONES static void points_to_result(const work *w, const float *points, int64_t stride,
                                          int64_t tile, int64_t count, int64_t first, float *y) {
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
            memcpy(to, value, sizeof value);
          else
            memcpy(to, value, (size_t)some * sizeof(float));
        }
    }
  }
}

// Patches overlap, so each is added to what is there.
ASSAY_CLONES static void points_to_image(const work *w, const float *points, int64_t stride,
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

// MARK: The kernel

// A kernel at the points, or its transpose: [panels][points][rows][16], with a row between the points for the
// same reason as above.
static int64_t points_rows(int64_t rows) { return (rows + 1) * ASSAY_PANEL; }
static int64_t panel_size(int64_t rows) { return POINTS * points_rows(rows); }
static int64_t panels_of(int64_t columns) { return (columns + ASSAY_PANEL - 1) / ASSAY_PANEL; }

static int64_t points_floats(const assay_winograd *s, int direction) {
  return direction == ASSAY_WINOGRAD_FORWARD    ? panels_of(s->filters) * panel_size(s->channels)
         : direction == ASSAY_WINOGRAD_TO_INPUT ? panels_of(s->channels) * panel_size(s->filters)
                                                : 0;
}

int64_t assay_winograd_points_bytes(const assay_winograd *sizes, int direction) {
  return points_floats(sizes, direction) * (int64_t)sizeof(float);
}

static float *points_of(const work *w) {
  return w->sizes->points ? w->sizes->points : w->sizes->scratch;
}

static float *scratch_of(const work *w, int direction) {
  return (float *)w->sizes->scratch + (w->sizes->points ? 0 : points_floats(w->sizes, direction));
}

// Panels of filters.
ASSAY_CLONES static void kernel_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t channels = w->sizes->channels, filters = w->sizes->filters;
  const float *kernel = w->call->p[0];
  float g[9 * LANES];
  for (int64_t panel = begin; panel < end; panel++) {
    float *u = points_of(w) + panel * panel_size(channels);
    for (int64_t i = 0; i < channels; i++)
      for (int64_t k = 0; k < ASSAY_PANEL; k += LANES) {
        const int64_t column = panel * ASSAY_PANEL + k;
        const int64_t some = at_least(at_most(filters - column, LANES), 0);
        memset(g, 0, sizeof g);
        for (int64_t j = 0; j < 9; j++)
          memcpy(g + j * LANES, kernel + (j * channels + i) * filters + column,
                 (size_t)some * sizeof(float));
        evaluate_filter(g, 3 * LANES, LANES, u + i * ASSAY_PANEL + k,
                        PATCH * points_rows(channels), points_rows(channels));
      }
  }
}

// Panels of channels.
ASSAY_CLONES static void kernel_back_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t channels = w->sizes->channels, filters = w->sizes->filters;
  const float *kernel = w->call->p[0];
  float g[9 * LANES];
  for (int64_t panel = begin; panel < end; panel++) {
    float *u = points_of(w) + panel * panel_size(filters);
    for (int64_t i = 0; i < filters; i++)
      for (int64_t k = 0; k < ASSAY_PANEL; k += LANES) {
        const int64_t row = panel * ASSAY_PANEL + k;
        const int64_t some = at_least(at_most(channels - row, LANES), 0);
        memset(g, 0, sizeof g);
        for (int64_t j = 0; j < 9; j++)
          for (int64_t l = 0; l < some; l++)
            g[j * LANES + l] = kernel[(j * channels + row + l) * filters + i];
        evaluate_filter(g, 3 * LANES, LANES, u + i * ASSAY_PANEL + k,
                        PATCH * points_rows(filters), points_rows(filters));
      }
  }
}

int32_t assay_winograd_kernel(const assay_call *call) {
  work w = {.call = call, .sizes = call->p[1]};
  if (call->n[0] == ASSAY_WINOGRAD_FORWARD)
    assay_parallel_for(panels_of(w.sizes->filters), call->threads, kernel_range, &w);
  else
    assay_parallel_for(panels_of(w.sizes->channels), call->threads, kernel_back_range, &w);
  return 0;
}

// MARK: Forward, and to the input

// The scratch of a part: values of some tiles at the points, and their products with a panel of the kernel.
static int64_t part_floats(const work *w, int64_t channels) {
  return POINTS * (point_stride(w->block, channels) + point_stride(w->block, ASSAY_PANEL));
}

static void multiply(const work *w, const float *values, int64_t channels, int64_t count,
                     const float *kernel, float *products) {
  const int64_t stride = point_stride(w->block, channels), wide = round_up(channels, LANES);
  const int64_t product_stride = point_stride(w->block, ASSAY_PANEL);
  const assay_panel product = assay_panel_here();
  for (int64_t point = 0; point < POINTS; point++) {
    float *c = products + point * product_stride;
    memset(c, 0, (size_t)(count * ASSAY_PANEL) * sizeof(float));
    product(count, channels, values + point * stride, wide, 1, kernel + point * points_rows(channels),
            c, ASSAY_PANEL, ASSAY_PANEL);
  }
}

static void forward_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t channels = w->sizes->channels, filters = w->sizes->filters;
  const int64_t stride = point_stride(w->block, channels);
  const float *kernel = points_of(w);
  for (int64_t part = begin; part < end; part++) {
    float *values = scratch_of(w, ASSAY_WINOGRAD_FORWARD) + part * part_floats(w, channels);
    float *products = values + POINTS * stride;
    const int64_t last = w->tiles * (part + 1) / w->parts;
    for (int64_t tile = w->tiles * part / w->parts; tile < last; tile += w->block) {
      const int64_t count = at_most(last - tile, w->block);
      image_to_points(w, w->call->p[0], tile, count, 0, channels, values, stride,
                      round_up(channels, LANES));
      for (int64_t panel = 0; panel < panels_of(filters); panel++) {
        multiply(w, values, channels, count, kernel + panel * panel_size(channels), products);
        points_to_result(w, products, point_stride(w->block, ASSAY_PANEL), tile, count,
                         panel * ASSAY_PANEL, w->call->p[1]);
      }
    }
  }
}

int32_t assay_winograd_forward(const assay_call *call) {
  const assay_winograd *s = call->p[2];
  work w = make(s, call->threads, s->channels);
  w.call = call;
  assay_parallel_for(w.parts, w.parts, forward_range, &w);
  return 0;
}

// The parts of this way are of whole images, since patches overlap.
static void to_input_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const assay_winograd *s = w->sizes;
  const int64_t stride = point_stride(w->block, s->filters);
  const float *kernel = points_of(w);
  float *dx = w->call->p[1];
  const int64_t an_image = s->height * s->width * s->channels, tiles = w->down * w->across;
  for (int64_t part = begin; part < end; part++) {
    float *values = scratch_of(w, ASSAY_WINOGRAD_TO_INPUT) + part * part_floats(w, s->filters);
    float *products = values + POINTS * stride;
    const int64_t first = s->batch * part / w->parts, last = s->batch * (part + 1) / w->parts;
    // The images whose gradient is begun.
    int64_t image = first;
    for (int64_t tile = first * tiles; tile < last * tiles; tile += w->block) {
      const int64_t count = at_most(last * tiles - tile, w->block);
      for (; image * tiles < tile + count; image++)
        memset(dx + image * an_image, 0, (size_t)an_image * sizeof(float));
      result_to_points(w, w->call->p[0], tile, count, 0, s->filters, values, stride,
                       round_up(s->filters, LANES));
      for (int64_t panel = 0; panel < panels_of(s->channels); panel++) {
        multiply(w, values, s->filters, count, kernel + panel * panel_size(s->filters), products);
        points_to_image(w, products, point_stride(w->block, ASSAY_PANEL), tile, count,
                        panel * ASSAY_PANEL, dx);
      }
    }
  }
}

int32_t assay_winograd_to_input(const assay_call *call) {
  const assay_winograd *s = call->p[2];
  work w = make(s, call->threads, s->filters);
  w.call = call;
  assay_parallel_for(w.parts, w.parts, to_input_range, &w);
  return 0;
}

// MARK: To the kernel

// The scratch of a part: as above, and its sum of the gradient at the points, in panels of filters.
static int64_t sums_floats(const work *w) {
  return panels_of(w->sizes->filters) * panel_size(w->sizes->channels);
}

static void sums_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const assay_winograd *s = w->sizes;
  const int64_t stride = point_stride(w->block, s->channels), wide = round_up(s->channels, LANES);
  const int64_t panel_stride = point_stride(w->block, ASSAY_PANEL);
  const assay_panel product = assay_panel_here();
  for (int64_t part = begin; part < end; part++) {
    float *sums = w->sizes->scratch;
    float *values = sums + w->parts * sums_floats(w) + part * part_floats(w, s->channels);
    sums += part * sums_floats(w);
    float *other = values + POINTS * stride;
    memset(sums, 0, (size_t)sums_floats(w) * sizeof(float));
    const int64_t last = w->tiles * (part + 1) / w->parts;
    for (int64_t tile = w->tiles * part / w->parts; tile < last; tile += w->block) {
      const int64_t count = at_most(last - tile, w->block);
      image_to_points(w, w->call->p[0], tile, count, 0, s->channels, values, stride, wide);
      for (int64_t panel = 0; panel < panels_of(s->filters); panel++) {
        const int64_t first = panel * ASSAY_PANEL;
        result_to_points(w, w->call->p[1], tile, count, first,
                         at_most(first + ASSAY_PANEL, s->filters), other, panel_stride, ASSAY_PANEL);
        for (int64_t point = 0; point < POINTS; point++)
          product(s->channels, count, values + point * stride, 1, wide, other + point * panel_stride,
                  sums + panel * panel_size(s->channels) + point * points_rows(s->channels),
                  ASSAY_PANEL, ASSAY_PANEL);
      }
    }
  }
}

// Panels of filters: the sums of all parts in order, back at the places of the kernel.
ASSAY_CLONES static void total_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t channels = w->sizes->channels, filters = w->sizes->filters;
  float *kernel = w->call->p[2];
  float sums[POINTS * LANES], g[9 * LANES];
  for (int64_t panel = begin; panel < end; panel++) {
    const float *u = (const float *)w->sizes->scratch + panel * panel_size(channels);
    for (int64_t i = 0; i < channels; i++)
      for (int64_t k = 0; k < ASSAY_PANEL; k += LANES) {
        const int64_t column = panel * ASSAY_PANEL + k, some = at_most(filters - column, LANES);
        if (some <= 0) continue;
        for (int64_t point = 0; point < POINTS; point++) {
          const float *from = u + point * points_rows(channels) + i * ASSAY_PANEL + k;
          lanes all = *(const lanes *)from;
          for (int part = 1; part < w->parts; part++)
            all += *(const lanes *)(from + part * sums_floats(w));
          *(lanes *)(sums + point * LANES) = all;
        }
        evaluate_filter_transposed(sums, PATCH * LANES, LANES, g, 3 * LANES, LANES);
        for (int64_t j = 0; j < 9; j++)
          memcpy(kernel + (j * channels + i) * filters + column, g + j * LANES,
                 (size_t)some * sizeof(float));
      }
  }
}

int32_t assay_winograd_to_kernel(const assay_call *call) {
  const assay_winograd *s = call->p[3];
  work w = make(s, call->threads, s->channels);
  w.call = call;
  assay_parallel_for(w.parts, w.parts, sums_range, &w);
  assay_parallel_for(panels_of(s->filters), call->threads, total_range, &w);
  return 0;
}

int64_t assay_winograd_scratch_bytes(const assay_winograd *s, int direction, int threads) {
  const int64_t channels = direction == ASSAY_WINOGRAD_TO_INPUT ? s->filters : s->channels;
  const work w = make(s, threads, channels);
  int64_t floats = part_floats(&w, channels);
  if (direction == ASSAY_WINOGRAD_TO_KERNEL) floats += sums_floats(&w);
  return (floats * threads + (s->points ? 0 : points_floats(s, direction))) * (int64_t)sizeof(float);
}
