// Sums of the values of pairs, checked as they are added.
#include <string.h>

#include "clones.h"
#include "metrics_blocks.h"

ASSAY_CLONES
static int find_values(double *restrict v, const double *restrict y, const double *restrict p,
                       int32_t rule, int count) {
  int fine = 1;
  switch (rule) {
    case ASSAY_VALUE_SQUARED_ERROR:
      for (int i = 0; i < count; i++) v[i] = (y[i] - p[i]) * (y[i] - p[i]);
      break;
    case ASSAY_VALUE_ABSOLUTE_ERROR:
      for (int i = 0; i < count; i++) v[i] = fabs(y[i] - p[i]);
      break;
    default:
      for (int i = 0; i < count; i++) v[i] = p[i];
  }
  for (int i = 0; i < count; i++) fine &= fabs(v[i]) < INFINITY;
  return fine;
}

// Splits each product into two doubles that add up to it exactly, by Veltkamp's and Dekker's
// method. Says 0 where a product is so great or small that the method fails.
ASSAY_CLONES
static int split_products(double *restrict high, double *restrict low, const double *restrict w,
                          const double *restrict v, int count) {
  int64_t wrong = 0;
  for (int i = 0; i < count; i++) {
    double a = w[i], b = v[i], product = a * b;
    double ah = a * 0x1.000001p27, bh = b * 0x1.000001p27;
    ah = ah - (ah - a);
    bh = bh - (bh - b);
    double al = a - ah, bl = b - bh;
    high[i] = product;
    low[i] = ((ah * bh - product) + ah * bl + al * bh) + al * bl;
    double size = fabs(product);
    wrong |= (size > 0x1p-900 ? 0 : WRONG) & (a == 0 ? 0 : WRONG) & (b == 0 ? 0 : WRONG);
    wrong |= (size < 0x1p900 ? 0 : WRONG) | (a < 0x1p900 ? 0 : WRONG);
    wrong |= fabs(b) < 0x1p900 ? 0 : WRONG;
  }
  return !wrong;
}

// Adds weight times value, and the weights other than 1. Says where a product is not finite, or -1.
static int add_weighted(int64_t *sum, int64_t *weights, int64_t *counted, const double *v,
                        double *w, int count) {
  double high[BLOCK], low[BLOCK];
  if (split_products(high, low, w, v, count)) {
    assay_sum_add(sum, high, count);
    assay_sum_add(sum, low, count);
  } else {
    for (int i = 0; i < count; i++) {
      if (!isfinite(w[i] * v[i])) return i;
      assay_sum_add_product(sum, w[i], v[i]);
    }
  }
  int others = 0;
  for (int i = 0; i < count; i++) {
    *counted += w[i] == 1;
    others |= (w[i] != 1) & (w[i] != 0);
    w[i] = w[i] == 1 ? 0 : w[i];
  }
  if (others) assay_sum_add(weights, w, count);
  return -1;
}

// Exact sums while a batch is counted, and the sample that the rows read so far end in.
typedef struct {
  int64_t sum[ASSAY_SUM_WORDS], weights[ASSAY_SUM_WORDS];
  int64_t squares[ASSAY_SUM_WORDS], products[ASSAY_SUM_WORDS], weight_squares[ASSAY_SUM_WORDS];
  int64_t count, samples, width, place;
  double a, b;
} running;

// Adds whole samples, each its weighted sum and its weight; null weights are 1 each.
ASSAY_CLONES
static void add_samples(running *r, const double *a, const double *b, int count) {
  double terms[BLOCK];
  for (int i = 0; i < count; i++) terms[i] = a[i] * a[i];
  assay_sum_add(r->squares, terms, count);
  if (!b) {
    r->samples += count;
    return;
  }
  int64_t others = 0;
  for (int i = 0; i < count; i++) {
    r->samples += b[i] > 0;
    others |= (b[i] != 1 ? WRONG : 0) & (b[i] != 0 ? WRONG : 0);
  }
  if (!others) return;
  for (int i = 0; i < count; i++) terms[i] = a[i] * (b[i] - 1);
  assay_sum_add(r->products, terms, count);
  for (int i = 0; i < count; i++) terms[i] = b[i] * (b[i] - 1);
  assay_sum_add(r->weight_squares, terms, count);
}

// Adds the rows of a block to the samples they belong to.
static void add_spread(running *r, const double *v, const double *w, int count) {
  if (r->width == 1) {
    double a[BLOCK];
    if (w)
      for (int i = 0; i < count; i++) a[i] = w[i] * v[i];
    add_samples(r, w ? a : v, w, count);
    return;
  }
  double a[BLOCK], b[BLOCK];
  int ends = 0;
  for (int i = 0; i < count; i++) {
    r->a += w ? w[i] * v[i] : v[i];
    r->b += w ? w[i] : 1;
    if (++r->place < r->width) continue;
    a[ends] = r->a;
    b[ends++] = r->b;
    r->a = r->b = 0;
    r->place = 0;
  }
  if (ends) add_samples(r, a, b, ends);
}

static void copy_sum(int64_t *to, const int64_t *from) {
  memcpy(to, from, sizeof(int64_t) * ASSAY_SUM_WORDS);
}

assay_fault assay_add_values(const assay_batch *b, int32_t rule, assay_mean *mean) {
  running r;
  r.count = r.samples = r.place = 0;
  r.a = r.b = 0;
  r.width = mean->width;
  copy_sum(r.sum, mean->sum);
  if (b->weights) copy_sum(r.weights, mean->weights);
  if (mean->squares) {
    copy_sum(r.squares, mean->squares);
    copy_sum(r.products, mean->products);
    copy_sum(r.weight_squares, mean->weight_squares);
  }
  int pairs = rule != ASSAY_VALUE_PREDICTION;
  for (int64_t start = 0; start < b->rows; start += BLOCK) {
    int count = b->rows - start < BLOCK ? (int)(b->rows - start) : BLOCK;
    double y[BLOCK], p[BLOCK], v[BLOCK], w[BLOCK];
    int fine = b->weights ? assay_read_weights(w, b, start, count) : 1;
    if (pairs) assay_read_doubles(y, b->labels, b->label_type, start, count);
    assay_read_doubles(p, b->predictions, b->prediction_type, start, count);
    fine &= find_values(v, y, p, rule, count);
    if (!fine) {
      for (int i = 0; i < count; i++) {
        if (b->weights && weight_is_wrong(w[i]))
          return fault(ASSAY_FAULT_WEIGHT, (start + i) / b->block);
        if (b->weights && w[i] == 0) continue;
        if (pairs && y[i] != y[i]) return fault(ASSAY_FAULT_LABEL_NAN, start + i);
        if (p[i] != p[i]) return fault(ASSAY_FAULT_PREDICTION_NAN, start + i);
        if (!isfinite(v[i])) return fault(ASSAY_FAULT_VALUE, start + i);
      }
    }
    if (!b->weights) {
      assay_sum_add(r.sum, v, count);
      r.count += count;
      if (mean->squares) add_spread(&r, v, NULL, count);
      continue;
    }
    for (int i = 0; i < count; i++) v[i] = w[i] == 0 ? 0 : v[i];
    if (mean->squares) add_spread(&r, v, w, count);
    int overflow = add_weighted(r.sum, r.weights, &r.count, v, w, count);
    if (overflow >= 0) return fault(ASSAY_FAULT_VALUE, start + overflow);
  }
  copy_sum(mean->sum, r.sum);
  mean->count += r.count;
  if (b->weights) copy_sum(mean->weights, r.weights);
  if (mean->squares) {
    copy_sum(mean->squares, r.squares);
    copy_sum(mean->products, r.products);
    copy_sum(mean->weight_squares, r.weight_squares);
    mean->samples += r.samples;
  }
  return fault(ASSAY_FAULT_NONE, 0);
}

void assay_add_weight_squares(const assay_batch *b, int64_t *sum) {
  for (int64_t start = 0; start < b->rows; start += BLOCK) {
    int count = b->rows - start < BLOCK ? (int)(b->rows - start) : BLOCK;
    double w[BLOCK];
    assay_read_weights(w, b, start, count);
    int64_t others = 0;
    for (int i = 0; i < count; i++) {
      w[i] = w[i] == 1 ? 0 : w[i] * w[i];
      others |= w[i] != 0 ? WRONG : 0;
    }
    if (others) assay_sum_add(sum, w, count);
  }
}
