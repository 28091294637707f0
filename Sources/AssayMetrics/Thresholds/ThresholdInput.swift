import AssayCore

/// Labels and predictions as pairs of one label and one score, however they were given.
///
/// Class indices against rows of scores become one-hot rows; `topK` and `classID` choose among the
/// scores of a row.
struct ThresholdInput {
  let labels: Tensor
  let predictions: Tensor
  let weights: Tensor?
  /// Whether elements are no longer where they were given.
  let isDerived: Bool

  init(
    _ metric: String, _ configuration: ThresholdCounts.Configuration, labels: Tensor,
    predictions: Tensor, weights: Tensor?
  ) throws {
    let y = labels.shape
    let p = predictions.shape
    let isSparse =
      p.count >= 2 && p.lastSize > 1 && y != p
      && Array(p.dropLast()) == Array(y.prefix(p.count - 1))
      && (y.count == p.count - 1 || (y.count == p.count && y.lastSize == 1))
    guard isSparse || configuration.topK != nil || configuration.classID != nil else {
      self.labels = labels
      self.predictions = predictions
      self.weights = weights
      isDerived = false
      return
    }
    guard p.count >= 2, y == p || isSparse else {
      throw MetricError.shapes(
        metric: metric, labels: y, predictions: p,
        wanted: "top_k and class_id choose among the scores of a row: give rows of scores")
    }
    let classes = p.lastSize
    if let id = configuration.classID, id >= classes {
      throw MetricError.argument(
        metric: metric, name: "class_id", found: "\(id)", wanted: "a class in 0..<\(classes)")
    }
    let rows = p.elements / max(classes, 1)
    let shared = try ThresholdInput.weights(metric, weights, rows: rows, classes: classes, of: p)
    var scores = predictions.doubles
    let hot = isSparse ? [] : labels.doubles
    for row in 0..<rows {
      guard shared.map({ $0.weight(row, 0) != 0 }) ?? true else { continue }
      for c in 0..<classes where scores[row * classes + c].isNaN {
        throw MetricError.predictionNotANumber(
          metric: metric, at: MetricError.Position(index: row * classes + c, in: p))
      }
      if let k = configuration.topK { ThresholdInput.keep(k, of: &scores, row: row, of: classes) }
    }
    let kept = configuration.classID.map { [$0] } ?? Array(0..<classes)
    var pairs: (labels: [Double], scores: [Double], weights: [Double]) = ([], [], [])
    for row in 0..<rows {
      let isCounted = shared.map { $0.weight(row, 0) != 0 } ?? true
      var index = -1
      if isSparse {
        let label = labels.double(at: row)
        if isCounted {
          guard label >= 0, label < Double(classes), label == label.rounded() else {
            throw MetricError.classOutOfRange(
              metric: metric, label: label, at: MetricError.Position(index: row, in: y),
              classes: classes)
          }
        }
        index = isCounted ? Int(label) : 0
      }
      for c in kept {
        let label = isSparse ? (c == index ? 1 : 0) : hot[row * classes + c]
        pairs.labels.append(label)
        pairs.scores.append(scores[row * classes + c])
        if let shared { pairs.weights.append(shared.weight(row, c)) }
      }
    }
    let shape = Shape([rows, kept.count])
    self.labels = try Tensor(pairs.labels, shape: shape)
    let narrow = predictions.dtype == .float32
    self.predictions =
      narrow
      ? try Tensor(pairs.scores.map { Float($0) }, shape: shape)
      : try Tensor(pairs.scores, shape: shape)
    self.weights = shared == nil ? nil : try Tensor(pairs.weights, shape: shape)
    isDerived = true
  }

  /// An error of a derived element, its place among the rows as they were given.
  func error(_ error: MetricError) -> MetricError { error }

  /// Lowers all scores of a row but the k greatest below every threshold; of equals the first stay.
  private static func keep(_ k: Int, of scores: inout [Double], row: Int, of classes: Int) {
    let own = scores[(row * classes)..<((row + 1) * classes)]
    let order = own.indices.sorted { own[$0] != own[$1] ? own[$0] > own[$1] : $0 < $1 }
    for place in order.dropFirst(k) { scores[place] = -.infinity }
  }

  /// Weights of rows, or of elements.
  private struct Shared {
    let numbers: [Double]
    let perElement: Bool
    let perSample: Int
    let classes: Int

    func weight(_ row: Int, _ column: Int) -> Double {
      perElement ? numbers[row * classes + column] : numbers[row / perSample]
    }
  }

  private static func weights(
    _ metric: String, _ weights: Tensor?, rows: Int, classes: Int, of p: Shape
  ) throws -> Shared? {
    guard let weights else { return nil }
    let numbers = weights.doubles
    let isElements = weights.shape == p
    guard isElements || numbers.count == rows || numbers.count == p[0] else {
      throw MetricError.weightShape(metric: metric, weights: weights.shape, values: p)
    }
    return Shared(
      numbers: numbers, perElement: isElements,
      perSample: numbers.count == rows ? 1 : rows / max(numbers.count, 1), classes: classes)
  }
}
