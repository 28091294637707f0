#include "batch_norm.h"

#include <stddef.h>
#include <string.h>

#include "clones.h"
#include "parallel.h"
#include "vector_math.h"

// The rows are cut into as many parts as there are threads, whose sums are then added in order. Within a
// part a few rows at a time are added in single precision, those sums in double.
enum { ROWS = 16, SUMS = 2 };

typedef struct {
  const assay_call *call;
  const float *x, *dy;
  float *out;
  int64_t rows, channels;
  int parts;
  // For each channel.
  const float *shift, *scale, *offset, *first, *second;
  float minimum, maximum;
  char *scratch;
} work;

// Per part: SUMS rows of doubles, then SUMS rows of floats. After all parts: rows of floats for all.
static int64_t part_bytes(int64_t channels) {
  return (SUMS * channels * (int64_t)(sizeof(double) + sizeof(float)) + 63) / 64 * 64;
}
enum { SHARED = 4 };

int64_t assay_batch_norm_scratch(int64_t channels, int threads) {
  return part_bytes(channels) * threads + SHARED * channels * (int64_t)sizeof(float);
}

static float *shared(const work *w, int index) {
  return (float *)(w->scratch + part_bytes(w->channels) * w->parts) + index * w->channels;
}

ASSAY_INLINE void add(double *sums, float *some, int64_t count) {
  for (int64_t k = 0; k < count; k++) {
    sums[k] += (double)some[k];
    some[k] = 0.0f;
  }
}

// The sums of all parts, in the first of them.
static double *total(const work *w) {
  double *first = (double *)w->scratch;
  for (int part = 1; part < w->parts; part++) {
    const double *other = (const double *)(w->scratch + part_bytes(w->channels) * part);
    for (int64_t k = 0; k < SUMS * w->channels; k++) first[k] += other[k];
  }
  return first;
}

ASSAY_CLONES static void moments_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t channels = w->channels;
  for (int64_t part = begin; part < end; part++) {
    double *sums = (double *)(w->scratch + part_bytes(channels) * part);
    float *restrict one = (float *)(sums + SUMS * channels), *restrict two = one + channels;
    const float *restrict shift = w->shift;
    memset(sums, 0, (size_t)part_bytes(channels));
    const int64_t first = w->rows * part / w->parts, last = w->rows * (part + 1) / w->parts;
    for (int64_t block = first; block < last; block += ROWS) {
      const int64_t stop = block + ROWS < last ? block + ROWS : last;
      for (int64_t i = block; i < stop; i++) {
        const float *restrict x = w->x + i * channels;
        for (int64_t k = 0; k < channels; k++) {
          float d = x[k] - shift[k];
          one[k] += d;
          two[k] += d * d;
        }
      }
      add(sums, one, SUMS * channels);
    }
  }
}

int32_t assay_batch_moments(const assay_call *call) {
  work w = {.call = call, .x = call->p[0], .rows = call->n[0], .channels = call->n[1],
            .parts = call->threads, .scratch = call->p[2]};
  // Measured from the first row, so that a mean far from 0 does not use up the digits.
  w.shift = w.x;
  assay_parallel_for(w.parts, w.parts, moments_range, &w);
  const double *sums = total(&w);
  float *mean = call->p[1], *variance = mean + w.channels;
  for (int64_t k = 0; k < w.channels; k++) {
    double from = sums[k] / (double)w.rows;
    double square = sums[w.channels + k] / (double)w.rows - from * from;
    mean[k] = (float)((double)w.shift[k] + from);
    variance[k] = square < 0.0 ? 0.0f : (float)square;
  }
  return 0;
}

ASSAY_CLONES static void normalise_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t channels = w->channels;
  const float *restrict shift = w->shift, *restrict scale = w->scale, *restrict offset = w->offset;
  const float low = w->minimum, high = w->maximum;
  for (int64_t i = begin; i < end; i++) {
    const float *x = w->x + i * channels;
    float *y = w->out + i * channels;
#pragma clang loop vectorize(assume_safety)
    for (int64_t k = 0; k < channels; k++) {
      float value = (x[k] - shift[k]) * scale[k] + offset[k];
      value = value < low ? low : value;
      y[k] = value > high ? high : value;
    }
  }
}

static void make_scale(const float *variance, const float *gamma, int64_t channels, float epsilon,
                       float *scale) {
  for (int64_t k = 0; k < channels; k++)
    scale[k] = gamma[k] / __builtin_elementwise_sqrt(variance[k] + epsilon);
}

int32_t assay_batch_normalise(const assay_call *call) {
  work w = {.call = call, .x = call->p[0], .out = call->p[5], .rows = call->n[0],
            .channels = call->n[1], .parts = call->threads, .scratch = (char *)call->n[2]};
  float *scale = shared(&w, 0);
  make_scale(call->p[2], call->p[3], w.channels, call->s[0], scale);
  w.shift = call->p[1], w.scale = scale, w.offset = call->p[4];
  w.minimum = call->s[1], w.maximum = call->s[2];
  assay_parallel_for(w.rows, call->threads, normalise_range, &w);
  return 0;
}

// Whether the result was left as it was, made again from x.
ASSAY_INLINE float kept(float dy, float y, float low, float high) {
  return y > low && y < high ? dy : 0.0f;
}

ASSAY_CLONES static void sums_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t channels = w->channels;
  const float *restrict shift = w->shift, *restrict scale = w->scale, *restrict offset = w->offset;
  const float low = w->minimum, high = w->maximum;
  for (int64_t part = begin; part < end; part++) {
    double *sums = (double *)(w->scratch + part_bytes(channels) * part);
    float *restrict one = (float *)(sums + SUMS * channels), *restrict two = one + channels;
    memset(sums, 0, (size_t)part_bytes(channels));
    const int64_t first = w->rows * part / w->parts, last = w->rows * (part + 1) / w->parts;
    for (int64_t block = first; block < last; block += ROWS) {
      const int64_t stop = block + ROWS < last ? block + ROWS : last;
      for (int64_t i = block; i < stop; i++) {
        const float *restrict x = w->x + i * channels, *restrict dy = w->dy + i * channels;
        for (int64_t k = 0; k < channels; k++) {
          float d = x[k] - shift[k];
          float g = kept(dy[k], d * scale[k] + offset[k], low, high);
          one[k] += g;
          two[k] += g * d;
        }
      }
      add(sums, one, SUMS * channels);
    }
  }
}

int32_t assay_batch_norm_sums(const assay_call *call) {
  work w = {.call = call, .x = call->p[0], .dy = call->p[1], .rows = call->n[0],
            .channels = call->n[1], .parts = call->threads, .scratch = (char *)call->n[3]};
  const float *variance = (const float *)call->n[2];
  float *scale = shared(&w, 0);
  make_scale(variance, call->p[3], w.channels, call->s[0], scale);
  w.shift = call->p[2], w.scale = scale, w.offset = call->p[4];
  w.minimum = call->s[1], w.maximum = call->s[2];
  assay_parallel_for(w.parts, w.parts, sums_range, &w);
  const double *sums = total(&w);
  float *out = call->p[5];
  for (int64_t k = 0; k < w.channels; k++) {
    out[k] = (float)sums[k];
    out[w.channels + k] =
        (float)(sums[w.channels + k] / (double)__builtin_elementwise_sqrt(variance[k] + call->s[0]));
  }
  return 0;
}

// dx = scale (dy - first - d second), where first and second are the batch's parts of it.
ASSAY_CLONES static void to_input_range(void *context, int64_t begin, int64_t end) {
  const work *w = context;
  const int64_t channels = w->channels;
  const float *restrict shift = w->shift, *restrict scale = w->scale, *restrict offset = w->offset;
  const float *restrict first = w->first, *restrict second = w->second;
  const float low = w->minimum, high = w->maximum;
  for (int64_t i = begin; i < end; i++) {
    const float *x = w->x + i * channels, *dy = w->dy + i * channels;
    float *dx = w->out + i * channels;
#pragma clang loop vectorize(assume_safety)
    for (int64_t k = 0; k < channels; k++) {
      float d = x[k] - shift[k];
      float g = kept(dy[k], d * scale[k] + offset[k], low, high);
      dx[k] = scale[k] * (g - first[k] - d * second[k]);
    }
  }
}

int32_t assay_batch_norm_to_input(const assay_call *call) {
  work w = {.call = call, .x = call->p[0], .dy = call->p[1], .out = call->p[5], .rows = call->n[0],
            .channels = call->n[1], .parts = call->threads, .scratch = (char *)call->n[3]};
  const float *variance = (const float *)call->n[2], *sums = (const float *)call->n[4];
  float *scale = shared(&w, 0), *first = shared(&w, 1), *second = shared(&w, 2);
  make_scale(variance, call->p[3], w.channels, call->s[0], scale);
  for (int64_t k = 0; k < w.channels; k++) {
    const float n = (float)w.rows;
    first[k] = sums ? sums[k] / n : 0.0f;
    second[k] =
        sums ? sums[w.channels + k] / n / __builtin_elementwise_sqrt(variance[k] + call->s[0]) : 0.0f;
  }
  w.shift = call->p[2], w.scale = scale, w.offset = call->p[4], w.first = first, w.second = second;
  w.minimum = call->s[1], w.maximum = call->s[2];
  assay_parallel_for(w.rows, call->threads, to_input_range, &w);
  return 0;
}
