#include "depthwise.h"

#include <stddef.h>
#include <string.h>

#include "parallel.h"

// As in recurrent_panel.c, copies with and without fused products are made and picked here.
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
// One channel after another in every pointer, so the loops over channels are what becomes vectors.
#define CHANNELS _Pragma("clang loop vectorize(assume_safety) interleave(disable)")

// The kernel is SIDE by SIDE. A tile is this many rows and columns of the result at once, so that each
// element of the image that is loaded serves all windows of the tile over it.
enum { SIDE = 3, TAPS = SIDE * SIDE, ROWS = 2, COLUMNS = 4, MOST = 45 };
// How many windows are added up before they are added to the sums of all before.
enum { WINDOWS = 1024 };
// So many numbers are more than the caches keep.
enum { FAR = 6 << 20 };

static int64_t block_count(int64_t rows) { return (rows + ROWS - 1) / ROWS; }

INLINE float add(const int fused, float a, float b, float sum) {
  return fused ? __builtin_elementwise_fma(a, b, sum) : a * b + sum;
}

// Local copies of pointers are known to stay as they are in the loop.
#define LOCAL(TYPE, NAME, COUNT, VALUE)               \
  TYPE *NAME[MOST];                                   \
  UNROLL for (int k = 0; k < (COUNT); k++) NAME[k] = (VALUE);

// Whether one of `count` windows, the first of which starts at 0, covers a place by its element `tap`.
#define COVERS(PLACE, TAP, STRIDE, COUNT)                                \
  ((PLACE) >= (TAP) && ((PLACE) - (TAP)) % (STRIDE) == 0 &&              \
   ((PLACE) - (TAP)) / (STRIDE) < (COUNT))

typedef struct {
  const float *kernel;
  // From one element of the kernel to the next; less than 0 from the last to the first.
  int64_t step;
  const float *bias;
  float minimum, maximum;
} taps;

// `rows`, `columns`, `stride` and `fused` are constants here and below.
// `inside` says that the places of the image are `pitch` apart from row to row; else `in` has all of them.
INLINE void forward_tile(const int rows, const int columns, const int stride, const int fused,
                         const int inside, int64_t channels, const float *const *in, int64_t pitch,
                         const taps *t, float *out, int64_t out_pitch) {
  const int high = (rows - 1) * stride + SIDE, wide = (columns - 1) * stride + SIDE;
  const float *const bias = t->bias, low = t->minimum, most = t->maximum;
  LOCAL(const float, x, high *wide, inside ? in[0] + k / wide * pitch + k % wide * channels : in[k])
  LOCAL(const float, w, TAPS, t->kernel + k * t->step)
  LOCAL(float, y, rows *columns, out + k / columns * out_pitch + k % columns * channels)
  CHANNELS for (int64_t c = 0; c < channels; c++) {
    float sum[ROWS * COLUMNS];
    UNROLL for (int k = 0; k < rows * columns; k++) sum[k] = bias[c];
    UNROLL for (int r = 0; r < high; r++) {
      UNROLL for (int q = 0; q < wide; q++) {
        const float v = x[r * wide + q][c];
        UNROLL for (int i = 0; i < SIDE; i++) {
          UNROLL for (int j = 0; j < SIDE; j++) {
            if (COVERS(r, i, stride, rows) && COVERS(q, j, stride, columns)) {
              const int k = (r - i) / stride * columns + (q - j) / stride;
              sum[k] = add(fused, v, w[i * SIDE + j][c], sum[k]);
            }
          }
        }
      }
    }
    UNROLL for (int k = 0; k < rows * columns; k++) {
      const float cut = sum[k] < low ? low : sum[k];
      y[k][c] = cut > most ? most : cut;
    }
  }
}

// The image as the tiles see it: zeros beside it.
typedef struct {
  const float *elements, *zeros;
  int64_t height, width, channels;
  // Whether it comes from memory.
  int far;
} plane;

// Asks for what the next tile works on, since tiles go through memory in too many places at once for the
// processor to guess them. It costs more than it saves where the numbers are near.
INLINE void ahead(const float *from, int64_t count, const int writes) {
  for (int64_t k = 0; k < count; k += 64 / (int64_t)sizeof(float)) {
    if (writes)
      __builtin_prefetch(from + k, 1);
    else
      __builtin_prefetch(from + k, 0);
  }
}

INLINE void fill(const int high, const int wide, const plane *p, int64_t row, int64_t column,
                 const float **in) {
  const float *const zeros = p->zeros;
  const int64_t step = p->channels, width = p->width, height = p->height;
  const float *line = p->elements + (row * width + column) * step;
  UNROLL for (int r = 0; r < high; r++, line += width * step) {
    const int inside = row + r >= 0 && row + r < height;
    UNROLL for (int q = 0; q < wide; q++)
      in[r * wide + q] =
          inside && (uint64_t)(column + q) < (uint64_t)width ? line + q * step : zeros;
  }
}

// The same by reading a number of each line, which stays within the image. By strides of 2 requests alone
// come too close to each other.
INLINE void touch(const float *from, int64_t count) {
  for (int64_t k = 0; k < count; k += 64 / (int64_t)sizeof(float))
    (void)*(const volatile float *)(from + k);
}

INLINE int within(const int high, const int wide, const plane *p, int64_t row, int64_t column) {
  return row >= 0 && row + high <= p->height && column >= 0 && column + wide <= p->width;
}

// The elements of the tile of `columns` right of the one from `row`, `from` on that no tile before reads.
INLINE void next_tile(const int rows, const int stride, const int wide, const int columns,
                      const plane *p, int64_t row, int64_t from) {
  const int high = (rows - 1) * stride + SIDE;
  const int64_t count = columns * stride * p->channels;
  if (stride == 2 && !within(high, wide + columns * stride, p, row, from)) return;
  for (int r = high - rows * stride; r < high; r++) {
    const float *next = p->elements + ((row + r) * p->width + from + wide) * p->channels;
    if (stride == 1)
      ahead(next, count, 0);
    else
      touch(next, count);
  }
}

// Calls TILE(columns, inside, in, result) for all tiles of some rows of the result, which lie under those of
// the image from `row`, `column` on. The largest tiles have a form for where there is no padding.
#define TILES(RESULT, TILE)                                               \
  for (int64_t at = 0; at < count;) {                                     \
    const int64_t left = count - at;                                      \
    if (left >= COLUMNS && left != 6)                          \
      SOME(COLUMNS, RESULT, TILE)                                         \
    else if (left >= 3)                                                   \
      SOME(3, RESULT, TILE)                                               \
    else                                                                  \
      SOME(1, RESULT, TILE)                                               \
  }
#define SOME(N, RESULT, TILE)                                             \
  {                                                                       \
    const int high = (rows - 1) * stride + SIDE, wide = ((N) - 1) * stride + SIDE; \
    const int64_t from = column + at * stride, step = p->channels;        \
    const float *in[MOST];                                                \
    if (p->far) next_tile(rows, stride, wide, N, p, row, from);           \
    if ((N) == COLUMNS && rows == ROWS && within(high, wide, p, row, from)) {             \
      in[0] = p->elements + (row * p->width + from) * step;               \
      TILE(N, 1, in, (RESULT) + at * step)                                \
    } else {                                                              \
      fill(high, wide, p, row, from, in);                                 \
      TILE(N, 0, in, (RESULT) + at * step)                                \
    }                                                                     \
    at += (N);                                                            \
  }

INLINE void forward_rows(const int rows, const int stride, const int fused, const plane *p,
                         int64_t row, int64_t column, const taps *t, float *out, int64_t count) {
#define TILE(N, INSIDE, IN, RESULT)                                                       \
  forward_tile(rows, N, stride, fused, INSIDE, p->channels, IN, p->width * p->channels, t, RESULT, \
               count * p->channels);
  TILES(out, TILE)
#undef TILE
}

typedef struct {
  const float *in;
  float *out;
  const assay_depthwise *sizes;
  const float *zeros, *kernel, *bias;
  int far;
  float minimum, maximum;
  // Between the parts of the work, where there are partial sums.
  float *sums;
  const float *dy;
  int64_t batch;
  int parts;
  // How the first window of `in` lies, where that is not as the sizes say.
  int64_t height, width, rows, columns, top, left, step;
} work;

INLINE void forward_range(const int stride, const int fused, const work *w, int64_t begin,
                          int64_t end) {
    const int64_t channels = w->sizes->channels, blocks = block_count(w->rows);
  const taps t = {w->kernel, w->step, w->bias, w->minimum, w->maximum};
  for (int64_t block = begin; block < end; block++) {
    const int64_t n = block / blocks, row = block % blocks * ROWS;
    const plane p = {w->in + n * w->height * w->width * channels, w->zeros, w->height, w->width,
                     channels, w->far};
    float *out = w->out + (n * w->rows + row) * w->columns * channels;
    if (w->rows - row >= ROWS)
      forward_rows(ROWS, stride, fused, &p, row * stride - w->top, -w->left, &t, out, w->columns);
    else
      forward_rows(1, stride, fused, &p, row * stride - w->top, -w->left, &t, out, w->columns);
  }
}

// MARK: To the input, by a stride of 2

// Some neighbours in a row of the gradient of the image. `odd` says whether the row, `first` whether the
// first of them lies under the middle of a window; the others lie under two windows.
INLINE void scatter_tile(const int odd, const int first, const int count, const int fused,
                         int64_t channels, const float *const *in, const float *kernel,
                         float *out) {
  const int high = odd ? 1 : 2, wide = (first + count - 1) / 2 + 2;
  LOCAL(const float, dy, high *wide, in[k])
  LOCAL(const float, w, TAPS, kernel + k * channels)
  LOCAL(float, dx, count, out + k * channels)
  CHANNELS for (int64_t c = 0; c < channels; c++) {
    UNROLL for (int k = 0; k < count; k++) {
      const int v = first + k;
      float sum = 0.0f;
      UNROLL for (int i = 0; i < SIDE; i++) {
        UNROLL for (int j = 0; j < SIDE; j++) {
          // The windows of `in` start one before the first of them over this element.
          if (i % 2 == odd && j % 2 == v % 2) {
            const int r = odd ? 0 : 1 - i / 2, q = v / 2 + 1 - j / 2;
            sum = add(fused, dy[r * wide + q][c], w[i * SIDE + j][c], sum);
          }
        }
      }
      dx[k][c] = sum;
    }
  }
}

INLINE void scatter_row(const int odd, const int fused, const plane *p, int64_t row,
                        const float *kernel, float *out, int64_t left, int64_t count) {
  const int high = odd ? 1 : 2;
  const float *in[MOST];
  for (int64_t at = 0; at < count;) {
    const int64_t column = (at + left) / 2 - 1, rest = count - at;
    float *to = out + at * p->channels;
#define TILE(FIRST, COUNT)                                                              \
  {                                                                                     \
    fill(high, ((FIRST) + (COUNT) - 1) / 2 + 2, p, row, column, in);                    \
    if (p->far) ahead(to + (COUNT) * p->channels, (COUNT) * p->channels, 1);              \
    scatter_tile(odd, FIRST, COUNT, fused, p->channels, in, kernel, to);                \
    at += (COUNT);                                                                      \
  }
    if ((at + left) % 2)
      TILE(1, 1)
    else if (rest >= 8)
      TILE(0, 8)
    else if (rest >= 4)
      TILE(0, 4)
    else if (rest >= 2)
      TILE(0, 2)
    else
      TILE(0, 1)
#undef TILE
  }
}

INLINE void scatter_range(const int fused, const work *w, int64_t begin, int64_t end) {
  const assay_depthwise *s = w->sizes;
  for (int64_t line = begin; line < end; line++) {
    const int64_t n = line / s->height, row = line % s->height + s->top;
    const plane p = {w->in + n * s->rows * s->columns * s->channels, w->zeros, s->rows, s->columns,
                     s->channels, w->far};
    float *out = w->out + line * s->width * s->channels;
    if (row % 2)
      scatter_row(1, fused, &p, row / 2, w->kernel, out, s->left, s->width);
    else
      scatter_row(0, fused, &p, row / 2 - 1, w->kernel, out, s->left, s->width);
  }
}

// MARK: To the kernel

INLINE void kernel_tile(const int rows, const int columns, const int stride, const int fused,
                        const int inside, int64_t channels, const float *const *in, int64_t pitch,
                        const float *from, int64_t from_pitch, float *sums) {
  const int high = (rows - 1) * stride + SIDE, wide = (columns - 1) * stride + SIDE;
  LOCAL(const float, x, high *wide, inside ? in[0] + k / wide * pitch + k % wide * channels : in[k])
  LOCAL(const float, dy, rows *columns, from + k / columns * from_pitch + k % columns * channels)
  LOCAL(float, dw, TAPS, sums + k * channels)
  CHANNELS for (int64_t c = 0; c < channels; c++) {
    float sum[TAPS];
    UNROLL for (int k = 0; k < TAPS; k++) sum[k] = dw[k][c];
    UNROLL for (int r = 0; r < high; r++) {
      UNROLL for (int q = 0; q < wide; q++) {
        const float v = x[r * wide + q][c];
        UNROLL for (int i = 0; i < SIDE; i++) {
          UNROLL for (int j = 0; j < SIDE; j++) {
            if (COVERS(r, i, stride, rows) && COVERS(q, j, stride, columns)) {
              const int k = (r - i) / stride * columns + (q - j) / stride;
              sum[i * SIDE + j] = add(fused, v, dy[k][c], sum[i * SIDE + j]);
            }
          }
        }
      }
    }
    UNROLL for (int k = 0; k < TAPS; k++) dw[k][c] = sum[k];
  }
}

INLINE void kernel_rows(const int rows, const int stride, const int fused, const plane *p,
                        int64_t row, int64_t column, const float *dy, float *sums, int64_t count) {
#define TILE(N, INSIDE, IN, RESULT)                                                       \
  kernel_tile(rows, N, stride, fused, INSIDE, p->channels, IN, p->width * p->channels, RESULT, \
              count * p->channels, sums);
  TILES(dy, TILE)
#undef TILE
}

// Each part has the sums of some windows, and those of all windows before.
INLINE void kernel_range(const int stride, const int fused, const work *w, int64_t begin,
                         int64_t end) {
  const assay_depthwise *s = w->sizes;
    const int64_t channels = s->channels, blocks = block_count(s->rows);
  const int64_t count = TAPS * channels;
  for (int64_t part = begin; part < end; part++) {
    float *restrict total = w->sums + 2 * part * count, *restrict sums = total + count;
    memset(total, 0, (size_t)(2 * count) * sizeof(float));
    const int64_t first = w->batch * blocks * part / w->parts;
    const int64_t last = w->batch * blocks * (part + 1) / w->parts;
    int64_t windows = 0;
    for (int64_t block = first; block < last; block++) {
      const int64_t n = block / blocks, row = block % blocks * ROWS;
      const plane p = {w->in + n * s->height * s->width * channels, w->zeros, s->height, s->width,
                       channels, w->far};
      const float *dy = w->dy + (n * s->rows + row) * s->columns * channels;
      if (s->rows - row >= ROWS)
        kernel_rows(ROWS, stride, fused, &p, row * stride - s->top, -s->left, dy, sums, s->columns);
      else
        kernel_rows(1, stride, fused, &p, row * stride - s->top, -s->left, dy, sums, s->columns);
      windows += ROWS * s->columns;
      if (windows >= WINDOWS || block + 1 == last) {
        windows = 0;
        for (int64_t k = 0; k < count; k++) {
          total[k] += sums[k];
          sums[k] = 0.0f;
        }
      }
    }
  }
}

// MARK: Copies

#define COPY(NAME, TARGET, FUSED)                                                           \
  TARGET static void forward1_##NAME(void *w, int64_t begin, int64_t end) {                 \
    forward_range(1, FUSED, w, begin, end);                                                 \
  }                                                                                         \
  TARGET static void forward2_##NAME(void *w, int64_t begin, int64_t end) {                 \
    forward_range(2, FUSED, w, begin, end);                                                 \
  }                                                                                         \
  TARGET static void input2_##NAME(void *w, int64_t begin, int64_t end) {                   \
    scatter_range(FUSED, w, begin, end);                                                    \
  }                                                                                         \
  TARGET static void kernel1_##NAME(void *w, int64_t begin, int64_t end) {                  \
    kernel_range(1, FUSED, w, begin, end);                                                  \
  }                                                                                         \
  TARGET static void kernel2_##NAME(void *w, int64_t begin, int64_t end) {                  \
    kernel_range(2, FUSED, w, begin, end);                                                  \
  }                                                                                         \
  static const copies NAME = {{forward1_##NAME, forward2_##NAME}, input2_##NAME,            \
                              {kernel1_##NAME, kernel2_##NAME}};

typedef void (*range)(void *w, int64_t begin, int64_t end);
typedef struct {
  range forward[2], input, kernel[2];
} copies;

#if defined(__x86_64__)
COPY(avx512f, __attribute__((target("avx512f,avx2,fma"))), 1)
COPY(avx2, __attribute__((target("avx2,fma"))), 1)
COPY(sse, , 0)

static const copies *here(void) {
  if (__builtin_cpu_supports("avx512f")) return &avx512f;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &avx2 : &sse;
}
#else
#if defined(__aarch64__)
COPY(any, , 1)
#else
COPY(any, , 0)
#endif

static const copies *here(void) { return &any; }
#endif

static int is_far(const assay_depthwise *s, int64_t batch) {
  return batch * s->channels * (s->height * s->width + s->rows * s->columns) >= FAR;
}

int32_t assay_depthwise_forward(const assay_call *call) {
  const assay_depthwise *s = call->p[4];
  work w = {.in = call->p[0], .kernel = call->p[1], .bias = call->p[2] ? call->p[2] : call->p[5],
            .out = call->p[3], .sizes = s, .zeros = call->p[5], .far = is_far(s, call->n[0]),
            .minimum = call->s[0], .maximum = call->s[1], .height = s->height,
            .width = s->width, .rows = s->rows,
            .columns = s->columns, .top = s->top, .left = s->left, .step = s->channels};
  assay_parallel_for(call->n[0] * block_count(s->rows), call->threads,
                     here()->forward[s->stride - 1], &w);
  return 0;
}

int32_t assay_depthwise_to_input(const assay_call *call) {
  const assay_depthwise *s = call->p[3];
  work w = {.in = call->p[0], .kernel = call->p[1], .bias = call->p[4], .out = call->p[2],
            .sizes = s, .zeros = call->p[4], .far = is_far(s, call->n[0])};
  if (s->stride == 2) {
    assay_parallel_for(call->n[0] * s->height, call->threads, here()->input, &w);
    return 0;
  }
  // By a stride of 1 it is the same walk, with the kernel turned around.
  w.kernel += (TAPS - 1) * s->channels, w.step = -s->channels;
  w.minimum = -__builtin_inff(), w.maximum = __builtin_inff();
  w.height = s->rows, w.width = s->columns, w.rows = s->height, w.columns = s->width;
  w.top = SIDE - 1 - s->top, w.left = SIDE - 1 - s->left;
  assay_parallel_for(call->n[0] * block_count(w.rows), call->threads, here()->forward[0], &w);
  return 0;
}

int64_t assay_depthwise_scratch(int64_t channels, int threads) {
  return 2 * TAPS * channels * threads * (int64_t)sizeof(float);
}

int32_t assay_depthwise_to_kernel(const assay_call *call) {
  const assay_depthwise *s = call->p[3];
  work w = {.in = call->p[0], .dy = call->p[1], .sizes = s, .zeros = call->p[4],
            .far = is_far(s, call->n[0]), .sums = call->p[5], .batch = call->n[0],
            .parts = call->threads};
  assay_parallel_for(w.parts, w.parts, here()->kernel[s->stride - 1], &w);
  const int64_t count = TAPS * s->channels;
  float *restrict out = call->p[2];
  memcpy(out, w.sums, (size_t)count * sizeof(float));
  for (int part = 1; part < w.parts; part++) {
    const float *restrict other = w.sums + 2 * part * count;
    for (int64_t k = 0; k < count; k++) out[k] += other[k];
  }
  return 0;
}
