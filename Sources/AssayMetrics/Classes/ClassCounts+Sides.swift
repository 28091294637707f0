import AssayCore
import CKernels

/// Labels and predictions that fit together, and how each is read.
struct Sides: ~Copyable {
  let batch: Batch
  let reading: assay_class_reading

  init(
    _ counts: ClassCounts, metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?
  ) throws {
    let (labelForm, predictionForm) = try counts.forms(
      metric: metric, labels: labels, predictions: predictions)
    let labels = labelForm == .rows ? labels.withLast(axis: counts.axis) : labels
    let predictions =
      predictionForm == .rows ? predictions.withLast(axis: counts.axis) : predictions
    var batch: Batch
    switch (labelForm, predictionForm) {
    case (.rows, .rows):
      batch = try Batch(
        classRows: metric, labels: labels, predictions: predictions, weights: weights)
    case (.rows, _):
      let swapped = try Batch(
        classIndices: metric, labels: predictions, predictions: labels, weights: weights)
      batch = Batch(
        metric: metric, labels: labels, predictions: predictions, weights: weights,
        rows: swapped.rows, classes: swapped.classes, block: swapped.block)
    case (_, .rows):
      batch = try Batch(
        classIndices: metric, labels: labels, predictions: predictions, weights: weights)
    default:
      batch = try Batch(pairs: metric, labels: labels, predictions: predictions, weights: weights)
    }
    let scores = labelForm == .rows || predictionForm == .rows ? batch.classes : 0
    let known = counts.numClasses ?? ClassTable.maximumClasses
    guard scores <= known else {
      throw MetricError.shapes(
        metric: metric, labels: labels.shape, predictions: predictions.shape,
        wanted: "a row of scores has more than the \(known) classes")
    }
    let threshold = counts.threshold ?? 0.5
    batch.threshold = predictions.dtype == .float32 ? Double(Float(threshold)) : threshold
    var reading = assay_class_reading()
    reading.label_reading = Int32(labelForm == .rows ? ASSAY_CLASS_GREATEST : ASSAY_CLASS_INDEX)
    reading.prediction_reading =
      switch predictionForm {
      case .rows: Int32(ASSAY_CLASS_GREATEST)
      case .threshold where counts.includesThreshold: Int32(ASSAY_CLASS_AT_LEAST)
      case .threshold where counts.threshold == nil: Int32(ASSAY_CLASS_PROBABILITY)
      case .threshold: Int32(ASSAY_CLASS_ABOVE)
      default: Int32(ASSAY_CLASS_INDEX)
      }
    reading.label_scores = labelForm == .rows ? Int32(scores) : 0
    reading.prediction_scores = predictionForm == .rows ? Int32(scores) : 0
    // Two sides of a threshold are two classes, whatever has been seen.
    if predictionForm == .threshold { reading.label_scores = 2 }
    reading.classes = Int32(counts.numClasses ?? 0)
    reading.ignores = counts.ignoreClass == nil ? 0 : 1
    reading.ignored = Double(counts.ignoreClass ?? 0)
    self.batch = batch
    self.reading = reading
  }
}

extension ClassCounts {
  /// The form of labels and predictions.
  fileprivate func forms(
    metric: String, labels y: Tensor, predictions p: Tensor
  ) throws -> (labels: Form, predictions: Form) {
    var (label, prediction) = (labels, predictions)
    let isFloating = p.dtype.isFloatingPoint
    let hasScores = p.rank >= 2 && p.shape.lastSize >= 2
    if label == .automatic, prediction == .automatic {
      if hasScores, y.rank < p.rank || (y.rank == p.rank && y.shape.lastSize == 1) {
        return (.indices, .rows)
      }
      if y.rank > p.rank, y.shape.lastSize >= 2 { return (.rows, .indices) }
      if hasScores, y.shape == p.shape, isFloating { return (.rows, .rows) }
    }
    if label == .automatic { label = .indices }
    if prediction == .automatic {
      let isBinary = numClasses ?? 2 == 2
      prediction = threshold != nil || (isFloating && isBinary) ? .threshold : .indices
    }
    return (label, prediction)
  }
}

extension Tensor {
  /// The same elements with an axis moved to the end.
  fileprivate func withLast(axis: Int) -> Tensor {
    let axis = axis < 0 ? axis + rank : axis
    guard axis >= 0, axis < rank - 1 else { return self }
    let (before, size) = (shape[..<axis].reduce(1, *), shape[axis])
    let after = shape[(axis + 1)...].reduce(1, *)
    let width = dtype.size
    var moved = Tensor(
      zeros: Shape(Array(shape[..<axis]) + Array(shape[(axis + 1)...]) + [size]), dtype: dtype)
    withUnsafeBytes { from in
      moved.withUnsafeMutableBytes { to in
        var place = 0
        for i in 0..<before {
          for k in 0..<after {
            for j in 0..<size {
              let source = ((i * size + j) * after + k) * width
              for byte in 0..<width { to[place + byte] = from[source + byte] }
              place += width
            }
          }
        }
      }
    }
    return moved
  }
}

extension Batch {
  /// Calls `body` with the cell and the weight of each row that is looked at.
  borrowing func eachCell(
    _ reading: assay_class_reading, _ body: (_ cell: Int, _ weight: Double) -> Void
  ) throws {
    var reading = reading
    let size = Batch.onStack
    let hasWeights = weights != nil
    let fault = withUnsafeTemporaryAllocation(of: Int32.self, capacity: size) { cells in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { weights in
        withKernelBatch { raw in
          var start = 0
          while start < rows {
            let count = min(size, rows - start)
            let fault = assay_read_cells(
              cells.baseAddress, weights.baseAddress, &raw, &reading, Int64(start), Int32(count))
            if fault.kind != ASSAY_FAULT_NONE { return fault }
            for i in 0..<count where cells[i] >= 0 {
              body(Int(cells[i]), hasWeights ? weights[i] : 1)
            }
            start += count
          }
          return assay_fault()
        }
      }
    }
    if fault.kind != ASSAY_FAULT_NONE { throw classError(fault, reading) }
  }

  /// What a kernel of classes found wrong, in words.
  borrowing func classError(_ fault: assay_fault, _ reading: assay_class_reading) -> MetricError {
    let index = Int(fault.index)
    let place = MetricError.Position(index: index, in: predictions.shape)
    func prediction(_ wanted: String) -> MetricError {
      .argument(
        metric: metric, name: "the prediction in \(place)",
        found: "\(predictions.double(at: index))", wanted: wanted)
    }
    switch Int(fault.kind) {
    case ASSAY_FAULT_PREDICTION_RANGE:
      return prediction("a class index in 0..<\(reading.classes)")
    case ASSAY_FAULT_PREDICTION_FRACTION:
      return prediction(
        "a class index, which is a whole number; scores need a row of them for each label")
    case ASSAY_FAULT_PROBABILITY:
      return prediction(
        "a probability in 0...1; for logits give a threshold of 0, and class indices as integers")
    case ASSAY_FAULT_LABEL_RANGE:
      return .classOutOfRange(
        metric: metric, label: labels?.double(at: index) ?? 0,
        at: MetricError.Position(index: index, in: labels?.shape ?? []),
        classes: Int(reading.classes))
    default: return error(fault)
    }
  }
}
