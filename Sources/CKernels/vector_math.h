// The elementary functions, written without branches so that loops over them become vector code.
// Coefficients of exp and log: S. Moshier, Cephes (expf, logf). Their errors are measured in
// ElementaryFunctionTests.
#ifndef ASSAY_VECTOR_MATH_H
#define ASSAY_VECTOR_MATH_H

#include <stdint.h>

#include "clones.h"

#define ASSAY_INLINE static inline __attribute__((always_inline))

ASSAY_INLINE float v_float(uint32_t bits) {
  union {
    uint32_t u;
    float f;
  } x = {.u = bits};
  return x.f;
}

ASSAY_INLINE uint32_t v_bits(float value) {
  union {
    float f;
    uint32_t u;
  } x = {.f = value};
  return x.u;
}

ASSAY_INLINE float v_abs(float x) { return v_float(v_bits(x) & 0x7fffffffu); }
// A NaN in `x` comes through.
ASSAY_INLINE float v_max(float x, float least) { return x < least ? least : x; }
ASSAY_INLINE float v_min(float x, float most) { return x > most ? most : x; }

// exp(x) = 2^n (1 + q), q = expm1 of the reduced argument.
ASSAY_INLINE float v_exp_parts(float x, int32_t *n) {
  float shifted = x * 1.44269504088896341f + 0x1.8p23f;
  *n = (int32_t)(v_bits(shifted) - 0x4b400000u);
  float k = shifted - 0x1.8p23f;
  float r = x - k * 0.693359375f + k * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  return p * r * r + r;
}

ASSAY_INLINE float v_exp(float x) {
  int32_t n;
  float q = v_exp_parts(v_min(v_max(x, -104.0f), 89.0f), &n);
  // In two factors, so that subnormal results and infinity come out right.
  int32_t half = n >> 1;
  float low = v_float((uint32_t)(half + 127) << 23), high = v_float((uint32_t)(n - half + 127) << 23);
  return (q + 1.0f) * low * high;
}

ASSAY_INLINE float v_expm1(float x) {
  int32_t n;
  float q = v_exp_parts(v_min(v_max(x, -104.0f), 89.0f), &n);
  int32_t half = n >> 1;
  float low = v_float((uint32_t)(half + 127) << 23), high = v_float((uint32_t)(n - half + 127) << 23);
  return n == 0 ? q : (q + 1.0f) * low * high - 1.0f;
}

ASSAY_INLINE float v_log(float x) {
  float scaled = x < 0x1p-126f ? x * 0x1p25f : x;
  float lift = x < 0x1p-126f ? -25.0f : 0.0f;
  uint32_t bits = v_bits(scaled) - 0x3f3504f3u;  // sqrt(1/2)
  float e = (float)((int32_t)bits >> 23) + lift;
  float f = v_float((bits & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
  float z = f * f;
  float p = 7.0376836292e-2f;
  p = p * f - 1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f - 1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f - 1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f - 2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  float y = f * z * p - e * 2.12194440e-4f - 0.5f * z;
  float result = f + y + e * 0.693359375f;
  result = x == __builtin_inff() ? x : result;
  result = x == 0.0f ? -__builtin_inff() : result;
  return x < 0.0f || x != x ? __builtin_nanf("") : result;
}

ASSAY_INLINE float v_log1p(float x) {
  float w = 1.0f + x;
  float d = w - 1.0f;
  return d == 0.0f || w == __builtin_inff() ? x : v_log(w) * (x / d);
}

ASSAY_INLINE float v_tanh(float x) {
  float e = v_expm1(2.0f * v_min(v_abs(x), 10.0f));
  float y = e / (e + 2.0f);
  return x < 0.0f ? -y : y;
}

ASSAY_INLINE float v_sigmoid(float x) { return 1.0f / (1.0f + v_exp(-x)); }

// ln(1 + e^x)
ASSAY_INLINE float v_softplus(float x) { return v_max(x, 0.0f) + v_log1p(v_exp(-v_abs(x))); }

// The normal distribution's share below -|x|, given e^(-x^2/2). It keeps its digits far out, where
// 1 + erf has none left. With z = |x|/sqrt(2) and t = 1/(1 + 0.4z) it is t P(t) e^(-z^2)/2; P is a
// minimax fit to e^(z^2) erfc(z)/t over all z, relative error 6e-9.
ASSAY_INLINE float v_normal_tail(float x, float bell) {
  float t = 1.0f / (1.0f + 0.28284271f * v_abs(x));
  float p = -2.9215069e-2f;
  p = p * t + 1.4044647e-1f;
  p = p * t - 2.3552670e-1f;
  p = p * t + 1.3756073e-1f;
  p = p * t - 4.6894666e-2f;
  p = p * t + 8.3916172e-2f;
  p = p * t + 1.1900837e-1f;
  p = p * t + 1.7173928e-1f;
  p = p * t + 2.0761374e-1f;
  p = p * t + 2.2567587e-1f;
  p = p * t + 2.2567584e-1f;
  return 0.5f * t * p * bell;
}

#endif
