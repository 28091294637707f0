#include "optimizers.h"

#include "elementwise.h"

#define SQUARE_ROOT(x) __builtin_elementwise_sqrt(x)

#define ASSAY_OPTIMIZER(NAME)                                                             \
  int32_t assay_##NAME(const assay_call *call) {                                          \
    assay_parallel_for(call->n[0], call->threads, NAME##_range, (void *)call);            \
    return 0;                                                                             \
  }

ASSAY_CLONES static void sgd_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict w = call->p[0], *restrict v = call->p[3];
  const float *restrict g = call->p[1], *rates = call->p[2];
  const float rate = rates[0], decay = rates[1], mu = call->s[0];
  if (!v) {
    for (int64_t i = begin; i < end; i++) w[i] = (w[i] - w[i] * decay) - rate * g[i];
  } else if (call->n[1]) {
    for (int64_t i = begin; i < end; i++) {
      v[i] = mu * v[i] - rate * g[i];
      w[i] = (w[i] - w[i] * decay) + (mu * v[i] - rate * g[i]);
    }
  } else {
    for (int64_t i = begin; i < end; i++) {
      v[i] = mu * v[i] - rate * g[i];
      w[i] = (w[i] - w[i] * decay) + v[i];
    }
  }
}
ASSAY_OPTIMIZER(sgd)

ASSAY_CLONES static void rmsprop_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict w = call->p[0], *restrict v = call->p[3];
  float *restrict mean = call->p[4], *restrict momentum = call->p[5];
  const float *restrict g = call->p[1], *rates = call->p[2];
  const float rate = rates[0], decay = rates[1];
  const float rho = call->s[0], epsilon = call->s[1], mu = call->s[2];
  for (int64_t i = begin; i < end; i++) {
    v[i] = rho * v[i] + (1.0f - rho) * g[i] * g[i];
    float centre = 0.0f;
    if (mean) {
      mean[i] = rho * mean[i] + (1.0f - rho) * g[i];
      centre = mean[i] * mean[i];
    }
    float step = rate * g[i] / SQUARE_ROOT(v[i] - centre + epsilon);
    if (momentum) step = momentum[i] = mu * momentum[i] + step;
    w[i] = (w[i] - w[i] * decay) - step;
  }
}
ASSAY_OPTIMIZER(rmsprop)

ASSAY_CLONES static void adam_range(void *context, int64_t begin, int64_t end) {
  const assay_call *call = context;
  float *restrict w = call->p[0], *restrict m = call->p[3], *restrict v = call->p[4];
  float *restrict most = call->p[5];
  const float *restrict g = call->p[1], *rates = call->p[2];
  const float rate = rates[0], decay = rates[1];
  const float a = call->s[0], b = call->s[1], epsilon = call->s[2];
  if (most) {
    for (int64_t i = begin; i < end; i++) {
      m[i] += (g[i] - m[i]) * a;
      v[i] += (g[i] * g[i] - v[i]) * b;
      most[i] = most[i] > v[i] ? most[i] : v[i];
      w[i] = (w[i] - w[i] * decay) - rate * m[i] / (SQUARE_ROOT(most[i]) + epsilon);
    }
  } else {
    for (int64_t i = begin; i < end; i++) {
      m[i] += (g[i] - m[i]) * a;
      v[i] += (g[i] * g[i] - v[i]) * b;
      w[i] = (w[i] - w[i] * decay) - rate * m[i] / (SQUARE_ROOT(v[i]) + epsilon);
    }
  }
}
ASSAY_OPTIMIZER(adam)
