import AssayCore
import AssayTestSupport

/// Random rows that suit a threshold or area metric; `nil` for other classes.
///
/// Many ties, among them 0, 1 and one half.
func thresholdSamples(
  for className: String, rows: Int, using random: inout Philox
) -> LabelledRows? {
  let classes = [
    "TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives", "Precision", "Recall",
    "SensitivityAtSpecificity", "SpecificityAtSensitivity", "PrecisionAtRecall",
    "RecallAtPrecision", "AUC", "ExactAUC", "AveragePrecision",
  ]
  guard classes.contains(className) else { return nil }
  let steps = [2, 8, 40][Int.random(in: 0..<3, using: &random)]
  return LabelledRows(
    labels: Tensor(
      (0..<rows).map { _ in (0..<3).map { _ in Int.random(in: 0...1, using: &random) } }),
    predictions: Tensor(
      (0..<rows).map { _ in
        (0..<3).map { _ in Float(Int.random(in: 0...steps, using: &random)) / Float(steps) }
      }))
}
