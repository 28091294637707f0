#include "resize.h"

#include <math.h>
#include <string.h>

#include "clones.h"
#include "parallel.h"

static int32_t *starts_of(const assay_resize_axis *axis) { return (int32_t *)(axis + 1); }
static float *weights_of(const assay_resize_axis *axis) {
  return (float *)(starts_of(axis) + axis->to);
}

// How far a kernel reaches; 0 for the two that are no kernels around a point.
static double radius_of(assay_resize_method method) {
  switch (method) {
    case assay_resize_nearest:
    case assay_resize_area: return 0;
    case assay_resize_bilinear: return 1;
    case assay_resize_gaussian: return 1.5;
    case assay_resize_bicubic:
    case assay_resize_mitchellcubic: return 2;
    case assay_resize_lanczos3: return 3;
    case assay_resize_lanczos5: return 5;
  }
  return 0;
}

static double lanczos(double x, double radius) {
  const double pi = 3.14159265358979323846;
  if (x > radius) return 0;
  if (x <= 1e-3) return 1;
  return radius * sin(pi * x) * sin(pi * x / radius) / (pi * pi * x * x);
}

// Keys's cubic with a = -1/2; Mitchell and Netravali's with b = c = 1/3.
static double weight_at(assay_resize_method method, double distance) {
  const double x = fabs(distance);
  switch (method) {
    case assay_resize_nearest:
    case assay_resize_area: return 1;
    case assay_resize_bilinear: return x < 1 ? 1 - x : 0;
    case assay_resize_bicubic:
      if (x >= 2) return 0;
      return x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1;
    case assay_resize_mitchellcubic:
      if (x >= 2) return 0;
      return x >= 1 ? ((-7.0 / 18 * x + 2) * x - 10.0 / 3) * x + 16.0 / 9
                    : (7.0 / 6 * x - 2) * x * x + 8.0 / 9;
    case assay_resize_lanczos3: return lanczos(x, 3);
    case assay_resize_lanczos5: return lanczos(x, 5);
    case assay_resize_gaussian: return x >= 1.5 ? 0 : exp(-2 * x * x);  // its deviation is 1/2
  }
  return 0;
}

// The places that one new place may read, at most all there are.
static int64_t taps_of(assay_resize_method method, int64_t from, int64_t to) {
  int64_t taps = 2 * (int64_t)ceil(radius_of(method));
  if (method == assay_resize_nearest) taps = 1;
  if (method == assay_resize_area) taps = (from + to - 1) / to + 1;
  return taps < from ? taps : from;
}

size_t assay_resize_axis_size(assay_resize_method method, int64_t from, int64_t to) {
  const size_t taps = (size_t)taps_of(method, from, to);
  return sizeof(assay_resize_axis) + (size_t)to * (1 + taps) * 4;
}

static int64_t clamp(int64_t value, int64_t last) {
  return value < 0 ? 0 : value > last ? last : value;
}

// Where the places [first, first + taps) would leave the axis, they are moved back into it.
static int32_t start_of(int64_t first, int64_t from, int64_t taps) {
  return (int32_t)clamp(first, from - taps);
}

// In float32, so that the same pixel is the nearest as elsewhere.
static float scale_of(int64_t from, int64_t to) { return (float)from / (float)to; }

static void fill_nearest(int64_t from, int64_t to, int32_t *starts, float *weights) {
  const float scale = scale_of(from, to);
  for (int64_t i = 0; i < to; i++) {
    starts[i] = (int32_t)clamp((int64_t)floorf(((float)i + 0.5f) * scale), from - 1);
    weights[i] = 1;
  }
}

// Weights beyond an edge belong to the edge.
static void fill_bilinear(int64_t from, int64_t to, int64_t taps, int32_t *starts, float *weights) {
  const float scale = scale_of(from, to);
  for (int64_t i = 0; i < to; i++) {
    const float place = ((float)i + 0.5f) * scale - 0.5f, whole = floorf(place);
    const int64_t low = clamp((int64_t)whole, from - 1), high = clamp((int64_t)whole + 1, from - 1);
    const int32_t start = start_of(low, from, taps);
    float *w = weights + i * taps;
    const float share = low == high ? 0 : place - whole;
    w[high - start] += share;
    w[low - start] += 1 - share;
    starts[i] = start;
  }
}

// What of [i, i + 1) lies between two edges, as a share.
static void fill_area(int64_t from, int64_t to, int64_t taps, int32_t *starts, float *weights) {
  const double scale = (double)from / (double)to;
  for (int64_t i = 0; i < to; i++) {
    const double begin = (double)i * scale, end = (double)(i + 1) * scale;
    const int32_t start = start_of((int64_t)begin, from, taps);
    for (int64_t k = 0; k < taps; k++) {
      const double low = fmax(begin, (double)(start + k)), high = fmin(end, (double)(start + k + 1));
      weights[i * taps + k] = (float)(high > low ? (high - low) / scale : 0);
    }
    starts[i] = start;
  }
}

// Weights beyond an edge are left out and the others make up for them.
static void fill_kernel(assay_resize_method method, int64_t from, int64_t to, int64_t taps,
                        int32_t *starts, float *weights) {
  const double scale = (double)from / (double)to;
  const int64_t reach = (int64_t)ceil(radius_of(method));
  for (int64_t i = 0; i < to; i++) {
    const double place = ((double)i + 0.5) * scale - 0.5;
    const int32_t start = start_of((int64_t)floor(place) - reach + 1, from, taps);
    double sum = 0;
    for (int64_t k = 0; k < taps; k++) sum += weight_at(method, (double)(start + k) - place);
    for (int64_t k = 0; k < taps; k++) {
      weights[i * taps + k] = (float)(weight_at(method, (double)(start + k) - place) / sum);
    }
    starts[i] = start;
  }
}

void assay_resize_axis_fill(assay_resize_method method, int64_t from, int64_t to,
                            assay_resize_axis *axis) {
  const int64_t taps = taps_of(method, from, to);
  axis->from = (int32_t)from;
  axis->to = (int32_t)to;
  axis->taps = (int32_t)taps;
  axis->is_linear = method == assay_resize_bilinear && taps == 2;
  int32_t *starts = starts_of(axis);
  float *weights = weights_of(axis);
  memset(weights, 0, (size_t)(to * taps) * sizeof(float));
  if (method == assay_resize_nearest) {
    fill_nearest(from, to, starts, weights);
  } else if (method == assay_resize_bilinear) {
    fill_bilinear(from, to, taps, starts, weights);
  } else if (method == assay_resize_area) {
    fill_area(from, to, taps, starts, weights);
  } else {
    fill_kernel(method, from, to, taps, starts, weights);
  }
}

// One row in its new width. Between two neighbours it is a + (b - a) w, so that an area of one
// colour keeps it to the bit.
#define RESIZE_ROW(NAME, T)                                                                        \
  static inline __attribute__((always_inline)) void NAME##_of(                                     \
      const T *source, int64_t channels, const assay_resize_axis *axis, float *target) {           \
    const int32_t *starts = starts_of(axis);                                                       \
    const float *weights = weights_of(axis);                                                       \
    const int64_t taps = axis->taps;                                                               \
    for (int64_t i = 0; i < axis->to; i++) {                                                       \
      const T *from = source + starts[i] * channels;                                               \
      const float *w = weights + i * taps;                                                         \
      float *to = target + i * channels;                                                           \
      if (taps == 1) {                                                                             \
        for (int64_t c = 0; c < channels; c++) to[c] = (float)from[c];                             \
      } else if (axis->is_linear) {                                                                \
        for (int64_t c = 0; c < channels; c++) {                                                   \
          const float a = (float)from[c], b = (float)from[channels + c];                           \
          to[c] = a + (b - a) * w[1];                                                              \
        }                                                                                          \
      } else {                                                                                     \
        for (int64_t c = 0; c < channels; c++) {                                                   \
          float sum = 0;                                                                           \
          for (int64_t k = 0; k < taps; k++) sum += (float)from[k * channels + c] * w[k];          \
          to[c] = sum;                                                                             \
        }                                                                                          \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
  ASSAY_CLONES static void NAME(const T *source, int64_t channels, const assay_resize_axis *axis,  \
                                float *target) {                                                   \
    switch (channels) {                                                                            \
      case 1: NAME##_of(source, 1, axis, target); break;                                           \
      case 3: NAME##_of(source, 3, axis, target); break;                                           \
      case 4: NAME##_of(source, 4, axis, target); break;                                           \
      default: NAME##_of(source, channels, axis, target);                                          \
    }                                                                                              \
  }

RESIZE_ROW(row_float32, float)
RESIZE_ROW(row_uint8, uint8_t)

// Row r of the source lies in line r % taps of the scratch.
ASSAY_CLONES static void join_rows(const float *scratch, int64_t width,
                                   const assay_resize_axis *axis, int64_t row,
                                   float *restrict target) {
  const int64_t taps = axis->taps, start = starts_of(axis)[row];
  const float *w = weights_of(axis) + row * taps;
  const float *first = scratch + start % taps * width;
  if (taps == 1) {
    memcpy(target, first, (size_t)width * sizeof(float));
  } else if (axis->is_linear) {
    const float *second = scratch + (start + 1) % taps * width;
    const float share = w[1];
    for (int64_t i = 0; i < width; i++) target[i] = first[i] + (second[i] - first[i]) * share;
  } else {
    for (int64_t i = 0; i < width; i++) target[i] = first[i] * w[0];
    for (int64_t k = 1; k < taps; k++) {
      const float *line = scratch + (start + k) % taps * width;
      const float share = w[k];
      for (int64_t i = 0; i < width; i++) target[i] += line[i] * share;
    }
  }
}

// The first rows that are read never go back, so the lines of one place serve the next.
#define RESIZE(NAME, T, ROW)                                                                       \
  void NAME(const T *source, int64_t source_stride, int64_t channels,                              \
            const assay_resize_axis *rows, const assay_resize_axis *columns, float *scratch,       \
            float *target, int64_t target_stride) {                                                \
    const int64_t taps = rows->taps, width = columns->to * channels;                               \
    int64_t next = 0;                                                                              \
    for (int64_t i = 0; i < rows->to; i++) {                                                       \
      const int64_t start = starts_of(rows)[i];                                                    \
      if (next < start) next = start;                                                              \
      for (; next < start + taps; next++) {                                                        \
        ROW(source + next * source_stride, channels, columns, scratch + next % taps * width);      \
      }                                                                                            \
      join_rows(scratch, width, rows, i, target + i * target_stride);                              \
    }                                                                                              \
  }

RESIZE(assay_resize_float32, float, row_float32)
RESIZE(assay_resize_uint8, uint8_t, row_uint8)

static void resize_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const float *x = call->p[0];
  float *y = call->p[1], *scratch = call->p[4];
  const assay_resize_axis *rows = call->p[2], *columns = call->p[3];
  const int64_t channels = call->n[1];
  const int64_t from = columns->from * channels, to = columns->to * channels;
  for (int64_t n = begin; n < end; n++) {
    assay_resize_float32(x + n * rows->from * from, from, channels, rows, columns,
                         scratch + n * rows->taps * to, y + n * rows->to * to, to);
  }
}

int32_t assay_resize(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, resize_range, (void *)call);
  return 0;
}

ASSAY_CLONES static void add_scaled(float *restrict sum, const float *restrict x, float share,
                                    int64_t count) {
  for (int64_t i = 0; i < count; i++) sum[i] += x[i] * share;
}

static void resize_gradient_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const assay_resize_axis *rows = call->p[2], *columns = call->p[3];
  const int64_t channels = call->n[1];
  const int64_t from = rows->from * columns->from * channels;
  const int64_t to = rows->to * columns->to * channels;
  for (int64_t n = begin; n < end; n++) {
    const float *dy = (const float *)call->p[0] + n * to;
    float *dx = (float *)call->p[1] + n * from;
    memset(dx, 0, (size_t)from * sizeof(float));
    for (int64_t i = 0; i < rows->to; i++) {
      for (int64_t k = 0; k < rows->taps; k++) {
        const float down = weights_of(rows)[i * rows->taps + k];
        float *line = dx + (starts_of(rows)[i] + k) * columns->from * channels;
        for (int64_t j = 0; j < columns->to; j++) {
          const float *w = weights_of(columns) + j * columns->taps;
          float *place = line + starts_of(columns)[j] * channels;
          const float *g = dy + (i * columns->to + j) * channels;
          for (int64_t l = 0; l < columns->taps; l++) {
            add_scaled(place + l * channels, g, down * w[l], channels);
          }
        }
      }
    }
  }
}

int32_t assay_resize_gradient(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, resize_gradient_range, (void *)call);
  return 0;
}
