// Recurrent layers: whole sequences forward and back, in one call each.
//
// Step t of a pass reads the input of step x(t) = t, or steps - 1 - t where `reversed`. Gates stand one
// behind another in a row, `units` numbers each: i, f, c, o of an LSTM and z, r, h of a GRU.
#ifndef ASSAY_RECURRENT_H
#define ASSAY_RECURRENT_H

#include "call.h"

enum { ASSAY_LINEAR = 0, ASSAY_TANH = 1, ASSAY_SIGMOID = 2, ASSAY_BY_KERNELS = 3 };

/// The function of a gate. Where `kind` is not one of those that loops know, it is two kernels: for
/// `rows` = 1 they take n: 1, count, as softmax does, else n: count.
typedef struct {
  int32_t kind;
  assay_kernel forward, gradient;
  float s[4];
  /// Whether the gradient is computed from the function's argument, not from its value.
  int32_t keeps_input;
  int32_t rows;
} assay_activation;

/// One pass over a batch of sequences. What does not exist is NULL.
typedef struct {
  int64_t batch, steps, units, gates;
  /// Whether the last step of the input comes first.
  int32_t reversed;
  /// Whether the output of the last step comes first.
  int32_t turned;
  assay_activation activation, recurrent_activation;

  /// [batch, steps, units]: the outputs; and of an LSTM the cells, in the order of the pass.
  float *h, *c;
  /// [batch, steps, gates * units] in the order of the input: first the projected input, then what
  /// the functions' gradients are computed from.
  float *z;
  /// [batch, steps, units] in the order of the input: the candidate's recurrent part before it is reset,
  /// or the state after that, as the kind of GRU says.
  float *q;
  /// The recurrent kernel as `assay_recurrent_pack` leaves it.
  const float *packed;
  /// [gates, units], added to the recurrent part of a GRU.
  const float *bias;
  /// [batch, units]: the states before the first step.
  const float *h0, *c0;
  /// [batch, steps] in the order of the input: 0 where a step is left out.
  const float *mask;
  /// [batch, gates * units]: what the state is multiplied by on its way to each gate.
  const float *dropout;
  /// [batch, (gates + 3) * units] for the use of the pass.
  float *scratch;

  /// The gradients of the outputs, like `h`, and of the last states, [batch, units].
  const float *dh, *dh_last, *dc_last;
  /// The gradients of the projected input, like `z`, and of `q`.
  float *dz, *dq;
  /// [batch, units]: the gradients of the states before the first step.
  float *dh0, *dc0;
  /// [units, gates * units]: that of the recurrent kernel.
  float *du;
} assay_recurrent;

/// Forward and back. p: the pass.
int32_t assay_simple_rnn(const assay_call *call);
int32_t assay_simple_rnn_gradient(const assay_call *call);
int32_t assay_lstm(const assay_call *call);
int32_t assay_lstm_gradient(const assay_call *call);
/// A GRU whose state is reset after the product with the recurrent kernel.
int32_t assay_gru(const assay_call *call);
int32_t assay_gru_gradient(const assay_call *call);
/// A GRU whose state is reset before it.
int32_t assay_gru_before(const assay_call *call);
int32_t assay_gru_before_gradient(const assay_call *call);

/// Orders a recurrent kernel [units, gates * units] for the products with it: gate after gate in columns
/// of 16 for the forward pass (n[2] = 0), or its transpose (n[2] = 1). Columns that are missing are 0.
/// p: kernel, packed; n: units, gates, transposed.
int32_t assay_recurrent_pack(const assay_call *call);
/// The gradient of the recurrent kernel. Where the kind of GRU resets before the product, n[0] = 1.
/// p: the pass.
int32_t assay_recurrent_kernel_gradient(const assay_call *call);
/// The gradient of a GRU's two biases [2, 3 units]. p: dz, dq, result; n: rows, units.
int32_t assay_gru_bias_gradient(const assay_call *call);
/// y = x in the columns of one gate, 0 in the others. p: x, y; n: rows, units, gates, gate.
int32_t assay_gate_block(const assay_call *call);
/// y = x[:, at]. p: x, y; n: batch, steps, units, at.
int32_t assay_step_of(const assay_call *call);

#endif
