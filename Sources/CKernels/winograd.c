#include "winograd.h"

#include <string.h>

#include "clones.h"
#include "parallel.h"
#include "winograd_tiles.h"

// Tiles whose values take about half of a second level cache, and enough of them for each load of the kernel.
enum { BLOCK_FLOATS = 80 * 1024, BLOCK_LEAST = 60 };

static int64_t panels_of(int64_t columns) { return (columns + ASSAY_PANEL - 1) / ASSAY_PANEL; }

// For values of tiles of `channels`, multiplied to `columns`. Where the kernel is the larger of the two at the
// points, parts are panels of it, of which no more than one is kept, and all tiles are worked on at once;
// else parts are tiles.
static winograd_work make(const assay_winograd *s, int direction, int threads) {
  const int64_t channels = direction == ASSAY_WINOGRAD_TO_INPUT ? s->filters : s->channels;
  const int64_t columns = direction == ASSAY_WINOGRAD_TO_INPUT ? s->channels : s->filters;
  winograd_work w = {.sizes = s, .parts = threads, .channels = channels, .columns = columns,
                     .channels_are_filters = direction == ASSAY_WINOGRAD_TO_INPUT};
  w.down = (s->rows + TILE - 1) / TILE, w.across = (s->columns + TILE - 1) / TILE;
  w.tiles = s->batch * w.down * w.across;
  w.has_panels = w.tiles <= columns && panels_of(columns) >= threads;
  const int64_t room = BLOCK_FLOATS / POINTS / round_up(channels, LANES);
  const int64_t share = (w.tiles + threads - 1) / threads, most = at_least(room, BLOCK_LEAST);
  const int64_t blocks = (share + most - 1) / most;
  w.block = w.has_panels ? w.tiles : round_up((share + blocks - 1) / blocks, 12);
  return w;
}

// MARK: The kernel

// A kernel at the points, or its transpose: [panels][points][rows][16], with a row between the points for the
// same reason as between those of tiles.
static int64_t points_rows(int64_t rows) { return (rows + 1) * ASSAY_PANEL; }
static int64_t panel_size(int64_t rows) { return POINTS * points_rows(rows); }

static int64_t kernel_floats(const winograd_work *w) {
  return panels_of(w->columns) * panel_size(w->channels);
}

int64_t assay_winograd_points_bytes(const assay_winograd *sizes, int direction) {
  const winograd_work w = make(sizes, direction, 1);
  return direction == ASSAY_WINOGRAD_TO_KERNEL ? 0 : kernel_floats(&w) * (int64_t)sizeof(float);
}

// A panel of filters.
ASSAY_CLONES static void evaluate_panel(const winograd_work *w, const float *kernel, int64_t panel,
                                        float *u) {
  const int64_t channels = w->sizes->channels, filters = w->sizes->filters;
  float g[9 * LANES];
  for (int64_t i = 0; i < channels; i++)
    for (int64_t k = 0; k < ASSAY_PANEL; k += LANES) {
      const int64_t column = panel * ASSAY_PANEL + k;
      const int64_t some = at_least(at_most(filters - column, LANES), 0);
      memset(g, 0, sizeof g);
      for (int64_t j = 0; j < 9; j++)
        for (int64_t l = 0; l < some; l++)
          g[j * LANES + l] = kernel[(j * channels + i) * filters + column + l];
      evaluate_filter(g, 3 * LANES, LANES, u + i * ASSAY_PANEL + k, PATCH * points_rows(channels),
                      points_rows(channels));
    }
}

// A panel of channels.
ASSAY_CLONES static void evaluate_panel_back(const winograd_work *w, const float *kernel,
                                             int64_t panel, float *u) {
  const int64_t channels = w->sizes->channels, filters = w->sizes->filters;
  float g[9 * LANES];
  for (int64_t i = 0; i < filters; i++)
    for (int64_t k = 0; k < ASSAY_PANEL; k += LANES) {
      const int64_t row = panel * ASSAY_PANEL + k;
      const int64_t some = at_least(at_most(channels - row, LANES), 0);
      memset(g, 0, sizeof g);
      for (int64_t j = 0; j < 9; j++)
        for (int64_t l = 0; l < some; l++)
          g[j * LANES + l] = kernel[(j * channels + row + l) * filters + i];
      evaluate_filter(g, 3 * LANES, LANES, u + i * ASSAY_PANEL + k, PATCH * points_rows(filters),
                      points_rows(filters));
    }
}

static void evaluate_one(const winograd_work *w, const float *kernel, int64_t panel, float *u) {
  if (w->channels_are_filters)
    evaluate_panel_back(w, kernel, panel, u);
  else
    evaluate_panel(w, kernel, panel, u);
}

// The kernel at the points, and what lies behind it in the scratch.
static float *points_of(const winograd_work *w) {
  return w->sizes->points ? w->sizes->points : w->sizes->scratch;
}

static float *scratch_of(const winograd_work *w) {
  return (float *)w->sizes->scratch + (w->sizes->points || w->has_panels ? 0 : kernel_floats(w));
}

static void kernel_range(void *context, int64_t begin, int64_t end) {
  const winograd_work *w = context;
  for (int64_t panel = begin; panel < end; panel++)
    evaluate_one(w, w->call->p[0], panel, points_of(w) + panel * panel_size(w->channels));
}

int32_t assay_winograd_kernel(const assay_call *call) {
  winograd_work w = make(call->p[1], (int)call->n[0], call->threads);
  w.call = call;
  // Else each panel is made where it is used.
  if (w.sizes->points || !w.has_panels)
    assay_parallel_for(panels_of(w.columns), call->threads, kernel_range, &w);
  return 0;
}

// MARK: Tiles by the kernel

// The scratch is, where parts are tiles, for each the values of a block at the points, and their products with
// a panel of the kernel; where they are panels, the values of all tiles, and for each part its panel and
// products. On the way to the kernel the values of the result are in place of products, the sum of the
// gradient in that of the kernel.
static int64_t values_floats(const winograd_work *w) {
  return POINTS * point_stride(w->block, w->channels);
}

// With room for a sum beside those at the points.
static int64_t products_floats(const winograd_work *w) {
  return (POINTS + 1) * point_stride(w->block, ASSAY_PANEL);
}

static int64_t part_floats(const winograd_work *w, int direction) {
  if (w->has_panels) return panel_size(w->channels) + products_floats(w);
  const int64_t sums = direction == ASSAY_WINOGRAD_TO_KERNEL ? kernel_floats(w) : 0;
  return sums + values_floats(w) + products_floats(w);
}

int64_t assay_winograd_scratch_bytes(const assay_winograd *s, int direction, int threads) {
  const winograd_work w = make(s, direction, threads);
  int64_t floats = part_floats(&w, direction) * threads;
  if (w.has_panels)
    floats += values_floats(&w);
  else if (direction != ASSAY_WINOGRAD_TO_KERNEL && !s->points)
    floats += kernel_floats(&w);
  return floats * (int64_t)sizeof(float);
}

// A sum of so many products at most is one of many, which keeps what roundings add up to small.
enum { RUN = 128 };

ASSAY_CLONES static void add(const float *from, float *to, int64_t count) {
  for (int64_t i = 0; i < count; i++) to[i] += from[i];
}

static void multiply(const winograd_work *w, const float *values, int64_t count,
                     const float *kernel, float *products) {
  const int64_t stride = point_stride(w->block, w->channels), wide = round_up(w->channels, LANES);
  const int64_t product_stride = point_stride(w->block, ASSAY_PANEL), size = count * ASSAY_PANEL;
  const assay_panel product = assay_panel_here();
  float *run = products + POINTS * product_stride;
  for (int64_t point = 0; point < POINTS; point++) {
    float *c = products + point * product_stride;
    for (int64_t k = 0; k < w->channels; k += RUN) {
      float *to = k == 0 ? c : run;
      memset(to, 0, (size_t)size * sizeof(float));
      product(count, at_most(w->channels - k, RUN), values + point * stride + k, wide, 1,
              kernel + point * points_rows(w->channels) + k * ASSAY_PANEL, to, ASSAY_PANEL,
              ASSAY_PANEL);
      if (k > 0) add(run, c, size);
    }
  }
}

// All that is read at the points, and the panels that are made of it.
static void read_tiles(const winograd_work *w, int64_t tile, int64_t count, float *values) {
  const int64_t stride = point_stride(w->block, w->channels), wide = round_up(w->channels, LANES);
  if (w->channels_are_filters)
    assay_winograd_result_to_points(w, w->call->p[0], tile, count, 0, w->channels, values, stride,
                                    wide);
  else
    assay_winograd_image_to_points(w, w->call->p[0], tile, count, 0, w->channels, values, stride,
                                   wide);
}

static void write_tiles(const winograd_work *w, int64_t tile, int64_t count, int64_t panel,
                        const float *products) {
  const int64_t stride = point_stride(w->block, ASSAY_PANEL), first = panel * ASSAY_PANEL;
  if (w->channels_are_filters)
    assay_winograd_points_to_image(w, products, stride, tile, count, first, w->call->p[1]);
  else
    assay_winograd_points_to_result(w, products, stride, tile, count, first, w->call->p[1]);
}

// Zeros for what patches are added to.
static void clear_images(const winograd_work *w, int64_t begin, int64_t end) {
  const assay_winograd *s = w->sizes;
  const int64_t size = s->height * s->width * s->channels;
  memset((float *)w->call->p[1] + begin * size, 0, (size_t)((end - begin) * size) * sizeof(float));
}

// Parts of tiles; on the way to the input, of whole images, since patches overlap.
static void tiles_range(void *context, int64_t begin, int64_t end) {
  const winograd_work *w = context;
  const int64_t unit = w->channels_are_filters ? w->down * w->across : 1, units = w->tiles / unit;
  for (int64_t part = begin; part < end; part++) {
    float *values = scratch_of(w) + part * part_floats(w, ASSAY_WINOGRAD_FORWARD);
    float *products = values + values_floats(w);
    const int64_t last = units * (part + 1) / w->parts * unit;
    int64_t tile = units * part / w->parts * unit, image = tile / unit;
    for (; tile < last; tile += w->block) {
      const int64_t count = at_most(last - tile, w->block);
      if (w->channels_are_filters) {
        const int64_t images = (tile + count + unit - 1) / unit;
        clear_images(w, image, images);
        image = images;
      }
      read_tiles(w, tile, count, values);
      for (int64_t panel = 0; panel < panels_of(w->columns); panel++) {
        multiply(w, values, count, points_of(w) + panel * panel_size(w->channels), products);
        write_tiles(w, tile, count, panel, products);
      }
    }
  }
}

static void read_range(void *context, int64_t begin, int64_t end) {
  const winograd_work *w = context;
  read_tiles(w, begin, end - begin, scratch_of(w) + begin * round_up(w->channels, LANES));
}

static void clear_range(void *context, int64_t begin, int64_t end) {
  clear_images(context, begin, end);
}

// Parts of panels, none of which writes where another does.
static void panels_range(void *context, int64_t begin, int64_t end) {
  const winograd_work *w = context;
  const float *values = scratch_of(w);
  for (int64_t part = begin; part < end; part++) {
    float *made = scratch_of(w) + values_floats(w) + part * part_floats(w, ASSAY_WINOGRAD_FORWARD);
    float *products = made + panel_size(w->channels);
    const int64_t panels = panels_of(w->columns), last = panels * (part + 1) / w->parts;
    for (int64_t panel = panels * part / w->parts; panel < last; panel++) {
      const float *kernel = made;
      if (w->sizes->points)
        kernel = (const float *)w->sizes->points + panel * panel_size(w->channels);
      else
        evaluate_one(w, w->call->p[4], panel, made);
      multiply(w, values, w->tiles, kernel, products);
      write_tiles(w, 0, w->tiles, panel, products);
    }
  }
}

static int32_t convolve(const assay_call *call, int direction) {
  winograd_work w = make(call->p[2], direction, call->threads);
  w.call = call;
  if (!w.has_panels) {
    assay_parallel_for(w.parts, w.parts, tiles_range, &w);
    return 0;
  }
  if (w.channels_are_filters) assay_parallel_for(w.sizes->batch, w.parts, clear_range, &w);
  assay_parallel_for(w.tiles, w.parts, read_range, &w);
  assay_parallel_for(w.parts, w.parts, panels_range, &w);
  return 0;
}

int32_t assay_winograd_forward(const assay_call *call) {
  return convolve(call, ASSAY_WINOGRAD_FORWARD);
}

int32_t assay_winograd_to_input(const assay_call *call) {
  return convolve(call, ASSAY_WINOGRAD_TO_INPUT);
}

// MARK: Tiles by tiles

// Adds the products of so many tiles with a panel of the result at the points, which it reads.
static void add_products(const winograd_work *w, int64_t tile, int64_t count, int64_t panel,
                         const float *values, float *other, float *sums) {
  const int64_t first = panel * ASSAY_PANEL, other_stride = point_stride(w->block, ASSAY_PANEL);
  const int64_t stride = point_stride(w->block, w->channels), wide = round_up(w->channels, LANES);
  const assay_panel product = assay_panel_here();
  assay_winograd_result_to_points(w, w->call->p[1], tile, count, first,
                                  at_most(first + ASSAY_PANEL, w->columns), other, other_stride,
                                  ASSAY_PANEL);
  for (int64_t point = 0; point < POINTS; point++)
    product(w->channels, count, values + point * stride, 1, wide, other + point * other_stride,
            sums + point * points_rows(w->channels), ASSAY_PANEL, ASSAY_PANEL);
}

// A panel of the kernel from the sums of its gradient at the points, those of so many parts in order.
ASSAY_CLONES static void write_panel(const winograd_work *w, int64_t panel, const float *u,
                                     int parts, int64_t part_stride) {
  const int64_t channels = w->channels, filters = w->columns;
  float *kernel = w->call->p[2];
  float sums[POINTS * LANES], g[9 * LANES];
  for (int64_t i = 0; i < channels; i++)
    for (int64_t k = 0; k < ASSAY_PANEL; k += LANES) {
      const int64_t column = panel * ASSAY_PANEL + k, some = at_most(filters - column, LANES);
      if (some <= 0) continue;
      for (int64_t point = 0; point < POINTS; point++) {
        const float *from = u + point * points_rows(channels) + i * ASSAY_PANEL + k;
        lanes all = *(const lanes *)from;
        for (int part = 1; part < parts; part++) all += *(const lanes *)(from + part * part_stride);
        *(lanes *)(sums + point * LANES) = all;
      }
      evaluate_filter_transposed(sums, PATCH * LANES, LANES, g, 3 * LANES, LANES);
      for (int64_t j = 0; j < 9; j++)
        for (int64_t l = 0; l < some; l++)
          kernel[(j * channels + i) * filters + column + l] = g[j * LANES + l];
    }
}

static void sums_range(void *context, int64_t begin, int64_t end) {
  const winograd_work *w = context;
  for (int64_t part = begin; part < end; part++) {
    float *sums = (float *)w->sizes->scratch + part * part_floats(w, ASSAY_WINOGRAD_TO_KERNEL);
    float *values = sums + kernel_floats(w), *other = values + values_floats(w);
    memset(sums, 0, (size_t)kernel_floats(w) * sizeof(float));
    const int64_t last = w->tiles * (part + 1) / w->parts;
    for (int64_t tile = w->tiles * part / w->parts; tile < last; tile += w->block) {
      const int64_t count = at_most(last - tile, w->block);
      read_tiles(w, tile, count, values);
      for (int64_t panel = 0; panel < panels_of(w->columns); panel++)
        add_products(w, tile, count, panel, values, other, sums + panel * panel_size(w->channels));
    }
  }
}

static void total_range(void *context, int64_t begin, int64_t end) {
  const winograd_work *w = context;
  for (int64_t panel = begin; panel < end; panel++)
    write_panel(w, panel, (const float *)w->sizes->scratch + panel * panel_size(w->channels),
                w->parts, part_floats(w, ASSAY_WINOGRAD_TO_KERNEL));
}

static void panel_sums_range(void *context, int64_t begin, int64_t end) {
  const winograd_work *w = context;
  const float *values = w->sizes->scratch;
  for (int64_t part = begin; part < end; part++) {
    float *sums = (float *)w->sizes->scratch + values_floats(w) +
                  part * part_floats(w, ASSAY_WINOGRAD_TO_KERNEL);
    float *other = sums + panel_size(w->channels);
    const int64_t panels = panels_of(w->columns), last = panels * (part + 1) / w->parts;
    for (int64_t panel = panels * part / w->parts; panel < last; panel++) {
      memset(sums, 0, (size_t)panel_size(w->channels) * sizeof(float));
      add_products(w, 0, w->tiles, panel, values, other, sums);
      write_panel(w, panel, sums, 1, 0);
    }
  }
}

int32_t assay_winograd_to_kernel(const assay_call *call) {
  winograd_work w = make(call->p[3], ASSAY_WINOGRAD_TO_KERNEL, call->threads);
  w.call = call;
  if (w.has_panels) {
    // The values lie where there is no kernel before them.
    assay_parallel_for(w.tiles, w.parts, read_range, &w);
    assay_parallel_for(w.parts, w.parts, panel_sums_range, &w);
  } else {
    assay_parallel_for(w.parts, w.parts, sums_range, &w);
    assay_parallel_for(panels_of(w.columns), w.parts, total_range, &w);
  }
  return 0;
}
