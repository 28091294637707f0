/// A gated recurrent unit: a recurrent layer with a state that two gates update and reset.
///
///     z, r = σ(x · kernel + h · recurrent_kernel + bias)
///     g = activation(x · kernel + r · (h · recurrent_kernel + bias))
///     h = z · h + (1 − z) · g
///
///     GRU(32)(Input(60, 300))  // [batch, 32]
///
/// Without `resetAfter` the state is reset before its product: `g = activation(… + (r · h) · …)`.
///
/// - Input: `[batch, steps, inputs]`. Output: `[batch, units]`, or `[batch, steps, units]`;
///   with `returnState` the last states too.
/// - Parameters: `kernel [inputs, 3 · units]`, Glorot uniform; `recurrent_kernel [units, 3 · units]`,
///   orthogonal; `bias [2, 3 · units]`, or `[3 · units]` without `resetAfter`, zeros. The gates are in
///   the order z, r, h.
/// - Mask: a masked step leaves state and output as they were; passed on with `returnSequences`.
/// - Source: `keras.layers.GRU`; the same names, shapes, order and initial distributions.
public final class GRU: Recurrent {
  public convenience init(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    dropout: Float = 0, recurrentDropout: Float = 0, returnSequences: Bool = false,
    returnState: Bool = false, goBackwards: Bool = false, isStateful: Bool = false,
    resetAfter: Bool = true, name: String? = nil
  ) {
    self.init(
      RecurrentSettings(
        kind: .gru(resetAfter: resetAfter), units: units, activation: activation,
        recurrentActivation: recurrentActivation, useBias: useBias,
        kernelInitializer: kernelInitializer, recurrentInitializer: recurrentInitializer,
        biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
        recurrentRegularizer: recurrentRegularizer, biasRegularizer: biasRegularizer,
        activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
        recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint,
        dropout: dropout, recurrentDropout: recurrentDropout, returnSequences: returnSequences,
        returnState: returnState, goBackwards: goBackwards, isStateful: isStateful), name: name)
  }

  public var recurrentActivation: Activation { settings.recurrentActivation }
}
