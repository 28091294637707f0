#include "circle.h"

#include <math.h>

#include "clones.h"
#include "parallel.h"

typedef struct {
  double largest, sum;
} log_sum;

// Adds e^x to a sum that is kept as e^largest * sum.
static void add(log_sum *total, double x) {
  if (x != x || total->sum != total->sum) {
    total->sum = NAN;
  } else if (x > total->largest) {
    total->sum = total->sum * exp(total->largest - x) + 1.0;
    total->largest = x;
  } else {
    total->sum += exp(x - total->largest);
  }
}

static double value(log_sum total) {
  return total.sum == 0.0 ? -INFINITY : total.largest + log(total.sum);
}

typedef struct {
  double exponent, slope;  // slope: by the product
} pair_term;

// A pair's share: positives pull with weight margin + d, negatives push with 1 + margin - d, where d is
// the cosine distance 1 - product, at least 0.
static pair_term term(double product, int is_positive, double gamma, double margin) {
  const double raw = 1.0 - product;
  const double d = raw < 0.0 ? 0.0 : raw;
  // Where the maximum is a tie, half of the slope passes, as automatic differentiation has it.
  const double to_product = raw > 0.0 ? -1.0 : raw == 0.0 ? -0.5 : 0.0;
  const double weight = is_positive ? margin + d : 1.0 + margin - d;
  if (weight <= 0.0) return (pair_term){0.0, 0.0};
  if (is_positive) return (pair_term){-gamma * weight * (margin - d), 2.0 * gamma * d * to_product};
  return (pair_term){gamma * weight * (1.0 - margin - d), gamma * (2.0 * d - 2.0) * to_product};
}

typedef struct {
  log_sum positives, negatives;
} row_sums;

static row_sums sums(const assay_call *call, int64_t i) {
  const int64_t batch = call->n[0];
  const float *products = (const float *)call->p[0] + i * batch;
  const int32_t *labels = call->p[1];
  row_sums found = {{-INFINITY, 0.0}, {-INFINITY, 0.0}};
  for (int64_t j = 0; j < batch; j++) {
    const int is_positive = labels[j] == labels[i];
    if (j == i && call->n[1]) continue;
    add(is_positive ? &found.positives : &found.negatives,
        term((double)products[j], is_positive, (double)call->s[0], (double)call->s[1]).exponent);
  }
  return found;
}

static void circle_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *loss = call->p[2];
  for (int64_t i = begin; i < end; i++) {
    const row_sums found = sums(call, i);
    const double x = value(found.positives) + value(found.negatives);
    loss[i] = (float)(x > 0.0 ? x + log1p(exp(-x)) : log1p(exp(x)));
  }
}

int32_t assay_circle(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, circle_range, (void *)call);
  return 0;
}

static void circle_gradient_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const int64_t batch = call->n[0];
  const int32_t *labels = call->p[1];
  const float *dloss = call->p[2];
  for (int64_t i = begin; i < end; i++) {
    const float *products = (const float *)call->p[0] + i * batch;
    float *to_products = (float *)call->p[3] + i * batch;
    const row_sums found = sums(call, i);
    const double positives = value(found.positives), negatives = value(found.negatives);
    const double scale = (double)dloss[i] / (1.0 + exp(-(positives + negatives)));
    // Without a pair of either kind the loss is 0 whatever the embeddings.
    const int is_constant = positives == -INFINITY || negatives == -INFINITY;
    for (int64_t j = 0; j < batch; j++) {
      const int is_positive = labels[j] == labels[i];
      if (is_constant || (j == i && call->n[1])) {
        to_products[j] = 0.0f;
        continue;
      }
      const pair_term one =
          term((double)products[j], is_positive, (double)call->s[0], (double)call->s[1]);
      const double share = exp(one.exponent - (is_positive ? positives : negatives));
      to_products[j] = (float)(scale * share * one.slope);
    }
  }
}

int32_t assay_circle_gradient(const assay_call *call) {
  assay_parallel_for(call->n[0], call->threads, circle_gradient_range, (void *)call);
  return 0;
}
