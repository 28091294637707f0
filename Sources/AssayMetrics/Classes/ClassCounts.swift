import AssayCore
import CKernels

/// The table of labels against predictions that the metrics of classes read.
///
///     var counts = ClassCounts(numClasses: 3)
///     try counts.update(metric: "MeanIoU", labels: y, predictions: p, weights: nil)
///     counts.table[0, 2]  // how often class 0 was taken for class 2
///
/// Left to ``Form/automatic``, the form of labels and predictions is a matter of their shapes and
/// types alone, never of what they hold:
///
/// - `[batch, …]` or `[batch, …, 1]` against `[batch, …, classes]`: class indices against scores.
/// - `[batch, …, classes]` against `[batch, …]`: one-hot labels against class indices.
/// - equal shapes and predictions of integers: class indices against class indices.
/// - equal shapes, predictions that are floating point, a last axis of 2 or more classes: one-hot
///   labels against scores.
/// - else, floating point: labels 0 and 1 against the probability of class 1, or class indices where
///   there are more than two classes.
public struct ClassCounts: Accumulator {
  /// How a class is given.
  public enum Form: String, Sendable, Codable {
    case automatic
    /// As its index.
    case indices
    /// As the place of the greatest of a row of scores, one-hot labels as a rule.
    case rows
    /// As the side of a threshold on which a number lies: 0 or 1.
    case threshold
  }

  /// How many classes there are; `nil` as many as there are scores, or have been seen.
  public let numClasses: Int?
  /// The label that is not looked at.
  public let ignoreClass: Int?
  public let labels: Form
  public let predictions: Form
  /// Above it a number is class 1; `nil` is 0.5, and numbers outside `0...1` are refused.
  public let threshold: Double?
  /// Whether a number at the threshold is class 1.
  public let includesThreshold: Bool
  /// The axis of rows of scores.
  public let axis: Int
  /// What has been counted.
  public private(set) var table: ClassTable

  public init(
    numClasses: Int? = nil, ignoreClass: Int? = nil, labels: Form = .automatic,
    predictions: Form = .automatic, threshold: Double? = nil, includesThreshold: Bool = false,
    axis: Int = -1
  ) {
    precondition(
      numClasses.map { (1...ClassTable.maximumClasses).contains($0) } ?? true,
      "ClassCounts: \(numClasses ?? 0) classes are not in 1...\(ClassTable.maximumClasses)")
    precondition(
      threshold?.isFinite ?? true, "ClassCounts: threshold \(threshold ?? 0) is not finite")
    self.numClasses = numClasses
    self.ignoreClass = ignoreClass
    self.labels = labels
    self.predictions = predictions
    self.threshold = threshold
    self.includesThreshold = includesThreshold
    self.axis = axis
    table = ClassTable(classes: numClasses ?? 0)
  }

  init(
    numClasses: Int?, ignoreClass: Int?, labels: Form, predictions: Form, threshold: Double?,
    includesThreshold: Bool, axis: Int, table: ClassTable
  ) {
    self.init(
      numClasses: numClasses, ignoreClass: ignoreClass, labels: labels, predictions: predictions,
      threshold: threshold, includesThreshold: includesThreshold, axis: axis)
    self.table = table
  }

  public var empty: Self {
    Self(
      numClasses: numClasses, ignoreClass: ignoreClass, labels: labels, predictions: predictions,
      threshold: threshold, includesThreshold: includesThreshold, axis: axis)
  }

  public mutating func merge(_ other: Self) { table.merge(other.table) }

  public mutating func update(
    metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?
  ) throws {
    let sides = try Sides(
      self, metric: metric, labels: labels, predictions: predictions, weights: weights)
    let batch = sides.batch
    var reading = sides.reading
    let scores = Int(max(reading.label_scores, reading.prediction_scores))
    guard numClasses == nil else { return try count(batch, reading) }

    reading.classes = Int32(table.classes)
    if table.classes >= max(scores, 1), try attempt(batch, reading) { return }
    var grown = self
    grown.table.grow(to: scores)
    // Some class lies beyond the table.
    reading.classes = Int32(ClassTable.maximumClasses)
    var greatest = 0
    try batch.eachCell(reading) { cell, _ in
      greatest = max(
        greatest, cell / ClassTable.maximumClasses, cell % ClassTable.maximumClasses)
    }
    grown.table.grow(to: greatest + 1)
    reading.classes = Int32(grown.table.classes)
    try grown.count(batch, reading)
    self = grown
  }

  /// Counts, unless a class is out of range.
  private mutating func attempt(
    _ batch: borrowing Batch, _ reading: assay_class_reading
  ) throws -> Bool {
    do {
      try count(batch, reading)
      return true
    } catch is OutOfTable {
      return false
    }
  }

  private mutating func count(_ batch: borrowing Batch, _ reading: assay_class_reading) throws {
    var reading = reading
    if numClasses != nil { reading.classes = Int32(table.classes) }
    let isOpen = numClasses == nil && Int(reading.classes) < ClassTable.maximumClasses
    guard batch.weights != nil else {
      let fault = table.withUnsafeMutableCounts { counts in
        counts?.withMemoryRebound(to: Int64.self, capacity: 1) { counts in
          batch.withKernelBatch { assay_count_cells(&$0, &reading, counts) }
        } ?? assay_fault()
      }
      if isOpen, fault.isOutOfTable { throw OutOfTable() }
      if fault.kind != ASSAY_FAULT_NONE { throw batch.classError(fault, reading) }
      return
    }
    do {
      try batch.eachCell(reading) { _, _ in }
    } catch let error as MetricError {
      if isOpen, case .classOutOfRange = error { throw OutOfTable() }
      if isOpen, case .argument = error { throw OutOfTable() }
      throw error
    }
    try batch.eachCell(reading) { cell, weight in table.add(cell: cell, weight: weight) }
  }

  /// A class was met that has no place in the table yet.
  private struct OutOfTable: Error {}
}

extension assay_fault {
  fileprivate var isOutOfTable: Bool {
    kind == ASSAY_FAULT_LABEL_RANGE || kind == ASSAY_FAULT_PREDICTION_RANGE
  }
}
