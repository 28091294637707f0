// The maps of Winograd's way between pixels and points.
#ifndef ASSAY_WINOGRAD_POINTS_H
#define ASSAY_WINOGRAD_POINTS_H

#include "vector_math.h"

// The result is cut into tiles of 4 x 4, each from a patch of 6 x 6 of the image. Patch and kernel are
// taken as polynomials and evaluated at 6 points in both axes, which makes of the convolution a product
// of matrices [tiles, channels] by [channels, filters] at each of the 36 pairs of points, with 36 products
// a tile in place of 144. Both other directions are the transposes of the same maps.
//
// The points are 0, ±3/4, ±3/2 and infinity: with the usual ±1 and ±2 the error is twice as large.
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

#endif
