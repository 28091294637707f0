#include "recurrent_gates.h"

// One panel of 16 columns of one gate, or 16 units of the transpose.
int32_t assay_recurrent_pack(const assay_call *call) {
  const float *kernel = call->p[0];
  float *p = call->p[1];
  const int64_t u = call->n[0], gates = call->n[1], row = gates * u;
  if (call->n[2]) {
    for (int64_t j = 0; j < u; j += ASSAY_PANEL)
      for (int64_t k = 0; k < row; k++)
        for (int64_t l = 0; l < ASSAY_PANEL; l++)
          *p++ = j + l < u ? kernel[(j + l) * row + k] : 0.0f;
    return 0;
  }
  for (int64_t gate = 0; gate < gates; gate++)
    for (int64_t j = 0; j < u; j += ASSAY_PANEL)
      for (int64_t k = 0; k < u; k++)
        for (int64_t l = 0; l < ASSAY_PANEL; l++)
          *p++ = j + l < u ? kernel[k * row + gate * u + j + l] : 0.0f;
  return 0;
}

enum { STEPS_AT_ONCE = 64 };

// du[:, j ..< j + 16] of one gate: the sum over all steps of the states that went in, each times the
// gradients that came back.
static void columns_of(const assay_recurrent *pass, int resets_before, int64_t gate, int64_t j,
                       assay_panel panel) {
  const int64_t u = pass->units, row = pass->gates * u, columns = least(u - j, ASSAY_PANEL);
  const int reset = resets_before && gate == 2;
  const float *d = pass->dz + gate * u + j;
  int64_t ldd = row;
  if (pass->dq && gate == 2) d = pass->dq + j, ldd = u;
  float *du = pass->du + gate * u + j;
  for (int64_t i = 0; i < u; i++) memset(du + i * row, 0, (size_t)columns * sizeof(float));

  float packed[STEPS_AT_ONCE * ASSAY_PANEL], part[8 * ASSAY_PANEL];
  for (int64_t n = 0; n < pass->batch; n++) {
    int64_t stride;
    int64_t t = state_before(pass, n, 0, &stride) || reset ? 0 : 1;
    while (t < pass->steps) {
      // The state before the first step stands elsewhere.
      const int64_t count = t == 0 && !reset ? 1 : least(pass->steps - t, STEPS_AT_ONCE);
      const int64_t at = n * pass->steps + input_step(pass, t);
      const int64_t on = pass->reversed ? -1 : 1;
      memset(packed, 0, (size_t)count * ASSAY_PANEL * sizeof(float));
      for (int64_t k = 0; k < count; k++)
        memcpy(packed + k * ASSAY_PANEL, d + (at + k * on) * ldd, (size_t)columns * sizeof(float));
      const float *state = reset ? pass->q + at * u : state_before(pass, n, t, &stride);
      const int64_t along = reset ? on * u : pass->turned ? -u : u;
      const float *kept = reset ? NULL : dropout_of(pass, gate, n);
      if (!kept) {
        panel(u, count, state, 1, along, packed, du, row, columns);
      } else {
        for (int64_t i = 0; i < u; i += 8) {
          const int64_t rows = least(u - i, 8);
          memset(part, 0, sizeof part);
          panel(rows, count, state + i, 1, along, packed, part, ASSAY_PANEL, columns);
          for (int64_t r = 0; r < rows; r++)
            for (int64_t l = 0; l < columns; l++)
              du[(i + r) * row + l] += kept[i + r] * part[r * ASSAY_PANEL + l];
        }
      }
      t += count;
    }
  }
}

typedef struct {
  const assay_recurrent *pass;
  int resets_before;
} weights;

static void columns_range(void *context, int64_t begin, int64_t end) {
  const weights *w = context;
  const assay_panel panel = assay_panel_here();
  const int64_t panels = in_panels(w->pass->units) / ASSAY_PANEL;
  for (int64_t k = begin; k < end; k++)
    columns_of(w->pass, w->resets_before, k / panels, k % panels * ASSAY_PANEL, panel);
}

int32_t assay_recurrent_kernel_gradient(const assay_call *call) {
  weights w = {call->p[0], (int)call->n[0]};
  const int64_t panels = in_panels(w.pass->units) / ASSAY_PANEL;
  assay_parallel_for(w.pass->gates * panels, call->threads, columns_range, &w);
  return 0;
}

// Sums of 64 rows in single precision, those in double.
static void add_columns(const float *x, int64_t rows, int64_t ldx, int64_t columns, float *out) {
  enum { ROWS = 64, MOST = 32 };
  for (int64_t j = 0; j < columns; j += MOST) {
    const int64_t count = least(columns - j, MOST);
    double sum[MOST] = {0};
    for (int64_t i = 0; i < rows; i += ROWS) {
      float part[MOST] = {0};
      for (int64_t r = i; r < least(rows, i + ROWS); r++)
        for (int64_t l = 0; l < count; l++) part[l] += x[r * ldx + j + l];
      for (int64_t l = 0; l < count; l++) sum[l] += (double)part[l];
    }
    for (int64_t l = 0; l < count; l++) out[j + l] = (float)sum[l];
  }
}

int32_t assay_gru_bias_gradient(const assay_call *call) {
  const float *dz = call->p[0], *dq = call->p[1];
  float *out = call->p[2];
  const int64_t rows = call->n[0], u = call->n[1];
  add_columns(dz, rows, 3 * u, 3 * u, out);
  memcpy(out + 3 * u, out, (size_t)(2 * u) * sizeof(float));
  add_columns(dq, rows, u, u, out + 5 * u);
  return 0;
}

int32_t assay_gate_block(const assay_call *call) {
  const float *x = call->p[0];
  float *y = call->p[1];
  const int64_t u = call->n[1], row = call->n[2] * u, first = call->n[3] * u;
  for (int64_t i = 0; i < call->n[0]; i++)
    for (int64_t j = 0; j < row; j++)
      y[i * row + j] = j >= first && j < first + u ? x[i * row + j] : 0.0f;
  return 0;
}

int32_t assay_step_of(const assay_call *call) {
  const float *x = call->p[0];
  float *y = call->p[1];
  const int64_t u = call->n[2];
  for (int64_t n = 0; n < call->n[0]; n++)
    memcpy(y + n * u, x + (n * call->n[1] + call->n[3]) * u, (size_t)u * sizeof(float));
  return 0;
}
