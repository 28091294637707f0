import AssayCore

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
  private var updates:
    [(parameter: Parameter, value: Symbol, rule: ParameterUpdate.Rule, mode: Mode?)] = []

  /// What the call at hand is for, whatever the program: `true` training, `false` inference, `nil` what the
  /// program is for. A layer made of layers passes it on.
  public internal(set) var training: Bool?
  weak var layer: Layer?

  init() {}

  /// The parameter `name` of this layer, made by the first call.
  ///
  /// - Shape: static; another shape than the first call's is a mistake that stays in the symbol.
  public func parameter(
    _ name: String, _ shape: Shape, _ initializer: Initializer, trainable: Bool = true,
    regularizer: Regularizer? = nil, constraint: Constraint? = nil
  ) -> Symbol {
    parameter(
      name, shape, initializer, trainable: trainable, regularizer: regularizer,
      constraint: constraint, isState: false)
  }

  /// What the layer remembers from batch to batch: zeros at first, and none of the model's weights.
  func state(_ name: String, _ shape: Shape) -> Symbol {
    parameter(
      name, shape, .zeros, trainable: false, regularizer: nil, constraint: nil, isState: true)
  }

  private func parameter(
    _ name: String, _ shape: Shape, _ initializer: Initializer, trainable: Bool,
    regularizer: Regularizer?, constraint: Constraint?, isState: Bool
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
      regularizer: regularizer, constraint: constraint, isState: isState)
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

  /// `training` in programs that train, `inference` in the others; the call may have been asked for
  /// one of them.
  ///
  /// - Parameters:
  ///   - whileTrainable: a layer that is frozen is never training.
  public func inTraining(
    _ training: @autoclosure () -> Symbol, otherwise inference: @autoclosure () -> Symbol,
    whileTrainable: Bool = false
  ) -> Symbol {
    switch self.training {
    case false?: inference()
    case true? where !whileTrainable: training()
    default:
      .apply(
        ModeSwitch(
          layer: whileTrainable ? layer : nil, mode: self.training == true ? .training : nil),
        training(), inference())
    }
  }

  /// Gives a parameter that is not trainable another number once a program has run.
  ///
  /// - Parameters:
  ///   - parameter: what ``parameter(_:_:_:trainable:regularizer:constraint:)`` gave.
  ///   - value: of the parameter's shape.
  ///   - isState: in every program; otherwise in training only, and not while the layer is frozen.
  public func update(_ parameter: Symbol, to value: Symbol, isState: Bool = false) {
    add(parameter, value, .assign, isState: isState)
  }

  /// Moves a parameter that is not trainable towards `value` by every step of training, while the layer is
  /// not frozen: `momentum` of what it was, and the rest of the value.
  public func average(_ parameter: Symbol, with value: Symbol, momentum: Float) {
    add(parameter, value, .average(momentum: momentum), isState: false)
  }

  private func add(
    _ parameter: Symbol, _ value: Symbol, _ rule: ParameterUpdate.Rule, isState: Bool
  ) {
    guard isState || training != false else { return }
    guard parameter.error == nil, let op = parameter.node.op as? ParameterOp else {
      preconditionFailure("Scope.update: the first argument is no parameter of the layer")
    }
    updates.append(
      (
        op.parameter,
        value.require(
          value.shape == parameter.shape, "\(parameter.shape) for \(op.parameter.name)"),
        rule, isState ? nil : .training
      ))
  }

  /// What one call has reported.
  struct Report {
    var losses: [Node] = []
    var figures: [LayerReport] = []
    var updates: [ParameterUpdate] = []
  }

  /// What the call at hand has reported, which the next call does not see.
  func takeReports() throws(ModelError) -> Report {
    defer {
      losses = []
      reports = []
      updates = []
    }
    for symbol in losses + reports.map(\.value) + updates.map(\.value) {
      if let error = symbol.error { throw error }
    }
    return Report(
      losses: losses.map(\.node),
      figures: reports.map {
        LayerReport(name: $0.name, value: $0.value.node, aggregation: $0.aggregation)
      },
      updates: updates.map {
        ParameterUpdate(
          parameter: $0.parameter, value: $0.value.node, rule: $0.rule, mode: $0.mode,
          layer: $0.mode == nil ? nil : layer)
      })
  }
}
