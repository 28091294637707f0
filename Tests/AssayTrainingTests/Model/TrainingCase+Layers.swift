import AssayCore
import AssayModel

// The layers of a case, and what they have.

extension TrainingCase {
  static func layer(_ asked: Asked, name: String) throws -> Layer {
    switch asked.kind {
    case "Dense":
      try asked.expect(
        only: "units", "activation", "use_bias", "kernel_regularizer", "bias_regularizer",
        "activity_regularizer", "kernel_constraint", "bias_constraint")
      return Dense(
        asked.integer("units") ?? 0, activation: try activation(asked),
        useBias: asked["config"]?["use_bias"] == nil || asked.flag("use_bias"),
        kernelRegularizer: try regularizer(asked["config"]?["kernel_regularizer"]),
        biasRegularizer: try regularizer(asked["config"]?["bias_regularizer"]),
        activityRegularizer: try regularizer(asked["config"]?["activity_regularizer"]),
        kernelConstraint: try constraint(asked["config"]?["kernel_constraint"]),
        biasConstraint: try constraint(asked["config"]?["bias_constraint"]), name: name)
    case "Flatten": return Flatten(name: name)
    case "Masking":
      try asked.expect(only: "mask_value")
      return Masking(maskValue: Float(asked.number("mask_value") ?? 0), name: name)
    case "Embedding":
      try asked.expect(
        only: "input_dim", "output_dim", "mask_zero", "embeddings_regularizer",
        "embeddings_constraint")
      return Embedding(
        asked.integer("input_dim") ?? 0, asked.integer("output_dim") ?? 0,
        embeddingsRegularizer: try regularizer(asked["config"]?["embeddings_regularizer"]),
        embeddingsConstraint: try constraint(asked["config"]?["embeddings_constraint"]),
        maskZero: asked.flag("mask_zero"), name: name)
    case "AddsLoss":
      try asked.expect(only: "factor")
      return AddsLoss(factor: Float(asked.number("factor") ?? .nan), name: name)
    case "AddsMetric":
      try asked.expect(only: "metric")
      return AddsMetric(key: asked.word("metric") ?? "", name: name)
    default: return try simpleLayer(asked, name: name)
    }
  }

  private static func simpleLayer(_ asked: Asked, name: String) throws -> Layer {
    switch asked.kind {
    case "Add": return Add(name: name)
    case "Softmax": return Softmax(name: name)
    case "Activation": return ActivationLayer(try activation(asked), name: name)
    case "Dropout": return Dropout(Float(asked.number("rate") ?? .nan), name: name)
    case "ReLU":
      try asked.expect(only: "max_value", "negative_slope", "threshold")
      return ReLU(
        maxValue: asked.number("max_value").map { Float($0) },
        negativeSlope: Float(asked.number("negative_slope") ?? 0),
        threshold: Float(asked.number("threshold") ?? 0), name: name)
    case "LeakyReLU":
      return LeakyReLU(negativeSlope: Float(asked.number("negative_slope") ?? 0.3), name: name)
    case "ELU": return ELU(alpha: Float(asked.number("alpha") ?? 1), name: name)
    case "ActivityRegularization":
      return ActivityRegularization(
        l1: Float(asked.number("l1") ?? 0), l2: Float(asked.number("l2") ?? 0), name: name)
    case "Reshape":
      let sizes = asked["config"]?["target_shape"]?.numbers.map { Int($0) } ?? []
      switch sizes.count {
      case 1: return Reshape(sizes[0], name: name)
      case 2: return Reshape(sizes[0], sizes[1], name: name)
      default: throw Unknown(word: "Reshape of \(sizes)")
      }
    default: throw Unknown(word: asked.kind ?? "")
    }
  }

  private static func activation(_ asked: Asked) throws -> Activation {
    let name = asked.word("activation") ?? "linear"
    guard let activation = Activation.named[name] else { throw Unknown(word: name) }
    return activation
  }

  private static func regularizer(_ asked: Asked?) throws -> Regularizer? {
    guard let asked else { return nil }
    // Words have Keras's factors.
    switch asked.word {
    case "l1": return .l1(0.01)
    case "l2": return .l2(0.01)
    default: break
    }
    func factor(_ key: String) -> Float { Float(asked.number(key) ?? 0) }
    switch asked.kind {
    case "L1":
      try asked.expect(only: "l1")
      return .l1(factor("l1"))
    case "L2":
      try asked.expect(only: "l2")
      return .l2(factor("l2"))
    case "L1L2":
      try asked.expect(only: "l1", "l2")
      return .l1l2(l1: factor("l1"), l2: factor("l2"))
    case "OrthogonalRegularizer":
      try asked.expect(only: "factor", "mode")
      guard asked.word("mode") == "rows" else { throw Unknown(word: "mode") }
      return orthogonalRows(factor("factor"))
    default: throw Unknown(word: asked.kind ?? "regularizer")
    }
  }

  /// Keras's `OrthogonalRegularizer`, as one of the user's own: the mean |cosine| of two different rows.
  private static func orthogonalRows(_ factor: Float) -> Regularizer {
    Regularizer("Orthogonal") { x in
      let (rows, columns) = (x.shape[0], x.shape[1])
      let unit = x / x.square().sum(axis: -1).squareRoot().reshaped([rows, 1])
      let cosines = unit.reshaped([rows, 1, columns]) * unit.reshaped([1, rows, columns])
      let others = cosines.sum(axis: -1).abs().sum() - Float(rows)
      return others * (factor / Float(rows * (rows - 1)))
    }
  }

  private static func constraint(_ asked: Asked?) throws -> Constraint? {
    guard let asked else { return nil }
    func number(_ key: String) -> Float { Float(asked.number(key) ?? .nan) }
    let axis = asked.integer("axis") ?? 0
    switch asked.kind {
    case "NonNeg": return .nonNeg
    case "MaxNorm":
      try asked.expect(only: "max_value", "axis")
      return .maxNorm(number("max_value"), axes: axis)
    case "UnitNorm":
      try asked.expect(only: "axis")
      return .unitNorm(axes: axis)
    case "MinMaxNorm":
      try asked.expect(only: "min_value", "max_value", "rate", "axis")
      return .minMaxNorm(
        number("min_value"), number("max_value"), rate: number("rate"), axes: axis)
    default: throw Unknown(word: asked.kind ?? "constraint")
    }
  }
}

/// Adds a share of the mean square of what passes to the loss.
private final class AddsLoss: Layer {
  let factor: Float

  init(factor: Float, name: String) {
    self.factor = factor
    super.init(name: name)
  }

  override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    scope.addLoss(factor * x.square().mean())
    return x
  }
}

/// Reports the mean of what passes, batch by batch.
private final class AddsMetric: Layer {
  let key: String

  init(key: String, name: String) {
    self.key = key
    super.init(name: name)
  }

  override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    scope.addMetric(x.mean(), name: key)
    return x
  }
}
