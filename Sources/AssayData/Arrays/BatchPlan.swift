/// How samples are cut into batches: all of the same size, the last one maybe smaller.
///
///     let plan = BatchPlan(count: 70, batchSize: 32)
///     plan.steps             // 3
///     plan[2]                // 64..<70
///
/// - Range: `count` 0 or more, `batchSize` 1 or more.
public struct BatchPlan: Sendable, Equatable {
  public let count: Int
  public let batchSize: Int

  public init(count: Int, batchSize: Int) {
    precondition(count >= 0, "BatchPlan: \(count) samples")
    precondition(batchSize > 0, "BatchPlan: a batch size of \(batchSize); use 1 or more")
    self.count = count
    self.batchSize = batchSize
  }

  /// The number of batches.
  public var steps: Int { count / batchSize + (count % batchSize == 0 ? 0 : 1) }

  /// The size of the last batch where it is smaller than the others.
  public var remainder: Int? { count % batchSize == 0 ? nil : count % batchSize }

  /// The places in the row order that make up one batch.
  public subscript(step: Int) -> Range<Int> {
    precondition(step >= 0 && step < steps, "BatchPlan: batch \(step) of \(steps)")
    return step * batchSize..<min((step + 1) * batchSize, count)
  }
}
