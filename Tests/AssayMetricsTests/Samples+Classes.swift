import AssayCore
import AssayMetrics
import AssayTestSupport

/// Random rows that suit a metric of classes, calibration or rankings, with many ties; `nil` for any
/// other class.
func classSamples(
  for className: String, rows: Int, using random: inout Philox
) throws -> LabelledRows? {
  func scores(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(Int.random(in: -20...20, using: &random)) / 8 }
  }
  func probabilities(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(Int.random(in: 0...16, using: &random)) / 16 }
  }
  func indices(_ count: Int, below limit: Int) -> [Int] {
    (0..<count).map { _ in Int.random(in: 0..<limit, using: &random) }
  }
  switch className {
  case "IoU", "MeanIoU":
    return LabelledRows(
      labels: try Tensor(indices(rows * 2, below: 3), shape: [rows, 2]),
      predictions: try Tensor(indices(rows * 2, below: 3).map(Float.init), shape: [rows, 2]))
  case "OneHotIoU", "OneHotMeanIoU":
    return LabelledRows(
      labels: try Tensor(scores(rows * 3), shape: [rows, 3]),
      predictions: try Tensor(scores(rows * 3), shape: [rows, 3]))
  case "BinaryIoU", "CalibrationError", "ExpectedCalibrationError", "AdaptiveCalibrationError",
    "BrierDecomposition":
    return LabelledRows(
      labels: Tensor(indices(rows, below: 2)), predictions: Tensor(probabilities(rows)))
  case "FBetaScore", "F1Score", "HitRate", "MeanReciprocalRank":
    return LabelledRows(
      labels: try Tensor(indices(rows * 3, below: 2), shape: [rows, 3]),
      predictions: try Tensor(scores(rows * 3), shape: [rows, 3]))
  case "NDCG":
    return LabelledRows(
      labels: try Tensor(indices(rows * 5, below: 4), shape: [rows, 5]),
      predictions: try Tensor(scores(rows * 5), shape: [rows, 5]))
  case "BalancedAccuracy", "ClassificationReport", "CohenKappa", "ConfusionMatrix",
    "MatthewsCorrelation", "MulticlassFBeta", "MulticlassPrecision", "MulticlassRecall":
    let classes = [2, 3, 8, 17][Int.random(in: 0..<4, using: &random)]
    return LabelledRows(
      labels: Tensor(indices(rows, below: classes)),
      predictions: try Tensor(scores(rows * classes), shape: [rows, classes]))
  default: return nil
  }
}
