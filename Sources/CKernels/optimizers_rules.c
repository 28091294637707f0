#include <math.h>

#include "elementwise.h"
#include "optimizers.h"

#define SQUARE_ROOT(x) __builtin_elementwise_sqrt(x)

#define ASSAY_OPTIMIZER(NAME)                                                             \
  int32_t assay_##NAME(const assay_call *call) {                                          \
    assay_parallel_for(call->n[0], call->threads, NAME##_range, (void *)call);            \
    return 0;                                                                             \
  }

ASSAY_CLONES static void adagrad_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict w = call->p[0], *restrict sum = call->p[3];
  const float *restrict g = call->p[1], *numbers = call->p[2];
  const float rate = numbers[0], decay = numbers[1], epsilon = call->s[0];
  for (int64_t i = begin; i < end; i++) {
    sum[i] += g[i] * g[i];
    w[i] = (w[i] - w[i] * decay) - rate * g[i] / SQUARE_ROOT(sum[i] + epsilon);
  }
}
ASSAY_OPTIMIZER(adagrad)

ASSAY_CLONES static void adadelta_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict w = call->p[0], *restrict squares = call->p[3], *restrict steps = call->p[4];
  const float *restrict g = call->p[1], *numbers = call->p[2];
  const float rate = numbers[0], decay = numbers[1], rho = call->s[0], epsilon = call->s[1];
  for (int64_t i = begin; i < end; i++) {
    squares[i] = rho * squares[i] + (1.0f - rho) * (g[i] * g[i]);
    float step = SQUARE_ROOT(steps[i] + epsilon) * g[i] / SQUARE_ROOT(squares[i] + epsilon);
    steps[i] = rho * steps[i] + (1.0f - rho) * (step * step);
    w[i] = (w[i] - w[i] * decay) - rate * step;
  }
}
ASSAY_OPTIMIZER(adadelta)

ASSAY_CLONES static void adamax_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict w = call->p[0], *restrict m = call->p[3], *restrict u = call->p[4];
  const float *restrict g = call->p[1], *numbers = call->p[2];
  const float rate = numbers[0], decay = numbers[1], rest = numbers[2];
  const float a = call->s[0], b = call->s[1], epsilon = call->s[2];
  for (int64_t i = begin; i < end; i++) {
    m[i] += (g[i] - m[i]) * a;
    float size = g[i] < 0.0f ? -g[i] : g[i], old = b * u[i];
    // A gradient that is NaN stays one.
    u[i] = old > size ? old : size;
    w[i] = (w[i] - w[i] * decay) - rate * m[i] / (rest * (u[i] + epsilon));
  }
}
ASSAY_OPTIMIZER(adamax)

ASSAY_CLONES static void nadam_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict w = call->p[0], *restrict m = call->p[3], *restrict v = call->p[4];
  const float *restrict g = call->p[1], *numbers = call->p[2];
  const float rate = numbers[0], decay = numbers[1];
  const float of_mean = numbers[2], of_gradient = numbers[3], rest = numbers[4];
  const float a = call->s[0], b = call->s[1], epsilon = call->s[2];
  for (int64_t i = begin; i < end; i++) {
    m[i] += (g[i] - m[i]) * a;
    v[i] += (g[i] * g[i] - v[i]) * b;
    float step = of_mean * m[i] + of_gradient * g[i];
    w[i] = (w[i] - w[i] * decay) - step * rate / (SQUARE_ROOT(v[i] / rest) + epsilon);
  }
}
ASSAY_OPTIMIZER(nadam)

ASSAY_CLONES static void lion_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict w = call->p[0], *restrict m = call->p[3];
  const float *restrict g = call->p[1], *numbers = call->p[2];
  const float rate = numbers[0], decay = numbers[1], a = call->s[0], b = call->s[1];
  for (int64_t i = begin; i < end; i++) {
    float mean = m[i] * a + g[i] * (1.0f - a);
    float sign = mean > 0.0f ? 1.0f : mean < 0.0f ? -1.0f : mean;
    w[i] = (w[i] - w[i] * decay) - rate * sign;
    m[i] = m[i] * b + g[i] * (1.0f - b);
  }
}
ASSAY_OPTIMIZER(lion)

ASSAY_CLONES static void schedule_free_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict w = call->p[0], *restrict z = call->p[3], *restrict v = call->p[4];
  const float *restrict g = call->p[1], *numbers = call->p[2];
  const float rate = numbers[0], decay = numbers[1], share = numbers[2], rest = numbers[3];
  const float a = call->s[0], b = call->s[1], epsilon = call->s[2];
  for (int64_t i = begin; i < end; i++) {
    v[i] += (g[i] * g[i] - v[i]) * b;
    float old = z[i];
    z[i] = old - rate * g[i] / (SQUARE_ROOT(v[i] / rest) + epsilon);
    float x = ((w[i] - w[i] * decay) - (1.0f - a) * old) / a;
    x = (1.0f - share) * x + share * z[i];
    w[i] = (1.0f - a) * z[i] + a * x;
  }
}
ASSAY_OPTIMIZER(schedule_free)

#define FTRL_LOOP(POWER)                                                                  \
  for (int64_t i = begin; i < end; i++) {                                                 \
    float weight = w[i] - w[i] * decay;                                                   \
    float more = n[i] + g[i] * g[i], power = POWER(more);                                 \
    float slope = g[i] + shrinkage * weight;                                              \
    z[i] += slope - (power - POWER(n[i])) / rate * weight;                                \
    float clipped = z[i] > l1 ? l1 : z[i];                                                \
    clipped = clipped < -l1 ? -l1 : clipped;                                              \
    w[i] = (clipped - z[i]) / (power / rate + l2);                                        \
    n[i] = more;                                                                          \
  }

ASSAY_CLONES static void ftrl_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict w = call->p[0], *restrict n = call->p[3], *restrict z = call->p[4];
  const float *restrict g = call->p[1], *numbers = call->p[2];
  const float rate = numbers[0], decay = numbers[1], l2 = numbers[2];
  const float exponent = call->s[0], l1 = call->s[1], shrinkage = call->s[2];
#define GENERAL_POWER(x) powf((x), exponent)
  if (exponent == 0.5f) {
    FTRL_LOOP(SQUARE_ROOT)
  } else {
    FTRL_LOOP(GENERAL_POWER)
  }
}
ASSAY_OPTIMIZER(ftrl)
