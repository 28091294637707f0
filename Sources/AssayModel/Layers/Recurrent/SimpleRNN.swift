/// A recurrent layer without gates: `h = activation(x · kernel + h · recurrent_kernel + bias)`.
///
///     SimpleRNN(32)(Input(60, 300))  // [batch, 32]
///
/// - Input: `[batch, steps, inputs]`. Output: `[batch, units]`, or `[batch, steps, units]`;
///   with `returnState` the last states too.
/// - Parameters: `kernel [inputs, units]`, Glorot uniform; `recurrent_kernel [units, units]`, orthogonal;
///   `bias [units]`, zeros.
/// - Mask: a masked step leaves state and output as they were; passed on with `returnSequences`.
/// - Source: `keras.layers.SimpleRNN`; the same names, shapes, order and initial distributions.
public final class SimpleRNN: Recurrent {
  public convenience init(
    _ units: Int, activation: Activation = .tanh,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    dropout: Float = 0, recurrentDropout: Float = 0, returnSequences: Bool = false,
    returnState: Bool = false, goBackwards: Bool = false, isStateful: Bool = false,
    name: String? = nil
  ) {
    self.init(
      RecurrentSettings(
        kind: .simple, units: units, activation: activation,
        useBias: useBias,
        kernelInitializer: kernelInitializer, recurrentInitializer: recurrentInitializer,
        biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
        recurrentRegularizer: recurrentRegularizer, biasRegularizer: biasRegularizer,
        activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
        recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint,
        dropout: dropout, recurrentDropout: recurrentDropout, returnSequences: returnSequences,
        returnState: returnState, goBackwards: goBackwards, isStateful: isStateful), name: name)
  }
}
