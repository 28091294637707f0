#include "winograd.h"

#include <string.h>

#include "clones.h"
#include "parallel.h"
#include "winograd_tiles.h"

// Tiles whose values take about half of a second level cache, and enough of them for each load of the kernel.
enum { BLOCK_FLOATS = 80 * 1024, BLOCK_LEAST = 60 };

static winograd_work make(const assay_winograd *s, int threads, int64_t channels) {
  winograd_work w = {.sizes = s, .parts = threads};
  w.down = (s->rows + TILE - 1) / TILE, w.across = (s->columns + TILE - 1) / TILE;
  w.tiles = s->batch * w.down * w.across;
  const int64_t room = BLOCK_FLOATS / POINTS / round_up(channels, LANES) / 12 * 12;
  w.block = at_most(at_least(room, BLOCK_LEAST), round_up((w.tiles + threads - 1) / threads, 12));
  return w;
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

static float *points_of(const winograd_work *w) {
  return w->sizes->points ? w->sizes->points : w->sizes->scratch;
}

static float *scratch_of(const winograd_work *w, int direction) {
  return (float *)w->sizes->scratch + (w->sizes->points ? 0 : points_floats(w->sizes, direction));
}

// Panels of filters.
ASSAY_CLONES static void kernel_range(void *context, int64_t begin, int64_t end) {
  const winograd_work *w = context;
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
  const winograd_work *w = context;
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
  winograd_work w = {.call = call, .sizes = call->p[1]};
  if (call->n[0] == ASSAY_WINOGRAD_FORWARD)
    assay_parallel_for(panels_of(w.sizes->filters), call->threads, kernel_range, &w);
  else
    assay_parallel_for(panels_of(w.sizes->channels), call->threads, kernel_back_range, &w);
  return 0;
}

// MARK: Forward, and to the input

// The scratch of a part: values of some tiles at the points, and their products with a panel of the kernel.
static int64_t part_floats(const winograd_work *w, int64_t channels) {
  return POINTS * (point_stride(w->block, channels) + point_stride(w->block, ASSAY_PANEL));
}

static void multiply(const winograd_work *w, const float *values, int64_t channels, int64_t count,
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
  const winograd_work *w = context;
  const int64_t channels = w->sizes->channels, filters = w->sizes->filters;
  const int64_t stride = point_stride(w->block, channels);
  const float *kernel = points_of(w);
  for (int64_t part = begin; part < end; part++) {
    float *values = scratch_of(w, ASSAY_WINOGRAD_FORWARD) + part * part_floats(w, channels);
    float *products = values + POINTS * stride;
    const int64_t last = w->tiles * (part + 1) / w->parts;
    for (int64_t tile = w->tiles * part / w->parts; tile < last; tile += w->block) {
      const int64_t count = at_most(last - tile, w->block);
      assay_winograd_image_to_points(w, w->call->p[0], tile, count, 0, channels, values, stride,
                                     round_up(channels, LANES));
      for (int64_t panel = 0; panel < panels_of(filters); panel++) {
        multiply(w, values, channels, count, kernel + panel * panel_size(channels), products);
        assay_winograd_points_to_result(w, products, point_stride(w->block, ASSAY_PANEL), tile, count,
                         panel * ASSAY_PANEL, w->call->p[1]);
      }
    }
  }
}

int32_t assay_winograd_forward(const assay_call *call) {
  const assay_winograd *s = call->p[2];
  winograd_work w = make(s, call->threads, s->channels);
  w.call = call;
  assay_parallel_for(w.parts, w.parts, forward_range, &w);
  return 0;
}

// The parts of this way are of whole images, since patches overlap.
static void to_input_range(void *context, int64_t begin, int64_t end) {
  const winograd_work *w = context;
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
      assay_winograd_result_to_points(w, w->call->p[0], tile, count, 0, s->filters, values, stride,
                       round_up(s->filters, LANES));
      for (int64_t panel = 0; panel < panels_of(s->channels); panel++) {
        multiply(w, values, s->filters, count, kernel + panel * panel_size(s->filters), products);
        assay_winograd_points_to_image(w, products, point_stride(w->block, ASSAY_PANEL), tile, count,
                        panel * ASSAY_PANEL, dx);
      }
    }
  }
}

int32_t assay_winograd_to_input(const assay_call *call) {
  const assay_winograd *s = call->p[2];
  winograd_work w = make(s, call->threads, s->filters);
  w.call = call;
  assay_parallel_for(w.parts, w.parts, to_input_range, &w);
  return 0;
}

// MARK: To the kernel

// The scratch of a part: as above, and its sum of the gradient at the points, in panels of filters.
static int64_t sums_floats(const winograd_work *w) {
  return panels_of(w->sizes->filters) * panel_size(w->sizes->channels);
}

static void sums_range(void *context, int64_t begin, int64_t end) {
  const winograd_work *w = context;
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
      assay_winograd_image_to_points(w, w->call->p[0], tile, count, 0, s->channels, values, stride, wide);
      for (int64_t panel = 0; panel < panels_of(s->filters); panel++) {
        const int64_t first = panel * ASSAY_PANEL;
        assay_winograd_result_to_points(w, w->call->p[1], tile, count, first,
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
  const winograd_work *w = context;
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
  winograd_work w = make(s, call->threads, s->channels);
  w.call = call;
  assay_parallel_for(w.parts, w.parts, sums_range, &w);
  assay_parallel_for(panels_of(s->filters), call->threads, total_range, &w);
  return 0;
}

int64_t assay_winograd_scratch_bytes(const assay_winograd *s, int direction, int threads) {
  const int64_t channels = direction == ASSAY_WINOGRAD_TO_INPUT ? s->filters : s->channels;
  const winograd_work w = make(s, threads, channels);
  int64_t floats = part_floats(&w, channels);
  if (direction == ASSAY_WINOGRAD_TO_KERNEL) floats += sums_floats(&w);
  return (floats * threads + (s->points ? 0 : points_floats(s, direction))) * (int64_t)sizeof(float);
}
