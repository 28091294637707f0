// How a function of one number becomes two kernels.
#ifndef ASSAY_ELEMENTWISE_H
#define ASSAY_ELEMENTWISE_H

#include "call.h"
#include "parallel.h"
#include "vector_math.h"

// Each element is read before it is written, so a result may lie where an operand does; without this
// the compiler would run such a loop one element at a time.
#define ASSAY_VECTORIZE _Pragma("clang loop vectorize(assume_safety)")

/// Defines `assay_NAME` (p: x, y; n: count) as y = FORWARD of x, and `assay_NAME_gradient`
/// (p: kept, dy, dx; n: count) as dx = GRADIENT of v, what was kept, and g, the gradient of y.
/// `a`, `b` and `c` are the settings.
#define ASSAY_UNARY(NAME, FORWARD, GRADIENT)                                              \
  ASSAY_CLONES static void NAME##_range(void *context, int64_t begin, int64_t end) {      \
    const assay_call *call = context;                                                     \
    const float *in = call->p[0];                                                         \
    float *out = call->p[1];                                                              \
    const float a = call->s[0], b = call->s[1], c = call->s[2];                           \
    (void)a, (void)b, (void)c;                                                            \
    ASSAY_VECTORIZE                                                                       \
    for (int64_t i = begin; i < end; i++) {                                               \
      float x = in[i];                                                                    \
      out[i] = (FORWARD);                                                                 \
    }                                                                                     \
  }                                                                                       \
  int32_t assay_##NAME(const assay_call *call) {                                          \
    assay_parallel_for(call->n[0], call->threads, NAME##_range, (void *)call);            \
    return 0;                                                                             \
  }                                                                                       \
  ASSAY_CLONES static void NAME##_gradient_range(void *context, int64_t begin, int64_t end) { \
    const assay_call *call = context;                                                     \
    const float *kept = call->p[0], *dy = call->p[1];                                     \
    float *dx = call->p[2];                                                               \
    const float a = call->s[0], b = call->s[1], c = call->s[2];                           \
    (void)a, (void)b, (void)c;                                                            \
    ASSAY_VECTORIZE                                                                       \
    for (int64_t i = begin; i < end; i++) {                                               \
      float v = kept[i], g = dy[i];                                                       \
      (void)v;                                                                            \
      dx[i] = (GRADIENT);                                                                 \
    }                                                                                     \
  }                                                                                       \
  int32_t assay_##NAME##_gradient(const assay_call *call) {                               \
    assay_parallel_for(call->n[0], call->threads, NAME##_gradient_range, (void *)call);   \
    return 0;                                                                             \
  }

#endif
