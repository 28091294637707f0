import Assay

/// Labels, predictions, weights and groups, read side by side a block of rows at a time.
struct ScoreInput {
  /// Rows that belong together.
  struct Block {
    let labels: Tensor
    let predictions: Tensor
    let weights: Tensor?
    let groups: [String]?
    var rows: Int { predictions.rowCount }
  }

  private var labels: any RowSource
  private var predictions: any RowSource
  private var weights: (any RowSource)?
  private var groups: TextRows?
  /// How many rows have been read.
  private(set) var rows = 0

  /// - Throws: ``DataError``, and ``ToolError`` where the counts that are known differ.
  init(labels: String, predictions: String, weights: String?, groups: String?) throws {
    let texts = [labels, predictions, weights, groups].compactMap { $0 }
    guard texts.count(where: { $0 == "-" || $0.hasPrefix("-:") }) < 2 else {
      throw ToolError.usage(
        "standard input can be only one of labels, predictions, weights, groups")
    }
    self.labels = try DataArgument(labels).open()
    self.predictions = try DataArgument(predictions).open()
    self.weights = try weights.map { try DataArgument($0).open() }
    self.groups = try groups.map { try DataArgument($0).openText() }
    for other in [self.labels, self.weights].compactMap({ $0 }) {
      guard let count = other.count, let wanted = self.predictions.count, count != wanted else {
        continue
      }
      throw ToolError.badData(
        "\(other.name) has \(count) rows, but \(self.predictions.name) has \(wanted); "
          + "each prediction needs its own")
    }
  }

  /// How many elements a row of predictions has.
  var rowSize: Int { max(predictions.shape.dropFirst().reduce(1, *), 1) }

  /// What errors call labels and predictions together.
  var name: String { "\(labels.name), \(predictions.name)" }

  /// The next rows, at most `count`; `nil` at the end.
  ///
  /// - Throws: ``DataError``, and ``ToolError/badData(_:)`` where one ends before the others.
  mutating func next(_ count: Int) throws -> Block? {
    let predicted = try predictions.next(count)
    let labelled = try labels.next(count)
    let weighted = try weights?.next(count)
    let grouped = try groups?.next(count)
    let wanted = predicted?.rowCount ?? 0
    try same(labels.name, labelled?.rowCount ?? 0, wanted)
    if let weights { try same(weights.name, weighted?.rowCount ?? 0, wanted) }
    if let groups { try same(groups.name, grouped?.count ?? 0, wanted) }
    guard let predicted, let labelled, wanted > 0 else { return nil }
    rows += wanted
    return Block(
      labels: labelled, predictions: predicted, weights: weighted,
      groups: grouped)
  }

  private func same(_ name: String, _ found: Int, _ wanted: Int) throws {
    guard found != wanted else { return }
    let (short, long) = found < wanted ? (name, predictions.name) : (predictions.name, name)
    throw ToolError.badData(
      "\(short) ends after \(rows + min(found, wanted)) rows, but \(long) goes on; each prediction "
        + "needs its own")
  }
}
