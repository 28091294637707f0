// Rules that look at a whole parameter. They leave their step in the place of the gradient.
#include <stddef.h>

#include "elementwise.h"
#include "optimizers.h"

#define SQUARE_ROOT(x) __builtin_elementwise_sqrt(x)

ASSAY_CLONES int32_t assay_lamb(const assay_call *call) {
  float *restrict w = call->p[0], *restrict g = call->p[1];
  float *restrict m = call->p[3], *restrict v = call->p[4];
  const float *numbers = call->p[2];
  const float rate = numbers[0], rest1 = numbers[2], rest2 = numbers[3];
  const float a = call->s[0], b = call->s[1], epsilon = call->s[2];
  const int64_t count = call->n[0];
  for (int64_t i = 0; i < count; i++) {
    m[i] += (g[i] - m[i]) * a;
    v[i] += (g[i] * g[i] - v[i]) * b;
    g[i] = m[i] / rest1 / (SQUARE_ROOT(v[i] / rest2) + epsilon);
  }
  const float weights = (float)__builtin_sqrt(assay_sum_of_squares(w, count));
  const float step = (float)__builtin_sqrt(assay_sum_of_squares(g, count));
  const float by = (weights > 0.0f && step > 0.0f ? weights / step : 1.0f) * rate;
  for (int64_t i = 0; i < count; i++) w[i] -= by * g[i];
  return 0;
}

static float root_mean_square(const float *values, int64_t count) {
  return (float)__builtin_sqrt(assay_sum_of_squares(values, count) / (double)count);
}

// The running means of one matrix's rows and columns, and the product of both in `v`.
ASSAY_CLONES static void factor(const float *restrict g, float *restrict v, float *restrict r,
                                float *restrict c, int64_t rows, int64_t columns, float kept,
                                float epsilon) {
  const float share = 1.0f - kept;
  for (int64_t j = 0; j < columns; j++) c[j] *= kept;
  double all = 0.0;
  for (int64_t i = 0; i < rows; i++) {
    const float *restrict row = g + i * columns;
    for (int64_t j = 0; j < columns; j++)
      c[j] += share * (row[j] * row[j] + epsilon) / (float)rows;
    double mean = assay_sum_of_squares(row, columns) / (double)columns + (double)epsilon;
    r[i] = kept * r[i] + share * (float)mean;
    all += r[i];
  }
  const float mean = (float)(all / (double)rows);
  for (int64_t i = 0; i < rows; i++) {
    const float by = r[i] / mean;
    for (int64_t j = 0; j < columns; j++) v[i * columns + j] = by * c[j];
  }
}

ASSAY_CLONES int32_t assay_adafactor(const assay_call *call) {
  float *restrict w = call->p[0], *restrict g = call->p[1];
  float *restrict v = call->p[3], *restrict r = call->p[4], *restrict c = call->p[5];
  const float *numbers = call->p[2];
  const float rate = numbers[0], kept = numbers[2];
  const float epsilon = call->s[0], least = call->s[1], threshold = call->s[2];
  const int64_t count = call->n[0], rows = call->n[1], columns = call->n[2];
  if (rows) {
    for (int64_t at = 0, matrix = 0; at < count; at += rows * columns, matrix++)
      factor(g + at, v + at, r + matrix * rows, c + matrix * columns, rows, columns, kept,
             epsilon);
  } else {
    for (int64_t i = 0; i < count; i++)
      v[i] = kept * v[i] + (1.0f - kept) * (g[i] * g[i] + epsilon);
  }
  for (int64_t i = 0; i < count; i++) g[i] = g[i] / SQUARE_ROOT(v[i]);
  const float size = root_mean_square(w, count);
  const float excess = root_mean_square(g, count) / threshold;
  // What is NaN stays so.
  const float step = (size < least ? least : size) * rate;
  const float by = excess < 1.0f ? 1.0f : excess;
  for (int64_t i = 0; i < count; i++) w[i] -= step * (g[i] / by);
  return 0;
}

// What the products of one Newton-Schulz round share.
typedef struct {
  const float *left, *right;
  float *result;
  int64_t inner, columns;
  float scale;
} product;

// result = scale * result + left * right, of left's rows `begin..<end`; row-major.
ASSAY_CLONES static void product_rows(void *context, int64_t begin, int64_t end) {
  const product *p = context;
  for (int64_t i = begin; i < end; i++) {
    float *restrict row = p->result + i * p->columns;
    for (int64_t j = 0; j < p->columns; j++) row[j] = p->scale == 0.0f ? 0.0f : row[j] * p->scale;
    for (int64_t k = 0; k < p->inner; k++) {
      const float *restrict other = p->right + k * p->columns;
      const float factor = p->left[i * p->inner + k];
      for (int64_t j = 0; j < p->columns; j++) row[j] += factor * other[j];
    }
  }
}

// result = left * left', of rows `begin..<end`; left has `inner` columns, the result `columns`.
ASSAY_CLONES static void gram_rows(void *context, int64_t begin, int64_t end) {
  const product *p = context;
  for (int64_t i = begin; i < end; i++) {
    const float *restrict row = p->left + i * p->inner;
    for (int64_t j = 0; j < p->columns; j++) {
      const float *restrict other = p->left + j * p->inner;
      float lanes[16] = {0};
      int64_t k = 0;
      for (; k + 16 <= p->inner; k += 16)
        for (int64_t lane = 0; lane < 16; lane++) lanes[lane] += row[k + lane] * other[k + lane];
      for (int64_t lane = 0; k < p->inner; k++, lane++) lanes[lane] += row[k] * other[k];
      for (int64_t width = 8; width > 0; width /= 2)
        for (int64_t lane = 0; lane < width; lane++) lanes[lane] += lanes[lane + width];
      p->result[i * p->columns + j] = lanes[0];
    }
  }
}

ASSAY_CLONES int32_t assay_muon(const assay_call *call) {
  float *restrict w = call->p[0], *restrict g = call->p[1], *restrict m = call->p[3];
  const float *numbers = call->p[2];
  const float rate = numbers[0], momentum = numbers[4];
  const float a = call->s[0], b = call->s[1], c = call->s[2], factor = call->s[3];
  const int64_t count = call->n[0], rows = call->n[1], columns = call->n[2];
  const int64_t rounds = call->n[3], nesterov = call->n[4];
  const int turned = rows > columns;
  const int64_t side = turned ? columns : rows, length = turned ? rows : columns;
  float *x = call->p[4], *next = x + count, *gram = next + count, *square = gram + side * side;

  for (int64_t i = 0; i < count; i++) {
    m[i] += g[i] + m[i] * (momentum - 1.0f);
    g[i] = nesterov ? g[i] + momentum * m[i] : m[i];
  }
  const float norm = (float)__builtin_sqrt(assay_sum_of_squares(g, count)) + 1e-7f;
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++)
      x[turned ? j * rows + i : i * columns + j] = g[i * columns + j] / norm;

  for (int64_t round = 0; round < rounds; round++) {
    product grams = {x, NULL, gram, length, side, 0.0f};
    assay_parallel_for(side, call->threads, gram_rows, &grams);
    // square = b gram + c gram gram
    for (int64_t i = 0; i < side * side; i++) square[i] = 0.0f;
    product squares = {gram, gram, square, side, side, 0.0f};
    assay_parallel_for(side, call->threads, product_rows, &squares);
    for (int64_t i = 0; i < side * side; i++) square[i] = b * gram[i] + c * square[i];
    for (int64_t i = 0; i < count; i++) next[i] = x[i];
    product products = {square, x, next, side, length, a};
    assay_parallel_for(side, call->threads, product_rows, &products);
    float *swap = x;
    x = next;
    next = swap;
  }
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++)
      w[i * columns + j] -= rate * x[turned ? j * rows + i : i * columns + j] * factor;
  return 0;
}
