import AssayCore
import CKernels

/// Probabilities, and whether what they are the probability of happened.
enum Confidences {
  /// Calls `body` with each row that is looked at, once all have been found fit.
  ///
  /// - Parameters:
  ///   - labels: 0 and 1 against the probability of 1; or class indices or one-hot rows against rows of
  ///     probabilities, of which the greatest counts.
  static func each(
    metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?,
    _ body: (_ confidence: Double, _ right: Bool, _ weight: Double) -> Void
  ) throws {
    let hasRows = predictions.rank >= 2 && predictions.shape.lastSize >= 2
    let sides = try Sides(
      ClassCounts(
        numClasses: hasRows
          ? max(1, min(predictions.shape.lastSize, ClassTable.maximumClasses)) : 2,
        labels: hasRows && labels.shape == predictions.shape ? .rows : .indices,
        predictions: hasRows ? .rows : .threshold),
      metric: metric, labels: labels, predictions: predictions, weights: weights)
    try sides.batch.eachConfidence(sides.reading) { _, _, _ in }
    try sides.batch.eachConfidence(sides.reading, body)
  }
}

extension Batch {
  fileprivate borrowing func eachConfidence(
    _ reading: assay_class_reading,
    _ body: (_ confidence: Double, _ right: Bool, _ weight: Double) -> Void
  ) throws {
    var reading = reading
    let size = Batch.onStack / 2
    let hasWeights = weights != nil
    let fault = withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * size) { numbers in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size) { right in
        withKernelBatch { raw in
          var start = 0
          while start < rows {
            let count = min(size, rows - start)
            let fault = assay_read_confidences(
              numbers.baseAddress, right.baseAddress, numbers.baseAddress! + size, &raw, &reading,
              Int64(start), Int32(count))
            if fault.kind != ASSAY_FAULT_NONE { return fault }
            for i in 0..<count where numbers[i] >= 0 {
              body(numbers[i], right[i] != 0, hasWeights ? numbers[size + i] : 1)
            }
            start += count
          }
          return assay_fault()
        }
      }
    }
    if fault.kind != ASSAY_FAULT_NONE { throw classError(fault, reading) }
  }
}
