// What the passes of the recurrent layers are made of.
#ifndef ASSAY_RECURRENT_GATES_H
#define ASSAY_RECURRENT_GATES_H

#include <string.h>

#include "elementwise.h"
#include "recurrent.h"
#include "recurrent_panel.h"

/// The kernel `assay_NAME` (p: the pass) of the function `NAME_range`, which takes a part of the batch.
#define ASSAY_PASS(NAME)                                                          \
  int32_t assay_##NAME(const assay_call *call) {                                  \
    assay_recurrent *pass = call->p[0];                                           \
    assay_parallel_for(pass->batch, call->threads, NAME##_range, pass);           \
    return 0;                                                                     \
  }

ASSAY_INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
ASSAY_INLINE int64_t in_panels(int64_t units) {
  return (units + ASSAY_PANEL - 1) / ASSAY_PANEL * ASSAY_PANEL;
}

// c[rows, units] += a[rows, units] times one gate of a packed kernel.
ASSAY_INLINE void gate_product(const assay_recurrent *pass, int64_t gate, int64_t rows,
                               const float *a, int64_t lda, float *c, int64_t ldc,
                               assay_panel panel) {
  const int64_t u = pass->units;
  const float *p = pass->packed + gate * in_panels(u) * u;
  for (int64_t j = 0; j < u; j += ASSAY_PANEL, p += ASSAY_PANEL * u)
    panel(rows, u, a, lda, 1, p, c + j, ldc, least(u - j, ASSAY_PANEL));
}

// c[rows, units] += a[rows, count gates] times the transpose of gates from `gate` on.
ASSAY_INLINE void transposed_product(const assay_recurrent *pass, int64_t gate, int64_t count,
                                     int64_t rows, const float *a, int64_t lda, float *c,
                                     int64_t ldc, assay_panel panel) {
  const int64_t u = pass->units, step = pass->gates * u * ASSAY_PANEL;
  const float *p = pass->packed + gate * u * ASSAY_PANEL;
  for (int64_t j = 0; j < u; j += ASSAY_PANEL, p += step)
    panel(rows, count * u, a, lda, 1, p, c + j, ldc, least(u - j, ASSAY_PANEL));
}

// Where step t of a pass reads its input and leaves its output.
ASSAY_INLINE int64_t input_step(const assay_recurrent *pass, int64_t t) {
  return pass->reversed ? pass->steps - 1 - t : t;
}
ASSAY_INLINE int64_t output_step(const assay_recurrent *pass, int64_t t) {
  return pass->turned ? pass->steps - 1 - t : t;
}

// The state of sample n before step t; NULL for one of zeros. Samples are `*stride` apart.
ASSAY_INLINE const float *state_before(const assay_recurrent *pass, int64_t n, int64_t t,
                                       int64_t *stride) {
  const int64_t u = pass->units;
  *stride = t > 0 ? pass->steps * u : u;
  if (t > 0) return pass->h + (n * pass->steps + output_step(pass, t - 1)) * u;
  return pass->h0 ? pass->h0 + n * u : NULL;
}
ASSAY_INLINE const float *cell_before(const assay_recurrent *pass, int64_t n, int64_t t) {
  const int64_t u = pass->units;
  if (t > 0) return pass->c + (n * pass->steps + t - 1) * u;
  return pass->c0 ? pass->c0 + n * u : NULL;
}
ASSAY_INLINE int is_left_out(const assay_recurrent *pass, int64_t n, int64_t x) {
  return pass->mask && pass->mask[n * pass->steps + x] == 0.0f;
}

// The rows of numbers that a sample has to itself; row 0 is the gradient of its state.
ASSAY_INLINE float *scratch_of(const assay_recurrent *pass, int64_t n, int64_t row) {
  return pass->scratch + ((n * (pass->gates + 3)) + row) * pass->units;
}
ASSAY_INLINE int64_t scratch_stride(const assay_recurrent *pass) {
  return (pass->gates + 3) * pass->units;
}

ASSAY_INLINE void copy_row(float *to, const float *from, int64_t count) {
  if (from)
    memcpy(to, from, (size_t)count * sizeof(float));
  else
    memset(to, 0, (size_t)count * sizeof(float));
}

// What a state is multiplied by for a gate; NULL for 1.
ASSAY_INLINE const float *dropout_of(const assay_recurrent *pass, int64_t gate, int64_t n) {
  if (!pass->dropout) return NULL;
  return pass->dropout + (n * pass->gates + gate) * pass->units;
}

// The recurrent part of one gate, added to what stands in `c`.
ASSAY_INLINE void recur(const assay_recurrent *pass, int64_t gate, int64_t begin, int64_t end,
                        const float *state, int64_t stride, float *c, int64_t ldc,
                        assay_panel panel) {
  const int64_t u = pass->units;
  if (!state) return;
  if (pass->dropout) {
    for (int64_t n = begin; n < end; n++) {
      const float *kept = dropout_of(pass, gate, n), *from = state + (n - begin) * stride;
      float *to = scratch_of(pass, n, 0);
      for (int64_t j = 0; j < u; j++) to[j] = from[j] * kept[j];
    }
    state = scratch_of(pass, begin, 0);
    stride = scratch_stride(pass);
  }
  gate_product(pass, gate, end - begin, state, stride, c, ldc, panel);
}

// The way back: dh, which is row 0 of the scratch, += d times the transpose of `count` gates.
ASSAY_INLINE void recur_back(const assay_recurrent *pass, int64_t gate, int64_t count,
                             int64_t begin, int64_t end, const float *d, int64_t ldd,
                             assay_panel panel) {
  const int64_t u = pass->units, stride = scratch_stride(pass), rows = end - begin;
  if (!pass->dropout) {
    transposed_product(pass, gate, count, rows, d, ldd, scratch_of(pass, begin, 0), stride,
                       panel);
    return;
  }
  for (int64_t g = 0; g < count; g++) {
    for (int64_t n = begin; n < end; n++) copy_row(scratch_of(pass, n, 2), NULL, u);
    transposed_product(pass, gate + g, 1, rows, d + g * u, ldd, scratch_of(pass, begin, 2), stride,
                       panel);
    for (int64_t n = begin; n < end; n++) {
      const float *kept = dropout_of(pass, gate + g, n), *from = scratch_of(pass, n, 2);
      float *to = scratch_of(pass, n, 0);
      for (int64_t j = 0; j < u; j++) to[j] += from[j] * kept[j];
    }
  }
}

ASSAY_INLINE void by_kernel(assay_kernel kernel, const assay_activation *f, const float *a,
                            const float *b, float *out, int64_t count) {
  assay_call call = {.kernel = kernel, .p = {(void *)a, b ? (void *)b : out, out}, .threads = 1};
  call.n[0] = f->rows ? 1 : count;
  call.n[1] = count;
  memcpy(call.s, f->s, sizeof f->s);
  // These kernels report nothing but success.
  (void)kernel(&call);
}

// Four registers at a time, whose long chains of operations overlap; then what is left.
#define ACTIVATE(F)                                                      \
  {                                                                      \
    int64_t j = 0;                                                       \
    for (; j + 32 <= count; j += 32) {                                   \
      _Pragma("clang loop vectorize(assume_safety) interleave_count(4)") \
      for (int l = 0; l < 32; l++) out[j + l] = F(x[j + l]);             \
    }                                                                    \
    ASSAY_VECTORIZE                                                      \
    for (int64_t l = j; l < count; l++) out[l] = F(x[l]);                \
  }

// out = f(x); they may be one place.
ASSAY_INLINE void activate(const assay_activation *f, const float *x, float *out, int64_t count) {
  switch (f->kind) {
    case ASSAY_LINEAR:
      if (out != x) copy_row(out, x, count);
      return;
    case ASSAY_TANH: ACTIVATE(v_tanh) return;
    case ASSAY_SIGMOID: ACTIVATE(v_sigmoid) return;
    default: by_kernel(f->forward, f, x, NULL, out, count);
  }
}

// The values of a gate whose argument is in `kept`: there, or beside what its gradient needs.
ASSAY_INLINE const float *values(const assay_activation *f, float *kept, float *beside,
                                 int64_t count) {
  float *out = f->keeps_input ? beside : kept;
  activate(f, kept, out, count);
  return out;
}
// The same once they have been computed before.
ASSAY_INLINE const float *values_again(const assay_activation *f, const float *kept, float *beside,
                                       int64_t count) {
  if (!f->keeps_input) return kept;
  activate(f, kept, beside, count);
  return beside;
}

// d, the gradient of f's value, becomes that of its argument; `kept` is what f's gradient needs.
ASSAY_INLINE void slope(const assay_activation *f, const float *kept, float *d, int64_t count) {
  switch (f->kind) {
    case ASSAY_LINEAR: return;
    case ASSAY_TANH:
      ASSAY_VECTORIZE
      for (int64_t j = 0; j < count; j++) d[j] *= 1.0f - kept[j] * kept[j];
      return;
    case ASSAY_SIGMOID:
      ASSAY_VECTORIZE
      for (int64_t j = 0; j < count; j++) d[j] *= kept[j] * (1.0f - kept[j]);
      return;
    default: by_kernel(f->gradient, f, kept, d, d, count);
  }
}

// Row 0 of the scratch becomes the gradient of the state after the last step, and row 1 of the cell.
ASSAY_INLINE void begin_back(const assay_recurrent *pass, int64_t begin, int64_t end) {
  const int64_t u = pass->units;
  for (int64_t n = begin; n < end; n++) {
    copy_row(scratch_of(pass, n, 0), pass->dh_last ? pass->dh_last + n * u : NULL, u);
    copy_row(scratch_of(pass, n, 1), pass->dc_last ? pass->dc_last + n * u : NULL, u);
  }
}

// Adds what comes from the output of step t.
ASSAY_INLINE void add_output(const assay_recurrent *pass, int64_t n, int64_t t, float *dh) {
  const int64_t u = pass->units;
  if (!pass->dh) return;
  const float *from = pass->dh + (n * pass->steps + output_step(pass, t)) * u;
  ASSAY_VECTORIZE
  for (int64_t j = 0; j < u; j++) dh[j] += from[j];
}

ASSAY_INLINE void end_back(const assay_recurrent *pass, int64_t begin, int64_t end) {
  const int64_t u = pass->units;
  for (int64_t n = begin; n < end; n++) {
    if (pass->dh0) memcpy(pass->dh0 + n * u, scratch_of(pass, n, 0), (size_t)u * sizeof(float));
    if (pass->dc0) memcpy(pass->dc0 + n * u, scratch_of(pass, n, 1), (size_t)u * sizeof(float));
  }
}

#endif
