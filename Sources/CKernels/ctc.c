#include "ctc.h"

#include <math.h>
#include <string.h>

#include "clones.h"
#include "parallel.h"

// One sample: its labels without the padding, and where its numbers are.
typedef struct {
  int64_t steps, classes, states, width;
  const int32_t *labels;
} sample;

static sample sample_at(const assay_call *call, const void *labels, int64_t i) {
  const int64_t length = call->n[3];
  sample s = {call->n[1], call->n[2], 1, 2 * length + 1, (const int32_t *)labels + i * length};
  for (int64_t k = 0; k < length; k++) s.states += s.labels[k] != 0 ? 2 : 0;
  return s;
}

static int64_t class_of(sample s, int64_t state) { return state % 2 ? s.labels[state / 2] : 0; }

static double emission(sample s, const float *row, int64_t state) {
  const int64_t label = class_of(s, state);
  // A blank where a label should be is padding out of place.
  return label >= state % 2 && label < s.classes ? (double)row[label] : NAN;
}

static double add_logs(double a, double b) {
  if (a != a || b != b) return NAN;
  const double most = a > b ? a : b, least = a > b ? b : a;
  return most == -INFINITY ? most : most + log1p(exp(least - most));
}

// A blank between two labels may be left out where the labels differ.
static int may_skip(sample s, int64_t from, int64_t to) {
  return to - from == 2 && from % 2 == 1 && s.labels[from / 2] != s.labels[to / 2];
}

static void forward_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  for (int64_t i = begin; i < end; i++) {
    const sample s = sample_at(call, call->p[1], i);
    const float *row = (const float *)call->p[0] + i * s.steps * s.classes;
    double *now = (double *)call->p[2] + i * s.steps * s.width;
    for (int64_t k = 0; k < s.width; k++) now[k] = k < 2 && k < s.states ? emission(s, row, k) : -INFINITY;
    for (int64_t t = 1; t < s.steps; t++) {
      const double *before = now;
      now += s.width;
      row += s.classes;
      for (int64_t k = 0; k < s.width; k++) {
        if (k >= s.states) {
          now[k] = -INFINITY;
          continue;
        }
        double sum = before[k];
        if (k > 0) sum = add_logs(sum, before[k - 1]);
        if (k > 1 && may_skip(s, k - 2, k)) sum = add_logs(sum, before[k - 2]);
        now[k] = sum + emission(s, row, k);
      }
    }
  }
}

int32_t assay_ctc_forward(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, forward_range, (void *)call);
  return 0;
}

static void backward_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  for (int64_t i = begin; i < end; i++) {
    const sample s = sample_at(call, call->p[1], i);
    const float *rows = (const float *)call->p[0] + i * s.steps * s.classes;
    double *table = (double *)call->p[2] + i * s.steps * s.width;
    double *now = table + (s.steps - 1) * s.width;
    for (int64_t k = 0; k < s.width; k++)
      now[k] = k < s.states && k >= s.states - 2 ? 0.0 : -INFINITY;
    for (int64_t t = s.steps - 2; t >= 0; t--) {
      const double *after = now;
      const float *row = rows + (t + 1) * s.classes;
      now -= s.width;
      for (int64_t k = 0; k < s.width; k++) {
        if (k >= s.states) {
          now[k] = -INFINITY;
          continue;
        }
        double sum = after[k] + emission(s, row, k);
        if (k + 1 < s.states) sum = add_logs(sum, after[k + 1] + emission(s, row, k + 1));
        if (k + 2 < s.states && may_skip(s, k, k + 2))
          sum = add_logs(sum, after[k + 2] + emission(s, row, k + 2));
        now[k] = sum;
      }
    }
  }
}

int32_t assay_ctc_backward(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, backward_range, (void *)call);
  return 0;
}

// ln of all alignments, from the last row of the forward table.
static double total(sample s, const double *table) {
  const double *last = table + (s.steps - 1) * s.width;
  return s.states > 1 ? add_logs(last[s.states - 1], last[s.states - 2]) : last[0];
}

int32_t assay_ctc_loss(const assay_call *call) {
  float *loss = call->p[2];
  for (int64_t i = 0; i < call->n[0]; i++) {
    const sample s = sample_at(call, call->p[1], i);
    loss[i] = (float)-total(s, (const double *)call->p[0] + i * s.steps * s.width);
  }
  return 0;
}

static void gradient_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const float *dloss = call->p[3];
  for (int64_t i = begin; i < end; i++) {
    const sample s = sample_at(call, call->p[2], i);
    const double *ahead = (const double *)call->p[0] + i * s.steps * s.width;
    const double *back = (const double *)call->p[1] + i * s.steps * s.width;
    float *row = (float *)call->p[4] + i * s.steps * s.classes;
    const double all = total(s, ahead);
    memset(row, 0, (size_t)(s.steps * s.classes) * sizeof(float));
    // Where no alignment exists nothing can be done about it.
    if (all == -INFINITY) continue;
    for (int64_t t = 0; t < s.steps; t++, ahead += s.width, back += s.width, row += s.classes) {
      double blanks = 0.0;
      for (int64_t k = 0; k < s.states; k++) {
        const int64_t label = class_of(s, k);
        const double share = exp(ahead[k] + back[k] - all);
        if (k % 2 == 0) {
          blanks += share;
        } else if (label >= 0 && label < s.classes) {
          row[label] -= (float)share * dloss[i];
        }
      }
      row[0] -= (float)blanks * dloss[i];
    }
  }
}

int32_t assay_ctc_gradient(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, gradient_range, (void *)call);
  return 0;
}
