import AssayCore

/// What a loss of Keras's gives for labels, predictions and weights, its reduction done.
///
///     let loss = try KerasLossFunction(className: "Huber", configuration: ["delta": 2])
///     try loss(labels: y, predictions: p)
///
/// - Source: Keras 3.15.1 on TensorFlow, outside a model.
public struct KerasLossFunction: Sendable {
  public let className: String
  private let function: KerasFunction
  private let configuration: [String: MetricArgument]
  private let reduction: String

  private static let functions: [String: KerasFunction] = [
    "BinaryCrossentropy": .binaryCrossentropy,
    "BinaryFocalCrossentropy": .binaryFocalCrossentropy,
    "CTC": .ctc, "CategoricalCrossentropy": .categoricalCrossentropy,
    "CategoricalFocalCrossentropy": .categoricalFocalCrossentropy,
    "CategoricalGeneralizedCrossEntropy": .categoricalGeneralizedCrossEntropy,
    "CategoricalHinge": .categoricalHinge, "Circle": .circle,
    "CosineSimilarity": .cosineSimilarity, "Dice": .dice, "Hinge": .hinge, "Huber": .huber,
    "KLDivergence": .klDivergence, "LogCosh": .logCosh, "MeanAbsoluteError": .meanAbsoluteError,
    "MeanAbsolutePercentageError": .meanAbsolutePercentageError,
    "MeanSquaredError": .meanSquaredError,
    "MeanSquaredLogarithmicError": .meanSquaredLogarithmicError, "Poisson": .poisson,
    "SparseCategoricalCrossentropy": .sparseCategoricalCrossentropy,
    "SquaredHinge": .squaredHinge, "Tversky": .tversky,
  ]

  /// Every class there is.
  public static let classNames: [String] = functions.keys.sorted()

  /// - Throws: ``MetricError`` for a class, an argument or a reduction that is unknown.
  public init(className: String, configuration: [String: MetricArgument] = [:]) throws {
    guard let function = KerasLossFunction.functions[className] else {
      throw MetricError.unknownName(className, known: KerasLossFunction.classNames)
    }
    self.className = className
    self.function = function
    self.configuration = configuration
    let arguments = KerasArguments(className: className, values: configuration)
    switch configuration["reduction"] {
    case nil: reduction = "sum_over_batch_size"
    case .null: reduction = "none"
    default: reduction = arguments.text("reduction") ?? ""
    }
    let known = ["sum_over_batch_size", "mean", "sum", "none", "mean_with_sample_weight"]
    guard known.contains(reduction) else {
      throw arguments.error("reduction", "one of \(known.joined(separator: ", "))")
    }
  }

  /// - Throws: ``MetricError`` where Keras would raise an error.
  public func callAsFunction(
    labels: Tensor, predictions: Tensor, weights: Tensor? = nil
  ) throws -> MetricValue {
    let (y, p) = KerasArray.aligned(KerasArray(labels).narrow, KerasArray(predictions).narrow)
    let found = try function.values(
      y, p, KerasArguments(className: className, values: configuration))
    let sign: Double = function == .cosineSimilarity ? -1 : 1
    var values = found.values.map { sign * $0 }
    var weight = weights.map { KerasArray($0).narrow }
    if let mask = found.mask {
      var own = mask
      if reduction == "mean" || reduction == "sum_over_batch_size" {
        let share = divideNoNaN(Double(mask.count), mask.total)
        own = mask.map { $0 != 0 ? share : 0 }
      }
      if let given = weight {
        let (mask, given) = KerasArray.aligned(own, given)
        weight = try given.zip(mask, *)
      } else {
        weight = own
      }
    }
    if let given = weight {
      let (aligned, own) = KerasArray.aligned(values, given)
      values = try aligned.zip(own, *)
      weight = own
    }
    if reduction == "none" || values.shape.isEmpty || values.shape == [0] { return values.value }
    switch reduction {
    case "sum": return .scalar(values.total)
    case "mean_with_sample_weight" where weight != nil:
      return .scalar(divideNoNaN(values.total, weight?.total ?? 0))
    default: return .scalar(divideNoNaN(values.total, Double(values.count)))
    }
  }
}
