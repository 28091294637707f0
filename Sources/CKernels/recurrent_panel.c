#include "recurrent_panel.h"

#include <string.h>

// `target_clones` has no name for AVX2 together with fused products, which these loops live on, so the
// copies are made and picked here. Unlike other kernels they do not agree to the bit between machines with
// and without fused products; on one machine the same copy always runs.
#define INLINE static inline __attribute__((always_inline))

// Sixteen numbers at any address; two or four registers where those are shorter.
typedef float wide __attribute__((vector_size(64), aligned(4)));

// `rows` and `fused` are constants, so that the sums stay in registers.
INLINE void tile(const int rows, const int fused, int64_t k, const float *a, int64_t lda,
                 int64_t along, const float *p, float *c, int64_t ldc, int64_t columns) {
  wide sum[8];
  float edge[8][ASSAY_PANEL];
  if (columns == ASSAY_PANEL) {
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) sum[r] = *(const wide *)(c + r * ldc);
  } else {
    memset(edge, 0, sizeof edge);
    for (int r = 0; r < rows; r++) memcpy(edge[r], c + r * ldc, (size_t)columns * sizeof(float));
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) sum[r] = *(const wide *)edge[r];
  }
  for (int64_t i = 0; i < k; i++) {
    const wide b = *(const wide *)(p + i * ASSAY_PANEL);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      const float x = a[r * lda + i * along];
      const wide y = {x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
      sum[r] = fused ? __builtin_elementwise_fma(y, b, sum[r]) : y * b + sum[r];
    }
  }
  if (columns == ASSAY_PANEL) {
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) *(wide *)(c + r * ldc) = sum[r];
  } else {
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) *(wide *)edge[r] = sum[r];
    for (int r = 0; r < rows; r++) memcpy(c + r * ldc, edge[r], (size_t)columns * sizeof(float));
  }
}

// As many rows at once as there are registers for.
INLINE void panel(const int most, const int fused, int64_t rows, int64_t k, const float *a,
                  int64_t lda, int64_t along, const float *p, float *c, int64_t ldc,
                  int64_t columns) {
#define TILES(N, CONDITION)                                        \
  while (N <= most && (CONDITION)) {                               \
    tile(N, fused, k, a, lda, along, p, c, ldc, columns);          \
    rows -= N, a += N * lda, c += N * ldc;                         \
  }
  TILES(8, rows >= 8)
  TILES(6, rows >= 6 && rows != 8)
  TILES(4, rows >= 4)
  TILES(2, rows >= 2)
  TILES(1, rows >= 1)
#undef TILES
}

#define COPY(NAME, TARGET, MOST, FUSED)                                                          \
  TARGET static void NAME(int64_t rows, int64_t k, const float *a, int64_t lda, int64_t along,   \
                          const float *p, float *c, int64_t ldc, int64_t columns) {              \
    panel(MOST, FUSED, rows, k, a, lda, along, p, c, ldc, columns);                              \
  }

#if defined(__x86_64__)
COPY(panel_avx512f, __attribute__((target("avx512f,avx2,fma"))), 8, 1)
COPY(panel_avx2, __attribute__((target("avx2,fma"))), 6, 1)
COPY(panel_sse, , 2, 0)

assay_panel assay_panel_here(void) {
  if (__builtin_cpu_supports("avx512f")) return panel_avx512f;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? panel_avx2 : panel_sse;
}
#else
#if defined(__aarch64__)
COPY(panel_here, , 6, 1)
#else
COPY(panel_here, , 2, 0)
#endif

assay_panel assay_panel_here(void) { return panel_here; }
#endif
