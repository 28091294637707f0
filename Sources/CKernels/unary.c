#include "unary.h"

#include "elementwise.h"

#define SQUARE_ROOT(x) __builtin_elementwise_sqrt(x)

// Arithmetic. Kept: x.
ASSAY_UNARY(affine, a *x + b, a *g)
ASSAY_UNARY(absolute, v_abs(x), v > 0.0f ? g : v < 0.0f ? -g : 0.0f)
ASSAY_UNARY(square, x *x, 2.0f * v * g)
ASSAY_UNARY(logarithm, v_log(x), g / v)
// Keras's clip passes the gradient where the value was not changed, ends included.
ASSAY_UNARY(clip, v_min(v_max(x, a), b), v >= a && v <= b ? g : 0.0f)
// Kept: y.
ASSAY_UNARY(square_root, SQUARE_ROOT(x), 0.5f * g / v)
ASSAY_UNARY(exponential, v_exp(x), v *g)

// Activations. Kept: y.
ASSAY_UNARY(relu, x > 0.0f || x != x ? x : 0.0f, v > 0.0f ? g : 0.0f)
ASSAY_UNARY(sigmoid, v_sigmoid(x), g *v *(1.0f - v))
ASSAY_UNARY(tanh, v_tanh(x), g *(1.0f - v * v))

// Kept: x.
ASSAY_UNARY(relu_general, x >= b ? b : x > c ? x : a * (x - c),
            v >= b  ? 0.0f
            : v > c ? g
                    : a * g)
ASSAY_UNARY(leaky_relu, x >= 0.0f ? x : a * x, v >= 0.0f ? g : a * g)

#define INVERSE_ROOT_2PI 0.39894228040143268f
ASSAY_INLINE float gelu(float x) {
  float tail = v_normal_tail(x, v_exp(-0.5f * x * x));
  return x * (x < 0.0f ? tail : 1.0f - tail);
}
ASSAY_INLINE float gelu_slope(float x) {
  float bell = v_exp(-0.5f * x * x), tail = v_normal_tail(x, bell);
  return (x < 0.0f ? tail : 1.0f - tail) + x * INVERSE_ROOT_2PI * bell;
}
ASSAY_UNARY(gelu, gelu(x), g *gelu_slope(v))

#define ROOT_2_OVER_PI 0.79788456080286536f
ASSAY_INLINE float gelu_tanh(float x) {
  return v_tanh(ROOT_2_OVER_PI * (x + 0.044715f * x * x * x));
}
ASSAY_INLINE float gelu_approximate_slope(float x) {
  float t = gelu_tanh(x);
  return 0.5f * (1.0f + t) +
         0.5f * x * (1.0f - t * t) * ROOT_2_OVER_PI * (1.0f + 3.0f * 0.044715f * x * x);
}
ASSAY_UNARY(gelu_approximate, 0.5f * x * (1.0f + gelu_tanh(x)), g *gelu_approximate_slope(v))

#define SELU_ALPHA 1.6732632423543772f
#define SELU_SCALE 1.0507009873554805f
ASSAY_UNARY(elu, x > 0.0f ? x : a * v_expm1(x), v > 0.0f ? g : g * a * v_exp(v))
ASSAY_UNARY(selu, SELU_SCALE *(x > 0.0f ? x : SELU_ALPHA * v_expm1(x)),
            SELU_SCALE *(v > 0.0f ? g : g * SELU_ALPHA * v_exp(v)))
ASSAY_UNARY(celu, x > 0.0f ? x : a * v_expm1(x / a), v > 0.0f ? g : g * v_exp(v / a))
ASSAY_UNARY(softplus, v_softplus(x), g *v_sigmoid(v))
ASSAY_UNARY(softsign, x / (1.0f + v_abs(x)), g / ((1.0f + v_abs(v)) * (1.0f + v_abs(v))))

ASSAY_INLINE float silu_slope(float x) {
  float s = v_sigmoid(x);
  return s * (1.0f + x * (1.0f - s));
}
ASSAY_UNARY(silu, x *v_sigmoid(x), g *silu_slope(v))

ASSAY_INLINE float mish_slope(float x) {
  float t = v_tanh(v_softplus(x));
  return t + x * (1.0f - t * t) * v_sigmoid(x);
}
ASSAY_UNARY(mish, x *v_tanh(v_softplus(x)), g *mish_slope(v))

ASSAY_INLINE float hard_sigmoid(float x) { return v_min(v_max(x / 6.0f + 0.5f, 0.0f), 1.0f); }
ASSAY_UNARY(hard_sigmoid, hard_sigmoid(x), v > -3.0f && v < 3.0f ? g / 6.0f : 0.0f)
// a: the slope at 0.
ASSAY_UNARY(hard_sigmoid_sloped, v_min(v_max(a *x + 0.5f, 0.0f), 1.0f),
            a *v > -0.5f && a * v < 0.5f ? a * g : 0.0f)
ASSAY_UNARY(hard_silu, x *hard_sigmoid(x),
            v <= -3.0f  ? 0.0f
            : v >= 3.0f ? g
                        : g * (v / 3.0f + 0.5f))
ASSAY_UNARY(hard_tanh, v_min(v_max(x, -1.0f), 1.0f), v > -1.0f && v < 1.0f ? g : 0.0f)
ASSAY_UNARY(log_sigmoid, -v_softplus(-x), g *v_sigmoid(-v))

ASSAY_INLINE float tanh_square(float x) {
  float t = v_tanh(x);
  return t * t;
}
ASSAY_UNARY(tanh_shrink, x - v_tanh(x), g *tanh_square(v))
ASSAY_UNARY(soft_shrink,
            x > a    ? x - a
            : x < -a ? x + a
            : x != x ? x
                     : 0.0f,
            v > a || v < -a ? g : 0.0f)
ASSAY_UNARY(hard_shrink, x > a || x < -a || x != x ? x : 0.0f, v > a || v < -a ? g : 0.0f)
ASSAY_UNARY(threshold, x > a || x != x ? x : b, v > a ? g : 0.0f)
// Below 0 the sum would lose its digits: (x + r) / 2 = a / (2 (r - x)).
ASSAY_INLINE float squareplus(float x, float a) {
  float r = SQUARE_ROOT(x * x + a);
  return 0.5f * (x < 0.0f ? a / (r - x) : x + r);
}
ASSAY_INLINE float squareplus_slope(float x, float a) {
  float r = SQUARE_ROOT(x * x + a);
  return 0.5f * (x < 0.0f ? a / (r - x) / r : 1.0f + x / r);
}
ASSAY_UNARY(squareplus, squareplus(x, a), g *squareplus_slope(v, a))
ASSAY_UNARY(sparse_plus,
            x <= -1.0f  ? 0.0f
            : x >= 1.0f ? x
                        : 0.25f * (x + 1.0f) * (x + 1.0f),
            v <= -1.0f  ? 0.0f
            : v >= 1.0f ? g
                        : 0.5f * g * (v + 1.0f))
ASSAY_UNARY(sparse_sigmoid, v_min(v_max(0.5f * (x + 1.0f), 0.0f), 1.0f),
            v > -1.0f && v < 1.0f ? 0.5f * g : 0.0f)
