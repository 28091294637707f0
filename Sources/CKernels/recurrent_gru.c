#include "recurrent_gates.h"

ASSAY_INLINE void add_row(float *to, const float *from, int64_t count) {
  if (!from) return;
  ASSAY_VECTORIZE
  for (int64_t j = 0; j < count; j++) to[j] += from[j];
}

// h = z h + (1 - z) g.
ASSAY_INLINE void mix(float *h, const float *z, const float *before, const float *g, int64_t u) {
  if (before) {
    ASSAY_VECTORIZE
    for (int64_t j = 0; j < u; j++) h[j] = z[j] * before[j] + (1.0f - z[j]) * g[j];
  } else {
    ASSAY_VECTORIZE
    for (int64_t j = 0; j < u; j++) h[j] = (1.0f - z[j]) * g[j];
  }
}

// z, r = s(. + h U + b), g = f(. + r q) with q = h U + b.
ASSAY_CLONES static void gru_range(void *context, int64_t begin, int64_t end) {
  const assay_recurrent *pass = context;
  const assay_activation *f = &pass->activation, *s = &pass->recurrent_activation;
  const assay_panel panel = assay_panel_here();
  const int64_t u = pass->units, row = 3 * u, next = pass->steps * u;
  for (int64_t t = 0; t < pass->steps; t++) {
    const int64_t x = input_step(pass, t);
    float *z = pass->z + (begin * pass->steps + x) * row;
    float *q = pass->q + (begin * pass->steps + x) * u;
    int64_t stride;
    const float *before = state_before(pass, begin, t, &stride);
    for (int64_t n = begin; n < end; n++) {
      copy_row(q + (n - begin) * next, pass->bias ? pass->bias + 2 * u : NULL, u);
      add_row(z + (n - begin) * pass->steps * row, pass->bias, 2 * u);
    }
    recur(pass, 0, begin, end, before, stride, z, pass->steps * row, panel);
    recur(pass, 1, begin, end, before, stride, z + u, pass->steps * row, panel);
    recur(pass, 2, begin, end, before, stride, q, next, panel);
    for (int64_t n = begin; n < end; n++, z += pass->steps * row, q += next) {
      float *h = pass->h + (n * pass->steps + output_step(pass, t)) * u;
      const float *own = before ? before + (n - begin) * stride : NULL;
      if (is_left_out(pass, n, x)) {
        copy_row(h, own, u);
        continue;
      }
      float *beside = scratch_of(pass, n, 3);
      const float *update = values(s, z, beside, u), *r = values(s, z + u, beside + u, u);
      ASSAY_VECTORIZE
      for (int64_t j = 0; j < u; j++) z[2 * u + j] += r[j] * q[j];
      const float *g = values(f, z + 2 * u, beside + 2 * u, u);
      mix(h, update, own, g, u);
    }
  }
}

// z, r = s(. + h U), g = f(. + q U) with q = r h.
ASSAY_CLONES static void gru_before_range(void *context, int64_t begin, int64_t end) {
  const assay_recurrent *pass = context;
  const assay_activation *f = &pass->activation, *s = &pass->recurrent_activation;
  const assay_panel panel = assay_panel_here();
  const int64_t u = pass->units, row = 3 * u, next = pass->steps * u;
  for (int64_t t = 0; t < pass->steps; t++) {
    const int64_t x = input_step(pass, t);
    float *z = pass->z + (begin * pass->steps + x) * row;
    float *q = pass->q + (begin * pass->steps + x) * u;
    int64_t stride;
    const float *before = state_before(pass, begin, t, &stride);
    recur(pass, 0, begin, end, before, stride, z, pass->steps * row, panel);
    recur(pass, 1, begin, end, before, stride, z + u, pass->steps * row, panel);
    for (int64_t n = begin; n < end; n++) {
      const int64_t at = (n - begin) * pass->steps;
      float *beside = scratch_of(pass, n, 3);
      (void)values(s, z + at * row, beside, u);
      const float *r = values(s, z + at * row + u, beside + u, u);
      const float *kept = dropout_of(pass, 2, n);
      float *reset = q + at * u;
      copy_row(reset, before ? before + (n - begin) * stride : NULL, u);
      for (int64_t j = 0; j < u; j++) reset[j] *= kept ? r[j] * kept[j] : r[j];
    }
    if (before)
      gate_product(pass, 2, end - begin, q, next, z + 2 * u, pass->steps * row, panel);
    for (int64_t n = begin; n < end; n++, z += pass->steps * row) {
      float *h = pass->h + (n * pass->steps + output_step(pass, t)) * u;
      const float *own = before ? before + (n - begin) * stride : NULL;
      if (is_left_out(pass, n, x)) {
        copy_row(h, own, u);
        continue;
      }
      float *beside = scratch_of(pass, n, 3);
      const float *g = values(f, z + 2 * u, beside + 2 * u, u);
      mix(h, s->keeps_input ? beside : z, own, g, u);
    }
  }
}

// What both kinds share: the gradients of the update gate and of the candidate's argument. dh keeps what
// goes straight to the state before.
ASSAY_INLINE void mix_back(const assay_recurrent *pass, const float *z, const float *update,
                           const float *g, const float *before, float *dz, float *dh) {
  const int64_t u = pass->units;
  ASSAY_VECTORIZE
  for (int64_t j = 0; j < u; j++) {
    const float d = dh[j];
    dz[j] = d * ((before ? before[j] : 0.0f) - g[j]);
    dz[2 * u + j] = d * (1.0f - update[j]);
    dh[j] = d * update[j];
  }
  slope(&pass->activation, z + 2 * u, dz + 2 * u, u);
}

ASSAY_CLONES static void gru_gradient_range(void *context, int64_t begin, int64_t end) {
  const assay_recurrent *pass = context;
  const assay_activation *f = &pass->activation, *s = &pass->recurrent_activation;
  const assay_panel panel = assay_panel_here();
  const int64_t u = pass->units, row = 3 * u;
  begin_back(pass, begin, end);
  for (int64_t t = pass->steps - 1; t >= 0; t--) {
    const int64_t x = input_step(pass, t), first = begin * pass->steps + x;
    for (int64_t n = begin; n < end; n++) {
      const int64_t at = n * pass->steps + x;
      const float *z = pass->z + at * row, *q = pass->q + at * u;
      float *dz = pass->dz + at * row, *dq = pass->dq + at * u, *dh = scratch_of(pass, n, 0);
      add_output(pass, n, t, dh);
      if (is_left_out(pass, n, x)) {
        copy_row(dz, NULL, row);
        copy_row(dq, NULL, u);
        continue;
      }
      float *beside = scratch_of(pass, n, 3);
      const float *update = values_again(s, z, beside, u);
      const float *r = values_again(s, z + u, beside + u, u);
      const float *g = values_again(f, z + 2 * u, beside + 2 * u, u);
      int64_t stride;
      mix_back(pass, z, update, g, state_before(pass, n, t, &stride), dz, dh);
      ASSAY_VECTORIZE
      for (int64_t j = 0; j < u; j++) {
        dz[u + j] = dz[2 * u + j] * q[j];
        dq[j] = dz[2 * u + j] * r[j];
      }
      slope(s, z, dz, u);
      slope(s, z + u, dz + u, u);
    }
    recur_back(pass, 0, 2, begin, end, pass->dz + first * row, pass->steps * row, panel);
    recur_back(pass, 2, 1, begin, end, pass->dq + first * u, pass->steps * u, panel);
  }
  end_back(pass, begin, end);
}

ASSAY_CLONES static void gru_before_gradient_range(void *context, int64_t begin, int64_t end) {
  const assay_recurrent *pass = context;
  const assay_activation *f = &pass->activation, *s = &pass->recurrent_activation;
  const assay_panel panel = assay_panel_here();
  const int64_t u = pass->units, row = 3 * u;
  begin_back(pass, begin, end);
  for (int64_t t = pass->steps - 1; t >= 0; t--) {
    const int64_t x = input_step(pass, t), first = begin * pass->steps + x;
    int64_t stride;
    for (int64_t n = begin; n < end; n++) {
      const int64_t at = n * pass->steps + x;
      const float *z = pass->z + at * row;
      float *dz = pass->dz + at * row, *dh = scratch_of(pass, n, 0);
      copy_row(scratch_of(pass, n, 2), NULL, u);
      add_output(pass, n, t, dh);
      if (is_left_out(pass, n, x)) {
        copy_row(dz, NULL, row);
        continue;
      }
      float *beside = scratch_of(pass, n, 3);
      const float *update = values_again(s, z, beside, u);
      const float *g = values_again(f, z + 2 * u, beside + 2 * u, u);
      mix_back(pass, z, update, g, state_before(pass, n, t, &stride), dz, dh);
      slope(s, z, dz, u);
    }
    // The gradient of the state that was reset.
    transposed_product(pass, 2, 1, end - begin, pass->dz + first * row + 2 * u, pass->steps * row,
                       scratch_of(pass, begin, 2), scratch_stride(pass), panel);
    for (int64_t n = begin; n < end; n++) {
      if (is_left_out(pass, n, x)) continue;
      const int64_t at = n * pass->steps + x;
      const float *z = pass->z + at * row, *kept = dropout_of(pass, 2, n);
      const float *r = values_again(s, z + u, scratch_of(pass, n, 3), u);
      const float *before = state_before(pass, n, t, &stride), *d = scratch_of(pass, n, 2);
      float *dr = pass->dz + at * row + u, *dh = scratch_of(pass, n, 0);
      for (int64_t j = 0; j < u; j++) {
        const float back = kept ? d[j] * kept[j] : d[j];
        dr[j] = before ? back * before[j] : 0.0f;
        dh[j] += back * r[j];
      }
      slope(s, z + u, dr, u);
    }
    recur_back(pass, 0, 2, begin, end, pass->dz + first * row, pass->steps * row, panel);
  }
  end_back(pass, begin, end);
}

ASSAY_PASS(gru)
ASSAY_PASS(gru_gradient)
ASSAY_PASS(gru_before)
ASSAY_PASS(gru_before_gradient)
