#include "images.h"

#include <string.h>

#include "clones.h"
#include "parallel.h"
#include "vector_math.h"

// Rows of all images, shared out among the threads.
static void pad_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const float *x = call->p[0];
  float *y = call->p[1];
  const int64_t *sizes = call->p[2];
  const int64_t rows = sizes[0], row = sizes[1], wide_rows = sizes[2], wide_row = sizes[3];
  const int64_t top = sizes[4], left = sizes[5];
  const int64_t from = left < 0 ? -left : 0, to = left < 0 ? 0 : left;
  const int64_t room = wide_row - to, length = row - from < room ? row - from : room;
  for (int64_t i = begin; i < end; i++) {
    float *out = y + i * wide_row;
    const int64_t source = i % wide_rows - top;
    if (source < 0 || source >= rows || length <= 0) {
      memset(out, 0, (size_t)wide_row * sizeof(float));
      continue;
    }
    const float *in = x + (i / wide_rows * rows + source) * row + from;
    memset(out, 0, (size_t)to * sizeof(float));
    memcpy(out + to, in, (size_t)length * sizeof(float));
    memset(out + to + length, 0, (size_t)(wide_row - to - length) * sizeof(float));
  }
}

int32_t assay_pad(const assay_call *call) {
  const int64_t *sizes = call->p[2];
  assay_parallel_for(call->n[0] * sizes[2], call->threads, pad_range, (void *)call);
  return 0;
}

// The rows or columns of the image that a window covers.
typedef struct {
  int64_t first, last;
} cover;

ASSAY_INLINE cover covered(int64_t index, int64_t stride, int64_t before, int64_t size,
                           int64_t count) {
  int64_t first = index * stride - before, last = first + size;
  return (cover){first < 0 ? 0 : first, last > count ? count : last};
}

ASSAY_CLONES static void max_pool_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const assay_windows *w = call->p[2];
  const int64_t channels = w->channels;
  for (int64_t line = begin; line < end; line++) {
    const float *image = (const float *)call->p[0] + line / w->rows * w->height * w->width * channels;
    float *out = (float *)call->p[1] + line * w->columns * channels;
    cover down = covered(line % w->rows, w->row_stride, w->top, w->row_size, w->height);
    for (int64_t column = 0; column < w->columns; column++, out += channels) {
      cover across = covered(column, w->column_stride, w->left, w->column_size, w->width);
      const float *first = image + (down.first * w->width + across.first) * channels;
      memcpy(out, first, (size_t)channels * sizeof(float));
      for (int64_t i = down.first; i < down.last; i++)
        for (int64_t j = across.first; j < across.last; j++) {
          const float *x = image + (i * w->width + j) * channels;
          for (int64_t k = 0; k < channels; k++) {
            float most = out[k], value = x[k];
            out[k] = value > most || (value != value && most == most) ? value : most;
          }
        }
    }
  }
}

int32_t assay_max_pool(const assay_call *call) {
  const assay_windows *w = call->p[2];
  assay_parallel_for(call->n[0] * w->rows, call->threads, max_pool_range, (void *)call);
  return 0;
}

// An image is one thread's, since windows may overlap. What a window gives is used up by its first element
// that equals the result, so a second one finds nothing left.
ASSAY_CLONES static void max_pool_gradient_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const assay_windows *w = call->p[2];
  const int64_t channels = w->channels, size = w->height * w->width * channels;
  enum { PART = 64 };
  for (int64_t n = begin; n < end; n++) {
    const float *dy = (const float *)call->p[0] + n * w->rows * w->columns * channels;
    const float *y = (const float *)call->p[4] + n * w->rows * w->columns * channels;
    const float *x = (const float *)call->p[3] + n * size;
    float *dx = (float *)call->p[1] + n * size;
    memset(dx, 0, (size_t)size * sizeof(float));
    for (int64_t row = 0; row < w->rows; row++) {
      cover down = covered(row, w->row_stride, w->top, w->row_size, w->height);
      for (int64_t column = 0; column < w->columns; column++, dy += channels, y += channels) {
        cover across = covered(column, w->column_stride, w->left, w->column_size, w->width);
        for (int64_t part = 0; part < channels; part += PART) {
          const int64_t count = channels - part < PART ? channels - part : PART;
          float left[PART];
          for (int64_t k = 0; k < count; k++) left[k] = dy[part + k];
          for (int64_t i = down.first; i < down.last; i++)
            for (int64_t j = across.first; j < across.last; j++) {
              const int64_t place = (i * w->width + j) * channels + part;
              for (int64_t k = 0; k < count; k++) {
                float value = x[place + k], most = y[part + k];
                int hit = value == most || (value != value && most != most);
                dx[place + k] += hit ? left[k] : 0.0f;
                left[k] = hit ? 0.0f : left[k];
              }
            }
        }
      }
    }
  }
}

int32_t assay_max_pool_gradient(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, max_pool_gradient_range, (void *)call);
  return 0;
}

ASSAY_CLONES static void average_pool_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const assay_windows *w = call->p[2];
  const int64_t channels = w->channels;
  for (int64_t line = begin; line < end; line++) {
    const float *image = (const float *)call->p[0] + line / w->rows * w->height * w->width * channels;
    float *out = (float *)call->p[1] + line * w->columns * channels;
    cover down = covered(line % w->rows, w->row_stride, w->top, w->row_size, w->height);
    for (int64_t column = 0; column < w->columns; column++, out += channels) {
      cover across = covered(column, w->column_stride, w->left, w->column_size, w->width);
      const float part = 1.0f / (float)((down.last - down.first) * (across.last - across.first));
      memset(out, 0, (size_t)channels * sizeof(float));
      for (int64_t i = down.first; i < down.last; i++)
        for (int64_t j = across.first; j < across.last; j++) {
          const float *x = image + (i * w->width + j) * channels;
          for (int64_t k = 0; k < channels; k++) out[k] += x[k];
        }
      for (int64_t k = 0; k < channels; k++) out[k] *= part;
    }
  }
}

int32_t assay_average_pool(const assay_call *call) {
  const assay_windows *w = call->p[2];
  assay_parallel_for(call->n[0] * w->rows, call->threads, average_pool_range, (void *)call);
  return 0;
}

ASSAY_CLONES static void average_pool_gradient_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const assay_windows *w = call->p[2];
  const int64_t channels = w->channels, size = w->height * w->width * channels;
  for (int64_t n = begin; n < end; n++) {
    const float *dy = (const float *)call->p[0] + n * w->rows * w->columns * channels;
    float *dx = (float *)call->p[1] + n * size;
    memset(dx, 0, (size_t)size * sizeof(float));
    for (int64_t row = 0; row < w->rows; row++) {
      cover down = covered(row, w->row_stride, w->top, w->row_size, w->height);
      for (int64_t column = 0; column < w->columns; column++, dy += channels) {
        cover across = covered(column, w->column_stride, w->left, w->column_size, w->width);
        const float part = 1.0f / (float)((down.last - down.first) * (across.last - across.first));
        for (int64_t i = down.first; i < down.last; i++)
          for (int64_t j = across.first; j < across.last; j++) {
            float *to = dx + (i * w->width + j) * channels;
            for (int64_t k = 0; k < channels; k++) to[k] += dy[k] * part;
          }
      }
    }
  }
}

int32_t assay_average_pool_gradient(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, average_pool_gradient_range, (void *)call);
  return 0;
}
