#include "affine.h"

#include <math.h>
#include <string.h>

#include "elementwise.h"
#include "philox.h"

// The place that stands in for one beyond the edges; -1 for the constant.
static inline int64_t place_of(int64_t at, int64_t size, int fill) {
  if (at >= 0 && at < size) return at;
  if (fill == assay_fill_nearest) return at < 0 ? 0 : size - 1;
  if (fill == assay_fill_wrap) return (at % size + size) % size;
  if (fill == assay_fill_reflect) {
    const int64_t turn = (at % (2 * size) + 2 * size) % (2 * size);
    return turn < size ? turn : 2 * size - 1 - turn;
  }
  return -1;
}

typedef struct {
  int64_t row, column;
  float weight;
} tap;

// Where a new pixel is looked up: in up to four places. What is no place of an image, such as NaN, is
// moved far outside.
static inline int taps_of(const assay_call *call, const float *map, int64_t i, int64_t j, tap *taps) {
  const int64_t height = call->n[1], width = call->n[2];
  const int fill = (int)call->s[1];
  float column = ((float)i * map[1] + (float)j * map[0]) + map[2];
  float row = ((float)i * map[4] + (float)j * map[3]) + map[5];
  if (!(fabsf(column) < 1e9f)) column = -1e9f;
  if (!(fabsf(row) < 1e9f)) row = -1e9f;
  if (call->s[2] == 0.0f) {
    taps[0].row = place_of((int64_t)roundf(row), height, fill);
    taps[0].column = place_of((int64_t)roundf(column), width, fill);
    taps[0].weight = 1.0f;
    return 1;
  }
  const float top = floorf(row), left = floorf(column);
  const float down = row - top, right = column - left;
  for (int k = 0; k < 4; k++) {
    taps[k].row = place_of((int64_t)top + (k >> 1), height, fill);
    taps[k].column = place_of((int64_t)left + (k & 1), width, fill);
    taps[k].weight = (k >> 1 ? down : 1.0f - down) * (k & 1 ? right : 1.0f - right);
  }
  return 4;
}

// A part is a row of a new image.
ASSAY_CLONES static void affine_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const int64_t height = call->n[1], width = call->n[2], rows = call->n[3], columns = call->n[4];
  const int64_t channels = (int64_t)call->s[3];
  const float constant = call->s[0];
  for (int64_t part = begin; part < end; part++) {
    const int64_t image = part / rows, i = part % rows;
    const float *x = (const float *)call->p[0] + image * height * width * channels;
    const float *map = (const float *)call->p[1] + image * 6;
    float *y = (float *)call->p[2] + part * columns * channels;
    for (int64_t j = 0; j < columns; j++, y += channels) {
      tap taps[4];
      const int count = taps_of(call, map, i, j, taps);
      for (int64_t c = 0; c < channels; c++) y[c] = 0.0f;
      for (int k = 0; k < count; k++) {
        const float weight = taps[k].weight;
        if (taps[k].row < 0 || taps[k].column < 0) {
          for (int64_t c = 0; c < channels; c++) y[c] += weight * constant;
        } else {
          const float *from = x + (taps[k].row * width + taps[k].column) * channels;
          for (int64_t c = 0; c < channels; c++) y[c] += weight * from[c];
        }
      }
    }
  }
}

int32_t assay_transform(const assay_call *call) {
  assay_parallel_for(call->n[0] * call->n[3], call->threads, affine_range, (void *)call);
  return 0;
}

// A part is an image.
ASSAY_CLONES static void affine_gradient_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const int64_t height = call->n[1], width = call->n[2], rows = call->n[3], columns = call->n[4];
  const int64_t channels = (int64_t)call->s[3];
  for (int64_t image = begin; image < end; image++) {
    const float *dy = (const float *)call->p[0] + image * rows * columns * channels;
    const float *map = (const float *)call->p[1] + image * 6;
    float *dx = (float *)call->p[2] + image * height * width * channels;
    memset(dx, 0, (size_t)(height * width * channels) * sizeof(float));
    for (int64_t i = 0; i < rows; i++) {
      for (int64_t j = 0; j < columns; j++, dy += channels) {
        tap taps[4];
        const int count = taps_of(call, map, i, j, taps);
        for (int k = 0; k < count; k++) {
          if (taps[k].row < 0 || taps[k].column < 0) continue;
          float *to = dx + (taps[k].row * width + taps[k].column) * channels;
          for (int64_t c = 0; c < channels; c++) to[c] += taps[k].weight * dy[c];
        }
      }
    }
  }
}

int32_t assay_transform_gradient(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, affine_gradient_range, (void *)call);
  return 0;
}

static float between(float least, float most, uint32_t bits) {
  return least + (most - least) * ((float)(bits >> 8) * 0x1p-24f);
}

// Each image has the numbers of its own counter.
int32_t assay_random_maps(const assay_call *call) {
  float *maps = call->p[0];
  const float height = (float)call->n[2], width = (float)call->n[3], *s = call->s;
  for (int64_t first = 0; first < call->n[0]; first += PHILOX_LANES) {
    uint32_t random[4][PHILOX_LANES];
    philox((uint32_t)first, (uint32_t)call->n[1], call->p[1], random);
    for (int64_t l = 0; l < PHILOX_LANES && first + l < call->n[0]; l++) {
      float *map = maps + (first + l) * 6;
      const uint32_t *a = &random[0][l], *b = &random[1][l];
      const float identity[6] = {1, 0, 0, 0, 1, 0};
      memcpy(map, identity, sizeof identity);
      switch (call->n[4]) {
        case assay_draw_rotation: {
          const float degrees = between(s[0] * 360.0f, s[1] * 360.0f, *a);
          const float angle = degrees * 0.017453292519943295f;
          const float x = 0.5f * (width - 1.0f), y = 0.5f * (height - 1.0f);
          map[0] = map[4] = cosf(angle);
          map[3] = sinf(angle);
          map[1] = -map[3];
          map[2] = x - x * map[0] - y * map[1];
          map[5] = y - x * map[3] - y * map[4];
          break;
        }
        case assay_draw_zoom:
        case assay_draw_zoom_alike:
          map[4] = between(1.0f + s[0], 1.0f + s[1], *a);
          map[0] = call->n[4] == assay_draw_zoom ? between(1.0f + s[2], 1.0f + s[3], *b) : map[4];
          map[2] = (width - 1.0f) / 2.0f * (1.0f - map[0]);
          map[5] = (height - 1.0f) / 2.0f * (1.0f - map[4]);
          break;
        case assay_draw_translation:
          map[5] = -(between(s[0], s[1], *a) * height);
          map[2] = -(between(s[2], s[3], *b) * width);
          break;
        case assay_draw_flip:
          if (*a >> 31) break;
          if (s[0] != 0.0f) map[0] = -1.0f, map[2] = width - 1.0f;
          if (s[1] != 0.0f) map[4] = -1.0f, map[5] = height - 1.0f;
          break;
        case assay_draw_crop:
          map[5] = floorf(between(0.0f, s[0] + 1.0f, *a));
          map[2] = floorf(between(0.0f, s[1] + 1.0f, *b));
          break;
      }
    }
  }
  return 0;
}
