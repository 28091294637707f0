import AssayCore
import AssayMetrics
import Testing

/// Expects an update to fail with exactly this text, and to count nothing.
func expectRefusal<M: Metric & Equatable>(
  _ text: String, of metric: M, labels: Tensor, predictions: Tensor, weights: Tensor? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  var after = metric
  do {
    try after.update(labels: labels, predictions: predictions, weights: weights)
    Issue.record("counted; wanted \"\(text)\"", sourceLocation: sourceLocation)
  } catch {
    #expect("\(error)" == text, sourceLocation: sourceLocation)
  }
  #expect(after == metric, sourceLocation: sourceLocation)
}

/// The value after one batch.
func value<M: Metric>(
  _ metric: M, labels: Tensor, predictions: Tensor, weights: Tensor? = nil
) throws -> Double? {
  var metric = metric
  try metric.update(labels: labels, predictions: predictions, weights: weights)
  return metric.value
}
