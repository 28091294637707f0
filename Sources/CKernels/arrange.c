#include "arrange.h"

#include <string.h>

#include "elementwise.h"

static void copy_rows_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const float *from = call->p[0];
  float *to = call->p[1];
  const int64_t width = call->n[1], from_stride = call->n[2], to_stride = call->n[3];
  if (width < 8) {
    for (int64_t r = begin; r < end; r++)
      for (int64_t j = 0; j < width; j++) to[r * to_stride + j] = from[r * from_stride + j];
    return;
  }
  for (int64_t r = begin; r < end; r++)
    memcpy(to + r * to_stride, from + r * from_stride, (size_t)width * sizeof(float));
}

int32_t assay_copy_rows(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, copy_rows_range, (void *)call);
  return 0;
}

enum { TILE = 16 };

// A part is a strip of up to TILE rows of one matrix of the result.
static void swap_blocks_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const float *x = call->p[0];
  float *y = call->p[1];
  const int64_t first = call->n[1], second = call->n[2], inner = call->n[3];
  const int64_t strips = (second + TILE - 1) / TILE;
  for (int64_t part = begin; part < end; part++) {
    const int64_t o = part / strips, from = part % strips * TILE;
    const int64_t to = from + TILE < second ? from + TILE : second;
    const float *source = x + o * first * second * inner;
    float *target = y + o * first * second * inner;
    if (inner == 1) {
      for (int64_t i0 = 0; i0 < first; i0 += TILE) {
        const int64_t i1 = i0 + TILE < first ? i0 + TILE : first;
        for (int64_t j = from; j < to; j++)
          for (int64_t i = i0; i < i1; i++) target[j * first + i] = source[i * second + j];
      }
    } else {
      for (int64_t j = from; j < to; j++)
        for (int64_t i = 0; i < first; i++)
          memcpy(target + (j * first + i) * inner, source + (i * second + j) * inner,
                 (size_t)inner * sizeof(float));
    }
  }
}

int32_t assay_swap_blocks(const assay_call *call) {
  const int64_t strips = (call->n[2] + TILE - 1) / TILE;
  assay_parallel_for(call->n[0] * strips, call->threads, swap_blocks_range, (void *)call);
  return 0;
}

ASSAY_CLONES static void floats_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const int32_t *x = call->p[0];
  float *y = call->p[1];
  for (int64_t i = begin; i < end; i++) y[i] = (float)x[i];
}

int32_t assay_floats(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, floats_range, (void *)call);
  return 0;
}
