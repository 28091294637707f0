import AssayCore
import AssayMetrics
import AssayTestSupport

/// The metrics that ``samples(for:rows:using:)`` has rows for.
let basicClasses = [
  "Accuracy", "BinaryAccuracy", "CategoricalAccuracy", "MeanAbsoluteError", "MeanSquaredError",
  "SparseCategoricalAccuracy", "SparseTopKCategoricalAccuracy", "TopKCategoricalAccuracy",
]

/// Random rows that suit a metric of the catalog, with many ties.
func samples(for className: String, rows: Int, using random: inout Philox) throws
  -> LabelledRows
{
  let classes = [2, 3, 8, 10, 17][Int.random(in: 0..<5, using: &random)]
  func scores(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(Int.random(in: -20...20, using: &random)) / 8 }
  }
  func indices(_ count: Int, below limit: Int) -> [Int] {
    (0..<count).map { _ in Int.random(in: 0..<limit, using: &random) }
  }
  switch className {
  case "Accuracy":
    return LabelledRows(
      labels: Tensor(indices(rows, below: 3)),
      predictions: Tensor(indices(rows, below: 3).map(Float.init)))
  case "BinaryAccuracy":
    return LabelledRows(
      labels: try Tensor(indices(rows * 2, below: 2), shape: [rows, 2]),
      predictions: try Tensor(scores(rows * 2), shape: [rows, 2]))
  case "SparseCategoricalAccuracy", "SparseTopKCategoricalAccuracy":
    return LabelledRows(
      labels: Tensor(indices(rows, below: classes)),
      predictions: try Tensor(scores(rows * classes), shape: [rows, classes]))
  case "CategoricalAccuracy", "TopKCategoricalAccuracy":
    return LabelledRows(
      labels: try Tensor(scores(rows * classes), shape: [rows, classes]),
      predictions: try Tensor(scores(rows * classes), shape: [rows, classes]))
  default:
    // Numbers of very different sizes: a sum of doubles would depend on the order.
    let numbers = (0..<rows * 6).map { _ in
      Float(Double.pow(2, Double.random(in: -60...60, using: &random)))
        * (Bool.random(using: &random) ? 1 : -1)
    }
    return LabelledRows(
      labels: try Tensor(Array(numbers[..<(rows * 3)]), shape: [rows, 3]),
      predictions: try Tensor(Array(numbers[(rows * 3)...]), shape: [rows, 3]))
  }
}

/// Weights among which 0, 1 and fractions of very different sizes occur.
func fractionalWeights(_ rows: Int, using random: inout Philox) -> Tensor {
  Tensor(
    (0..<rows).map { _ -> Float in
      switch Int.random(in: 0..<4, using: &random) {
      case 0: 0
      case 1: 1
      default: Float(Double.pow(2, Double.random(in: -30...30, using: &random)))
      }
    })
}
