/// A long short-term memory: a recurrent layer whose cell forgets and learns by gates.
///
///     i, f, o = σ(x · kernel + h · recurrent_kernel + bias)
///     c = f · c + i · activation(…)
///     h = o · activation(c)
///
///     let x = Input(60, 300)
///     LSTM(32)(x)                          // [batch, 32]
///     LSTM(32, returnSequences: true)(x)   // [batch, 60, 32]
///
/// - Input: `[batch, steps, inputs]`. Output: `[batch, units]`, or `[batch, steps, units]`;
///   with `returnState` the last states too.
/// - Parameters: `kernel [inputs, 4 · units]`, Glorot uniform; `recurrent_kernel [units, 4 · units]`,
///   orthogonal; `bias [4 · units]`, 0 and 1 for the forget gate. The gates are in the order i, f, c, o.
/// - Mask: a masked step leaves state and output as they were; passed on with `returnSequences`.
/// - Source: `keras.layers.LSTM`; the same names, shapes, order and initial distributions.
public final class LSTM: Recurrent {
  public convenience init(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    unitForgetBias: Bool = true, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    dropout: Float = 0, recurrentDropout: Float = 0, returnSequences: Bool = false,
    returnState: Bool = false, goBackwards: Bool = false, isStateful: Bool = false,
    name: String? = nil
  ) {
    self.init(
      RecurrentSettings(
        kind: .lstm(unitForgetBias: unitForgetBias), units: units, activation: activation,
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
