#include "recurrent_gates.h"

ASSAY_INLINE int is_plain(const assay_recurrent *pass) {
  return pass->activation.kind == ASSAY_TANH &&
         pass->recurrent_activation.kind == ASSAY_SIGMOID;
}

// One sample's step back with Keras's own functions, in one loop.
ASSAY_INLINE void plain_step_back(const float *z, const float *cell, const float *c, float *dz,
                                  float *dh, float *dc, int64_t u) {
  ASSAY_VECTORIZE
  for (int64_t j = 0; j < u; j++) {
    const float i = z[j], f = z[u + j], g = z[2 * u + j], o = z[3 * u + j], y = v_tanh(c[j]);
    const float d = dc[j] + dh[j] * o * (1.0f - y * y);
    dz[j] = d * g * i * (1.0f - i);
    dz[u + j] = d * cell[j] * f * (1.0f - f);
    dz[2 * u + j] = d * i * (1.0f - g * g);
    dz[3 * u + j] = dh[j] * y * o * (1.0f - o);
    dc[j] = d * f;
    dh[j] = 0.0f;
  }
}

// i, f, o = s(z + h U), g = f(z + h U); c = f c + i g; h = o f(c).
ASSAY_CLONES static void lstm_range(void *context, int64_t begin, int64_t end) {
  const assay_recurrent *pass = context;
  const assay_activation *f = &pass->activation, *s = &pass->recurrent_activation;
  const assay_panel panel = assay_panel_here();
  const int64_t u = pass->units, row = 4 * u;
  for (int64_t t = 0; t < pass->steps; t++) {
    const int64_t x = input_step(pass, t);
    float *z = pass->z + (begin * pass->steps + x) * row;
    int64_t stride;
    const float *before = state_before(pass, begin, t, &stride);
    for (int gate = 0; gate < 4; gate++)
      recur(pass, gate, begin, end, before, stride, z + gate * u, pass->steps * row, panel);
    for (int64_t n = begin; n < end; n++, z += pass->steps * row) {
      float *h = pass->h + (n * pass->steps + output_step(pass, t)) * u;
      float *c = pass->c + (n * pass->steps + t) * u;
      const float *cell = cell_before(pass, n, t);
      if (is_left_out(pass, n, x)) {
        copy_row(h, before ? before + (n - begin) * stride : NULL, u);
        copy_row(c, cell, u);
        continue;
      }
      float *beside = scratch_of(pass, n, 3);
      if (!cell) cell = memset(scratch_of(pass, n, 2), 0, (size_t)u * sizeof(float));
      const float *i = values(s, z, beside, u), *k = values(s, z + u, beside + u, u);
      const float *g = values(f, z + 2 * u, beside + 2 * u, u);
      const float *o = values(s, z + 3 * u, beside + 3 * u, u);
      ASSAY_VECTORIZE
      for (int64_t j = 0; j < u; j++) c[j] = k[j] * cell[j] + i[j] * g[j];
      activate(f, c, h, u);
      ASSAY_VECTORIZE
      for (int64_t j = 0; j < u; j++) h[j] *= o[j];
    }
  }
}

ASSAY_CLONES static void lstm_gradient_range(void *context, int64_t begin, int64_t end) {
  const assay_recurrent *pass = context;
  const assay_activation *f = &pass->activation, *s = &pass->recurrent_activation;
  const assay_panel panel = assay_panel_here();
  const int64_t u = pass->units, row = 4 * u;
  begin_back(pass, begin, end);
  for (int64_t t = pass->steps - 1; t >= 0; t--) {
    const int64_t x = input_step(pass, t);
    for (int64_t n = begin; n < end; n++) {
      const int64_t at = (n * pass->steps + x) * row;
      const float *z = pass->z + at;
      float *dz = pass->dz + at, *dh = scratch_of(pass, n, 0), *dc = scratch_of(pass, n, 1);
      add_output(pass, n, t, dh);
      if (is_left_out(pass, n, x)) {
        copy_row(dz, NULL, row);
        continue;
      }
      const float *c = pass->c + (n * pass->steps + t) * u, *cell = cell_before(pass, n, t);
      float *beside = scratch_of(pass, n, 3), *value = scratch_of(pass, n, 2);
      if (is_plain(pass)) {
        if (!cell) cell = memset(value, 0, (size_t)u * sizeof(float));
        plain_step_back(z, cell, c, dz, dh, dc, u);
        continue;
      }
      const float *i = values_again(s, z, beside, u);
      const float *k = values_again(s, z + u, beside + u, u);
      const float *g = values_again(f, z + 2 * u, beside + 2 * u, u);
      const float *o = values_again(s, z + 3 * u, beside + 3 * u, u);
      activate(f, c, value, u);
      ASSAY_VECTORIZE
      for (int64_t j = 0; j < u; j++) {
        dz[3 * u + j] = dh[j] * value[j];
        dh[j] *= o[j];
      }
      slope(f, f->keeps_input ? c : value, dh, u);
      ASSAY_VECTORIZE
      for (int64_t j = 0; j < u; j++) {
        const float d = dc[j] + dh[j];
        dz[j] = d * g[j];
        dz[u + j] = cell ? d * cell[j] : 0.0f;
        dz[2 * u + j] = d * i[j];
        dc[j] = d * k[j];
        dh[j] = 0.0f;
      }
      slope(s, z, dz, u);
      slope(s, z + u, dz + u, u);
      slope(f, z + 2 * u, dz + 2 * u, u);
      slope(s, z + 3 * u, dz + 3 * u, u);
    }
    const float *first = pass->dz + (begin * pass->steps + x) * row;
    recur_back(pass, 0, 4, begin, end, first, pass->steps * row, panel);
  }
  end_back(pass, begin, end);
}

ASSAY_PASS(lstm)
ASSAY_PASS(lstm_gradient)
