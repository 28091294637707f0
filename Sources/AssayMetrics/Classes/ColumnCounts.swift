import AssayCore
import CKernels

/// Hits, false positives and false negatives of every column of outputs, of which any number can be 1.
///
///     var counts = ColumnCounts(threshold: 0.5)
///     try counts.update(metric: "F1Score", labels: y, predictions: p, weights: nil)
///     counts.hits.columns[0].hits
///
/// A single column needs no threshold where its numbers are in `0...1`: it is 0.5.
///
/// - Shape: `[batch, …, columns]`, labels 0 and 1; or class indices `[batch, …]` against scores; or
///   one column, `[batch]`.
public struct ColumnCounts: Accumulator {
  /// A prediction greater than this is positive; `nil` is every one that has its row's greatest score.
  public let threshold: Double?
  /// What has been counted.
  public private(set) var hits = ColumnHits()
  /// With one column and no threshold, what Keras counts, to which all but 0 is positive.
  private(set) var keras = ColumnHits()

  public init(threshold: Double? = nil) {
    precondition(
      threshold?.isFinite ?? true, "ColumnCounts: threshold \(threshold ?? 0) is not finite")
    self.threshold = threshold
  }

  public var empty: Self { Self(threshold: threshold) }

  public func requireMergeable(_ other: Self, metric: String) throws {
    let (mine, theirs) = (hits.count, other.hits.count)
    guard mine == 0 || theirs == 0 || mine == theirs else {
      throw MetricError.merging(
        metric: metric, "the number of columns", found: theirs, wanted: mine)
    }
  }

  public mutating func merge(_ other: Self) {
    hits.merge(other.hits)
    keras.merge(other.keras)
  }

  public mutating func update(
    metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?
  ) throws {
    let hasColumns = predictions.rank >= 2 && predictions.shape.lastSize >= 2
    let hasIndices =
      hasColumns
      && (labels.rank < predictions.rank
        || (labels.shape.lastSize == 1 && labels.rank == predictions.rank))
    var batch =
      hasIndices
      ? try Batch(
        classIndices: metric, labels: labels, predictions: predictions, weights: weights)
      : hasColumns
        ? try Batch(
          classRows: metric, labels: labels, predictions: predictions, weights: weights)
        : try Batch(pairs: metric, labels: labels, predictions: predictions, weights: weights)
    let columns = batch.classes
    guard columns <= ASSAY_MARKS, hits.isEmpty || hits.count == columns else {
      throw MetricError.shapes(
        metric: metric, labels: labels.shape, predictions: predictions.shape,
        wanted: hits.isEmpty
          ? "there can be \(ASSAY_MARKS) columns" : "there were \(hits.count) columns before")
    }
    let limit = threshold ?? 0.5
    batch.threshold = predictions.dtype == .float32 ? Double(Float(limit)) : limit
    let isOpen = threshold == nil && columns == 1
    let reading = threshold == nil && !isOpen ? ASSAY_COLUMNS_GREATEST : ASSAY_COLUMNS_ABOVE
    if isOpen { try batch.requireProbabilities() }
    try hits.count(batch, Int32(reading), hasIndices)
    if isOpen {
      // The greatest of a row of one, unless it is 0.
      batch.threshold = predictions.dtype == .float32 ? Double(Float(1e-9)) : 1e-9
      try keras.count(batch, Int32(reading), hasIndices)
    }
  }
}

extension ColumnCounts {
  private enum CodingKeys: String, CodingKey { case threshold, hits, keras }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    threshold = try container.decodeIfPresent(Double.self, forKey: .threshold)
    hits = try container.decode(ColumnHits.self, forKey: .hits)
    keras = try container.decode(ColumnHits.self, forKey: .keras)
    guard threshold?.isFinite ?? true else {
      throw DecodingError.dataCorruptedError(
        forKey: .threshold, in: container, debugDescription: "the threshold is not finite")
    }
  }
}

extension Batch {
  /// Throws where a number of a single column is no probability and no threshold says what it is.
  fileprivate borrowing func requireProbabilities() throws {
    var reading = assay_class_reading()
    reading.label_reading = Int32(ASSAY_CLASS_INDEX)
    reading.prediction_reading = Int32(ASSAY_CLASS_PROBABILITY)
    reading.classes = 2
    guard weights != nil else {
      var table: (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
      let fault = withUnsafeMutableBytes(of: &table) { table in
        withKernelBatch {
          assay_count_cells(&$0, &reading, table.assumingMemoryBound(to: Int64.self).baseAddress)
        }
      }
      if fault.kind != ASSAY_FAULT_NONE { throw classError(fault, reading) }
      return
    }
    try eachCell(reading) { _, _ in }
  }
}
