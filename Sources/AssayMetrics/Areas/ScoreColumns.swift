import AssayCore

/// The scores of each of several yes-or-no questions, for the areas under their curves.
public struct ScoreColumns: Accumulator {
  /// What a column is.
  public enum Layout: String, Sendable, Codable {
    /// One question; of class indices against rows of scores, a question a class.
    case single
    /// A question a column.
    case byColumn
  }

  public let layout: Layout
  var columns: [RankedScores] = []

  public init(_ layout: Layout) { self.layout = layout }
  public var empty: Self { Self(layout) }

  public mutating func update(
    metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?
  ) throws {
    let y = labels.shape
    let p = predictions.shape
    let isSparse =
      p.count == 2 && p.lastSize > 1 && y != p && y.first == p.first
      && y.dropFirst().allSatisfy { $0 == 1 }
    guard isSparse || (layout == .byColumn && p.count == 2 && y == p) else {
      let batch = try Batch(
        pairs: metric, labels: labels, predictions: predictions, weights: weights)
      try reserve(1, metric, y, p)
      return try columns[0].add(batch)
    }
    var counted = self
    try counted.reserve(p.lastSize, metric, y, p)
    for column in 0..<p.lastSize {
      let scores = try predictions.column(column)
      let answers =
        isSparse
        ? try labels.isClass(column, of: p.lastSize, metric, weights)
        : try labels.column(column)
      let perRow = try weights.map { $0.shape == p ? try $0.column(column) : $0 }
      do {
        try counted.columns[column].add(
          Batch(pairs: metric, labels: answers, predictions: scores, weights: perRow))
      } catch let error as MetricError {
        throw error.moving { .init(row: $0.row, element: [column]) }
      }
    }
    self = counted
  }

  private mutating func reserve(_ count: Int, _ metric: String, _ y: Shape, _ p: Shape) throws {
    if columns.isEmpty { columns = [RankedScores](repeating: RankedScores(), count: count) }
    guard columns.count == count else {
      throw MetricError.shapes(
        metric: metric, labels: y, predictions: p,
        wanted: "earlier batches had \(columns.count) columns of scores")
    }
  }

  public func requireMergeable(_ other: Self, metric: String) throws {
    let (mine, theirs) = (columns.count, other.columns.count)
    guard mine == 0 || theirs == 0 || mine == theirs else {
      throw MetricError.merging(
        metric: metric, "the number of columns", found: theirs, wanted: mine)
    }
  }

  public mutating func merge(_ other: Self) {
    if columns.isEmpty {
      columns = other.columns
    } else if columns.count == other.columns.count {
      for column in columns.indices { columns[column].merge(other.columns[column]) }
    }
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.layout == b.layout && a.columns == b.columns
  }
}

extension Tensor {
  /// A column of a matrix, as a tensor of one axis.
  fileprivate func column(_ column: Int) throws -> Tensor {
    let width = shape.lastSize
    let places = (0..<rowCount).map { $0 * width + column }
    return try reshaped([count]).rows(at: places)
  }

  /// Whether each label is this class.
  fileprivate func isClass(
    _ wanted: Int, of classes: Int, _ metric: String, _ weights: Tensor?
  ) throws -> Tensor {
    Tensor(
      try (0..<rowCount).map { row -> UInt8 in
        let label = double(at: row)
        if label >= 0, label < Double(classes), label == label.rounded() {
          return label == Double(wanted) ? 1 : 0
        }
        if let weights, weights.count == rowCount, weights.double(at: row) == 0 { return 0 }
        throw MetricError.classOutOfRange(
          metric: metric, label: label, at: MetricError.Position(row: row), classes: classes)
      })
  }
}
