import AssayCore

/// Keras's means: of values, and of functions of labels and predictions.
struct KerasMean: Sendable {
  private enum Kind: Sendable {
    case mean, sum, meanTensor, rootMeanSquaredError, sumOverBatchSize
    case relative([Double])
    case function(KerasFunction, perElement: Bool)
  }

  private static let functions: [String: KerasFunction] = [
    "Accuracy": .accuracy, "BinaryAccuracy": .binaryAccuracy,
    "CategoricalAccuracy": .categoricalAccuracy,
    "SparseCategoricalAccuracy": .sparseCategoricalAccuracy,
    "TopKCategoricalAccuracy": .topKCategoricalAccuracy,
    "SparseTopKCategoricalAccuracy": .sparseTopKCategoricalAccuracy,
    "MeanSquaredError": .meanSquaredError, "MeanAbsoluteError": .meanAbsoluteError,
    "MeanAbsolutePercentageError": .meanAbsolutePercentageError,
    "MeanSquaredLogarithmicError": .meanSquaredLogarithmicError, "LogCoshError": .logCosh,
    "CosineSimilarity": .cosineSimilarity, "Hinge": .hinge, "SquaredHinge": .squaredHinge,
    "CategoricalHinge": .categoricalHinge, "KLDivergence": .klDivergence, "Poisson": .poisson,
    "BinaryCrossentropy": .binaryCrossentropy,
    "CategoricalCrossentropy": .categoricalCrossentropy,
    "SparseCategoricalCrossentropy": .sparseCategoricalCrossentropy,
    "PearsonCorrelation": .pearsonCorrelation,
    "ConcordanceCorrelation": .concordanceCorrelation,
  ]

  static let classNames =
    functions.keys.sorted() + [
      "Mean", "MeanMetricWrapper", "MeanRelativeError", "MeanTensor", "RootMeanSquaredError", "Sum",
      "SumOverBatchSize", "SumOverBatchSizeMetricWrapper",
    ]

  private let kind: Kind
  private let arguments: [String: MetricArgument]
  private let className: String

  init(_ arguments: KerasArguments) throws {
    className = arguments.className
    self.arguments = arguments.values
    switch className {
    case "Mean": kind = .mean
    case "Sum": kind = .sum
    case "MeanTensor": kind = .meanTensor
    case "SumOverBatchSize": kind = .sumOverBatchSize
    case "RootMeanSquaredError": kind = .rootMeanSquaredError
    case "MeanRelativeError":
      guard let normalizer = try arguments.numbers("normalizer") else {
        throw arguments.error("normalizer", "numbers")
      }
      kind = .relative(normalizer)
    case "MeanMetricWrapper", "SumOverBatchSizeMetricWrapper":
      kind = .function(
        try KerasMean.wrapped(arguments), perElement: className != "MeanMetricWrapper")
    default:
      guard let function = KerasMean.functions[className] else {
        throw MetricError.unknownName(className, known: KerasMean.classNames)
      }
      kind = .function(function, perElement: false)
    }
  }

  /// The function that is wrapped, from its name or from Keras's serialised form.
  private static func wrapped(_ arguments: KerasArguments) throws -> KerasFunction {
    var name: String?
    switch arguments.values["fn"] {
    case .text(let text): name = text
    case .object(let members):
      if case .text(let text) = members["config"] { name = text }
    default: break
    }
    guard let name, let function = KerasFunction(rawValue: name) else {
      throw arguments.error("fn", "one of Keras's own functions")
    }
    return function
  }

  func contribution(
    _ labels: KerasArray, _ predictions: KerasArray, _ weights: KerasArray?
  ) throws -> KerasArray {
    switch kind {
    case .function(let function, let perElement):
      let found = try function.values(
        labels, predictions, KerasArguments(className: className, values: arguments))
      var weights = weights
      if let mask = found.mask, let given = weights {
        let (mask, given) = KerasArray.aligned(mask, given)
        weights = try given.zip(mask, *)
      }
      return try perElement
        ? KerasMean.overElements(found.values, weights)
        : KerasMean.means(found.values, weights, isSum: false)
    case .rootMeanSquaredError:
      let (y, p) = KerasArray.aligned(labels.narrow, predictions.narrow)
      let squares = try p.zip(y) { ($0 - $1) * ($0 - $1) }
      return try KerasMean.means(squares, weights, isSum: false)
    case .relative(let normalizer):
      let (y, p) = KerasArray.aligned(labels, predictions)
      let scale = KerasArray(shape: [normalizer.count], data: normalizer)
      let errors = try y.zip(p) { abs($0 - $1) }.zip(scale, divideNoNaN)
      return try KerasMean.means26(errors, weights)
    case .mean, .sum, .meanTensor, .sumOverBatchSize:
      throw MetricError.keras("\(className) takes values, not labels and predictions")
    }
  }

  func contribution(values: KerasArray, _ weights: KerasArray?) throws -> KerasArray {
    switch kind {
    case .mean: return try KerasMean.means(values.narrow, weights, isSum: false)
    case .sum: return try KerasMean.means(values.narrow, weights, isSum: true)
    case .sumOverBatchSize: return try KerasMean.overElements(values.narrow, weights)
    case .meanTensor:
      let weight = try (weights ?? KerasArray(scalar: 1)).broadcast(to: values.shape)
      let weighted = try values.zip(weight, *)
      return KerasArray(
        shape: [2] + values.shape, data: weighted.data + weight.data, isWide: true)
    default: throw MetricError.keras("\(className) takes labels and predictions")
    }
  }

  /// The total and the count that a batch adds: each sample's own mean counts once.
  private static func means(
    _ values: KerasArray, _ weights: KerasArray?, isSum: Bool
  ) throws -> KerasArray {
    func reduced(_ x: KerasArray, from axis: Int) throws -> KerasArray {
      try (axis..<max(axis, x.rank)).reversed().reduce(x) {
        isSum ? try $0.sum($1) : try $0.mean($1)
      }
    }
    var values = values
    var count = Double(values.shape.first ?? 1)
    if let weights {
      var (v, w) = KerasArray.aligned(values, weights.narrow)
      let weightRank = w.rank
      if v.rank > weightRank { v = try reduced(v, from: weightRank) }
      w = try w.broadcast(to: v.shape)
      values = try v.zip(w, *)
      if weightRank > 1 { w = try reduced(w, from: 1) }
      count = w.total
    }
    if values.rank > 1 { values = try reduced(values, from: 1) }
    return KerasArray(shape: [2], data: [values.total, count], isWide: true)
  }

  /// Keras 2.6: the sum of weighted elements, over the sum of the weights broadcast to them.
  private static func means26(_ values: KerasArray, _ weights: KerasArray?) throws -> KerasArray {
    guard let weights else {
      return KerasArray(shape: [2], data: [values.total, Double(values.count)], isWide: true)
    }
    let (v, w) = KerasArray.aligned(values, weights)
    let weight = try w.broadcast(to: v.shape)
    return KerasArray(
      shape: [2], data: [try v.zip(weight, *).total, weight.total], isWide: true)
  }

  /// The sum of weighted elements, over the number of elements.
  private static func overElements(
    _ values: KerasArray, _ weights: KerasArray?
  ) throws -> KerasArray {
    let weighted = try means26(values, weights)
    return KerasArray(
      shape: [2], data: [weighted.data[0], Double(values.count)], isWide: true)
  }

  func fits(_ shape: [Int]) -> Bool {
    if case .meanTensor = kind { shape.first == 2 } else { shape == [2] }
  }

  func result(_ state: KerasState) -> MetricValue {
    let numbers = state.numbers
    switch kind {
    case .meanTensor:
      guard !state.isEmpty else { return .scalar(nil) }
      let half = numbers.count / 2
      let means = (0..<half).map { divideNoNaN(numbers[$0], numbers[half + $0]) }
      return KerasArray(shape: Array(state.shape.dropFirst()), data: means).value
    case .sum: return .scalar(numbers.first ?? 0)
    default:
      guard numbers.count == 2 else { return .scalar(0) }
      let mean = divideNoNaN(numbers[0], numbers[1])
      if case .rootMeanSquaredError = kind { return .scalar(mean.squareRoot()) }
      return .scalar(mean)
    }
  }
}
