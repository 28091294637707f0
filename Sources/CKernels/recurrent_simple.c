#include "recurrent_gates.h"

// h = f(z + h U).
ASSAY_CLONES static void simple_rnn_range(void *context, int64_t begin, int64_t end) {
  const assay_recurrent *pass = context;
  const assay_panel panel = assay_panel_here();
  const int64_t u = pass->units;
  for (int64_t t = 0; t < pass->steps; t++) {
    const int64_t x = input_step(pass, t);
    float *z = pass->z + (begin * pass->steps + x) * u;
    int64_t stride;
    const float *before = state_before(pass, begin, t, &stride);
    recur(pass, 0, begin, end, before, stride, z, pass->steps * u, panel);
    for (int64_t n = begin; n < end; n++, z += pass->steps * u) {
      float *h = pass->h + (n * pass->steps + output_step(pass, t)) * u;
      if (is_left_out(pass, n, x))
        copy_row(h, before ? before + (n - begin) * stride : NULL, u);
      else
        memcpy(h, values(&pass->activation, z, scratch_of(pass, n, 3), u),
               (size_t)u * sizeof(float));
    }
  }
}

ASSAY_CLONES static void simple_rnn_gradient_range(void *context, int64_t begin, int64_t end) {
  const assay_recurrent *pass = context;
  const assay_panel panel = assay_panel_here();
  const int64_t u = pass->units;
  begin_back(pass, begin, end);
  for (int64_t t = pass->steps - 1; t >= 0; t--) {
    const int64_t x = input_step(pass, t), first = begin * pass->steps + x;
    for (int64_t n = begin; n < end; n++) {
      float *dh = scratch_of(pass, n, 0), *dz = pass->dz + (n * pass->steps + x) * u;
      add_output(pass, n, t, dh);
      if (is_left_out(pass, n, x)) {
        copy_row(dz, NULL, u);
        continue;
      }
      memcpy(dz, dh, (size_t)u * sizeof(float));
      slope(&pass->activation, pass->z + (n * pass->steps + x) * u, dz, u);
      copy_row(dh, NULL, u);
    }
    recur_back(pass, 0, 1, begin, end, pass->dz + first * u, pass->steps * u, panel);
  }
  end_back(pass, begin, end);
}

ASSAY_PASS(simple_rnn)
ASSAY_PASS(simple_rnn_gradient)
