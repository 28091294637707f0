import AssayCore

/// Joins every input to every unit: `y = activation(x · kernel + bias)`.
///
///     Dense(64, activation: .relu)
///
/// - Input: `[batch, …, inputs]`. Output: `[batch, …, units]`.
/// - Parameters: `kernel [inputs, units]`, Glorot uniform; `bias [units]`, zeros.
/// - Source: `keras.layers.Dense`; the same names, shapes, order and initial distributions.
public final class Dense: Layer {
  public let units: Int
  public let activation: Activation
  public let useBias: Bool
  public let kernelInitializer: Initializer
  public let biasInitializer: Initializer
  public let kernelRegularizer: Regularizer?
  public let biasRegularizer: Regularizer?
  public let kernelConstraint: Constraint?
  public let biasConstraint: Constraint?

  public init(
    _ units: Int, activation: Activation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.units = units
    self.activation = activation
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    super.init(name: name)
    self.activityRegularizer = activityRegularizer
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard units > 0 else {
      return Symbol(
        failure: .argument(where: "", found: "units is \(units)", wanted: "1 unit or more"))
    }
    let x = x.require(x.shape.count >= 2, "[batch, …, inputs]")
    guard x.error == nil else { return x }
    let kernel = scope.parameter(
      "kernel", [x.shape.lastSize, units], kernelInitializer, regularizer: kernelRegularizer,
      constraint: kernelConstraint)
    let bias =
      useBias
      ? scope.parameter(
        "bias", [units], biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint)
      : nil
    return activation(x.matmul(kernel, adding: bias))
  }

  public override var supportsMasking: Bool { true }
}
