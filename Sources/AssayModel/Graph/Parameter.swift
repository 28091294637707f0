import AssayCore

/// One array that training changes: its name in its layer, its shape and how it starts.
///
/// The numbers live in the model's ``ParameterStore``; identity is sharing.
public final class Parameter {
  /// The name in its layer, by Keras's words: `kernel`, `bias`.
  public let name: String
  public let shape: Shape
  public let initializer: Initializer
  public let isTrainable: Bool
  /// What is added to the loss for its size.
  public let regularizer: Regularizer?
  /// What it fulfils after every update.
  public let constraint: Constraint?

  init(
    name: String, shape: Shape, initializer: Initializer, isTrainable: Bool,
    regularizer: Regularizer? = nil, constraint: Constraint? = nil
  ) {
    self.name = name
    self.shape = shape
    self.initializer = initializer
    self.isTrainable = isTrainable
    self.regularizer = regularizer
    self.constraint = constraint
  }
}

/// Where a layer declares its parameters, and reports losses and figures of its own. A layer that is
/// called twice finds the parameters of the first call.
public final class Scope {
  /// How a figure of many batches becomes one of an epoch.
  public enum Aggregation: String, Sendable { case mean, sum }

  package private(set) var parameters: [Parameter] = []
  // One node a parameter, so that all its uses add up in one gradient.
  private var symbols: [Symbol] = []
  // What the call at hand has reported so far.
  private var losses: [Symbol] = []
  private var reports: [(name: String, value: Symbol, aggregation: Aggregation)] = []

  init() {}

  /// The parameter `name` of this layer, made by the first call.
  ///
  /// - Shape: static; another shape than the first call's is a mistake that stays in the symbol.
  public func parameter(
    _ name: String, _ shape: Shape, _ initializer: Initializer, trainable: Bool = true,
    regularizer: Regularizer? = nil, constraint: Constraint? = nil
  ) -> Symbol {
    if let index = parameters.firstIndex(where: { $0.name == name }) {
      let known = parameters[index]
      guard known.shape == shape else {
        return Symbol(
          failure: .shape(
            where: "", got: "an input that wants \(name) to be \(shape)",
            wanted: "an input for \(known.shape), as in the layer's first call"))
      }
      return symbols[index]
    }
    guard shape.isStatic, shape.allSatisfy({ $0 > 0 }) else {
      return Symbol(
        failure: .shape(
          where: "", got: "an input that makes \(name) \(shape)",
          wanted: "an input whose feature axes have sizes of 1 or more"))
    }
    guard shape.fitsMemory else { return Symbol(failure: .tooLarge("\(name) \(shape)")) }
    if let mistake = constraint?.mistake(for: shape) { return Symbol(failure: mistake) }
    let parameter = Parameter(
      name: name, shape: shape, initializer: initializer, isTrainable: trainable,
      regularizer: regularizer, constraint: constraint)
    let symbol = Symbol.apply(ParameterOp(parameter: parameter))
    parameters.append(parameter)
    symbols.append(symbol)
    return symbol
  }

  /// Adds a scalar to the loss, in training and in evaluation.
  ///
  ///     scope.addLoss(0.1 * x.square().mean())
  ///
  /// - Source: `Layer.add_loss`.
  public func addLoss(_ loss: Symbol) {
    losses.append(
      loss.require(loss.shape.isEmpty, "one number for addLoss; take its sum() or mean()"))
  }

  /// Reports a figure under `name` in the logs, for training and evaluation.
  ///
  ///     scope.addMetric(x.mean(), name: "mean_activation")
  ///
  /// - Parameters:
  ///   - value: one number a batch, each counting once whatever the batch's size; or one a sample or
  ///     more, each counting once.
  ///   - aggregation: the mean of all of these over the epoch, or their sum.
  /// - Source: `Layer.add_metric` of TensorFlow 2.
  public func addMetric(_ value: Symbol, name: String, aggregation: Aggregation = .mean) {
    reports.append((name, value, aggregation))
  }

  /// What the call at hand has reported, which the next call does not see.
  func takeReports() throws(ModelError) -> (losses: [Node], reports: [LayerReport]) {
    defer {
      losses = []
      reports = []
    }
    for symbol in losses + reports.map(\.value) { if let error = symbol.error { throw error } }
    return (
      losses.map(\.node),
      reports.map { LayerReport(name: $0.name, value: $0.value.node, aggregation: $0.aggregation) }
    )
  }
}
