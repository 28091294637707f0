import AssayCore
import AssayMetrics
import AssayTestSupport

/// Random rows that suit a mean, a regression or a correlation; `nil` for any other class.
func meanSamples(
  for className: String, rows: Int, using random: inout Philox
) throws -> LabelledRows? {
  func numbers(_ count: Int, _ range: ClosedRange<Double>) -> [Float] {
    (0..<count).map { _ in Float(Double.random(in: range, using: &random)) }
  }
  func indices(_ count: Int, below limit: Int) -> [Int] {
    (0..<count).map { _ in Int.random(in: 0..<limit, using: &random) }
  }
  func probabilityRows(_ classes: Int) -> [Float] {
    (0..<rows).flatMap { _ in
      let row = numbers(classes, 0.01...1)
      let sum = row.reduce(0, +)
      return row.map { $0 / sum }
    }
  }
  func oneHot(_ classes: Int) throws -> Tensor {
    let found = indices(rows, below: classes)
    return try Tensor(
      found.flatMap { label in (0..<classes).map { Float($0 == label ? 1 : 0) } },
      shape: [rows, classes])
  }
  switch className {
  case "Hinge", "SquaredHinge":
    return LabelledRows(
      labels: try Tensor(indices(rows * 2, below: 2), shape: [rows, 2]),
      predictions: try Tensor(numbers(rows * 2, -3...3), shape: [rows, 2]))
  case "BinaryCrossentropy":
    return LabelledRows(
      labels: try Tensor(indices(rows * 2, below: 2), shape: [rows, 2]),
      predictions: try Tensor(numbers(rows * 2, 0...1), shape: [rows, 2]))
  case "BrierScore", "LogLoss":
    guard Bool.random(using: &random) else {
      return LabelledRows(
        labels: Tensor(indices(rows, below: 2)), predictions: Tensor(numbers(rows, 0...1)))
    }
    return LabelledRows(
      labels: Tensor(indices(rows, below: 3)),
      predictions: try Tensor(probabilityRows(3), shape: [rows, 3]))
  case "SparseCategoricalCrossentropy":
    return LabelledRows(
      labels: Tensor(indices(rows, below: 4)),
      predictions: try Tensor(probabilityRows(4), shape: [rows, 4]))
  case "CategoricalCrossentropy", "CategoricalHinge", "KLDivergence":
    return LabelledRows(
      labels: try oneHot(3), predictions: try Tensor(probabilityRows(3), shape: [rows, 3]))
  case "Poisson", "MeanSquaredLogarithmicError":
    return LabelledRows(
      labels: try Tensor(numbers(rows * 2, 0...9), shape: [rows, 2]),
      predictions: try Tensor(numbers(rows * 2, 0.01...9), shape: [rows, 2]))
  case "PearsonCorrelation", "ConcordanceCorrelation":
    guard Bool.random(using: &random) else {
      return LabelledRows(
        labels: try Tensor(numbers(rows * 4, -9...9), shape: [rows, 4]),
        predictions: try Tensor(numbers(rows * 4, -9...9), shape: [rows, 4]))
    }
    let labels = numbers(rows, 999...1001)
    return LabelledRows(
      labels: Tensor(labels), predictions: Tensor(zip(labels, numbers(rows, -1...1)).map(+)))
  case "MedianAbsoluteError", "MaxError":
    // Many ties, and medians between two.
    return LabelledRows(
      labels: Tensor(indices(rows, below: 9)),
      predictions: Tensor(numbers(rows, 0...1).map { ($0 * 8).rounded() }))
  case "CosineSimilarity", "ExplainedVariance", "LogCoshError", "MeanAbsolutePercentageError",
    "MeanBiasError", "MeanRelativeError", "PinballLoss", "R2Score", "RootMeanSquaredError":
    return LabelledRows(
      labels: try Tensor(numbers(rows * 3, -9...9), shape: [rows, 3]),
      predictions: try Tensor(numbers(rows * 3, -9...9), shape: [rows, 3]))
  default: return nil
  }
}
