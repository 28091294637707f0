#include "normalization.h"

#include "elementwise.h"

enum { LANES = 16, STRETCH = 256, BLOCK = 64, ROWS = 16 };

// Sums of up to STRETCH elements are taken in LANES single-precision lanes, those sums in double.
#define ASSAY_STRETCHES(NAME, ARGUMENTS, TERM)                                            \
  ASSAY_INLINE double NAME ARGUMENTS {                                                    \
    double sum = 0;                                                                       \
    for (int64_t from = 0; from < count; from += STRETCH) {                               \
      const int64_t to = from + STRETCH < count ? from + STRETCH : count;                 \
      float lanes[LANES] = {0};                                                           \
      int64_t i = from;                                                                   \
      for (; i + LANES <= to; i += LANES)                                                 \
        for (int l = 0; l < LANES; l++) {                                                 \
          const int64_t at = i + l;                                                       \
          lanes[l] += (TERM);                                                             \
        }                                                                                 \
      double part = 0;                                                                    \
      for (int l = 0; l < LANES; l++) part += (double)lanes[l];                           \
      for (; i < to; i++) {                                                               \
        const int64_t at = i;                                                             \
        part += (double)(TERM);                                                           \
      }                                                                                   \
      sum += part;                                                                        \
    }                                                                                     \
    return sum;                                                                           \
  }

ASSAY_STRETCHES(row_sum, (const float *x, int64_t count), x[at])
ASSAY_STRETCHES(row_squares, (const float *x, int64_t count, float mean),
                (x[at] - mean) * (x[at] - mean))
ASSAY_STRETCHES(row_product, (const float *x, const float *y, int64_t count), x[at] * y[at])
ASSAY_STRETCHES(row_product_from, (const float *x, float mean, const float *y, int64_t count),
                (x[at] - mean) * y[at])
ASSAY_STRETCHES(row_product_from_3,
                (const float *x, float mean, const float *y, const float *z, int64_t count),
                (x[at] - mean) * y[at] * z[at])

// A part of all of these is one group of one sample.
#define ASSAY_GROUPS(NAME, ...)                                                           \
  ASSAY_CLONES static void NAME##_range(void *context, int64_t begin, int64_t end) {      \
    const assay_call *call = context;                                                     \
    const int64_t places = call->n[1], groups = call->n[2], channels = call->n[3];        \
    const int64_t inner = call->n[4], width = channels * inner, stride = groups * width;  \
    const int kind = (int)call->s[1];                                                     \
    for (int64_t part = begin; part < end; part++) {                                      \
      const int64_t group = part % groups, start = part / groups * places * stride + group * width; \
      __VA_ARGS__                                                                         \
    }                                                                                     \
  }                                                                                       \
  int32_t assay_##NAME(const assay_call *call) {                                          \
    assay_parallel_for(call->n[0] * call->n[2], call->threads, NAME##_range, (void *)call); \
    return 0;                                                                             \
  }

ASSAY_GROUPS(normalization_statistics, {
  const float *x = (const float *)call->p[0] + start;
  float *statistics = (float *)call->p[1] + 2 * part;
  const double count = kind == assay_by_length ? 1 : (double)(places * width);
  double mean = 0, squares = 0;
  if (kind == assay_by_deviation) {
    for (int64_t j = 0; j < places; j++) mean += row_sum(x + j * stride, width);
    mean /= count;
  }
  for (int64_t j = 0; j < places; j++) squares += row_squares(x + j * stride, width, (float)mean);
  statistics[0] = (float)mean;
  if (kind == assay_by_length) {
    const double factor = 1.0 / __builtin_sqrt(squares), most = 1.0 / (double)call->s[0];
    statistics[1] = (float)(factor > most ? most : factor);
  } else {
    statistics[1] = (float)(1.0 / __builtin_sqrt(squares / count + (double)call->s[0]));
  }
})

ASSAY_GROUPS(normalize, {
  const float *x = (const float *)call->p[0] + start;
  const float *statistics = (const float *)call->p[1] + 2 * part;
  const float *gamma = call->p[2];
  const float *beta = call->p[3];
  float *y = (float *)call->p[4] + start;
  const float mean = statistics[0], factor = statistics[1];
  (void)kind;
  if (gamma) gamma += group * channels;
  if (beta) beta += group * channels;
  for (int64_t j = 0; j < places; j++) {
    const float *from = x + j * stride;
    float *to = y + j * stride;
    if (inner == 1 && gamma && beta) {
      ASSAY_VECTORIZE
      for (int64_t k = 0; k < width; k++)
        to[k] = (from[k] - mean) * factor * gamma[k] + beta[k];
    } else if (inner == 1 && gamma) {
      ASSAY_VECTORIZE
      for (int64_t k = 0; k < width; k++) to[k] = (from[k] - mean) * factor * gamma[k];
    } else if (inner == 1 && beta) {
      ASSAY_VECTORIZE
      for (int64_t k = 0; k < width; k++) to[k] = (from[k] - mean) * factor + beta[k];
    } else {
      const int64_t run = gamma || beta ? inner : width;
      for (int64_t c = 0; c * run < width; c++) {
        const float scale = gamma ? factor * gamma[c] : factor, offset = beta ? beta[c] : 0.0f;
        ASSAY_VECTORIZE
        for (int64_t k = c * run; k < (c + 1) * run; k++)
          to[k] = (from[k] - mean) * scale + offset;
      }
    }
  }
})

// With g = dy gamma and z = (x - mean) factor, dx = factor (g - mean of g - z mean of g z); the mean of
// g only where that of x was taken away, and a sum in place of the mean of g z for lengths.
ASSAY_GROUPS(normalize_gradient, {
  const float *x = (const float *)call->p[0] + start;
  const float *statistics = (const float *)call->p[1] + 2 * part;
  const float *gamma = call->p[2];
  const float *dy = (const float *)call->p[3] + start;
  float *dx = (float *)call->p[4] + start;
  const float mean = statistics[0], factor = statistics[1];
  const double count = kind == assay_by_length ? 1 : (double)(places * width);
  if (gamma) gamma += group * channels;
  double sum = 0, product = 0;
  for (int64_t j = 0; j < places; j++) {
    const float *from = x + j * stride, *up = dy + j * stride;
    if (!gamma) {
      sum += row_sum(up, width);
      product += row_product_from(from, mean, up, width);
    } else if (inner == 1) {
      sum += row_product(up, gamma, width);
      product += row_product_from_3(from, mean, up, gamma, width);
    } else {
      for (int64_t c = 0; c < channels; c++) {
        sum += (double)gamma[c] * row_sum(up + c * inner, inner);
        product += (double)gamma[c] * row_product_from(from + c * inner, mean, up + c * inner, inner);
      }
    }
  }
  const float rest = kind == assay_by_deviation ? (float)(sum / count) : 0.0f;
  float slope = (float)(product / count * (double)factor * (double)factor);
  // A length below the least one is a constant.
  if (kind == assay_by_length && factor >= 1.0f / call->s[0]) slope = 0.0f;
  for (int64_t j = 0; j < places; j++) {
    const float *from = x + j * stride, *up = dy + j * stride;
    float *to = dx + j * stride;
    if (gamma && inner == 1) {
      ASSAY_VECTORIZE
      for (int64_t k = 0; k < width; k++)
        to[k] = (up[k] * gamma[k] - rest - (from[k] - mean) * slope) * factor;
    } else {
      const int64_t run = gamma ? inner : width;
      for (int64_t c = 0; c * run < width; c++) {
        const float scale = gamma ? gamma[c] : 1.0f;
        ASSAY_VECTORIZE
        for (int64_t k = c * run; k < (c + 1) * run; k++)
          to[k] = (up[k] * scale - rest - (from[k] - mean) * slope) * factor;
      }
    }
  }
})

// A part is a block of BLOCK channels, over all samples and places.
ASSAY_CLONES static void parameter_gradient_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  const float *x = call->p[0], *statistics = call->p[1], *dy = call->p[2];
  float *result = call->p[3];
  const int64_t outer = call->n[0], places = call->n[1], groups = call->n[2];
  const int64_t channels = call->n[3], inner = call->n[4], all = groups * channels;
  for (int64_t block = begin; block < end; block++) {
    const int64_t first = block * BLOCK, width = all - first < BLOCK ? all - first : BLOCK;
    double slopes[BLOCK] = {0}, sums[BLOCK] = {0};
    if (inner > 1) {
      for (int64_t row = 0; row < outer * places; row++)
        for (int64_t k = 0; k < width; k++) {
          const int64_t at = (row * all + first + k) * inner;
          const float *s = statistics + 2 * (row / places * groups + (first + k) / channels);
          slopes[k] += (double)s[1] * row_product_from(x + at, s[0], dy + at, inner);
          sums[k] += row_sum(dy + at, inner);
        }
    } else {
      for (int64_t from = 0; from < outer * places; from += ROWS) {
        const int64_t to = from + ROWS < outer * places ? from + ROWS : outer * places;
        float slope[BLOCK] = {0}, sum[BLOCK] = {0};
        for (int64_t row = from; row < to; row++) {
          const float *in = x + row * all + first, *up = dy + row * all + first;
          // Channels of one group side by side share its statistics.
          for (int64_t k = 0; k < width;) {
            const int64_t group = (first + k) / channels;
            const int64_t rest = (group + 1) * channels - first, stop = rest < width ? rest : width;
            const float *s = statistics + 2 * (row / places * groups + group);
            const float mean = s[0], factor = s[1];
            for (int64_t c = k; c < stop; c++) {
              slope[c] += (in[c] - mean) * factor * up[c];
              sum[c] += up[c];
            }
            k = stop;
          }
        }
        for (int64_t k = 0; k < width; k++) {
          slopes[k] += (double)slope[k];
          sums[k] += (double)sum[k];
        }
      }
    }
    for (int64_t k = 0; k < width; k++) {
      result[first + k] = (float)slopes[k];
      result[all + first + k] = (float)sums[k];
    }
  }
}

int32_t assay_normalize_parameter_gradient(const assay_call *call) {
  const int64_t blocks = (call->n[2] * call->n[3] + BLOCK - 1) / BLOCK;
  assay_parallel_for(blocks, call->threads, parameter_gradient_range, (void *)call);
  return 0;
}
