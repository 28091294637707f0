import AssayCore
import CKernels

/// Labels 0 and 1, counted by which of several thresholds their predictions exceed.
///
/// One histogram of the predictions gives the hits and misses at every threshold, so a pass costs the
/// same for one threshold and for two hundred. ``Precision``, ``Recall``, ``AUC`` and others read it.
///
/// - Precision: elements of weight 1 are counted as integers, the other weights summed exactly.
public struct ThresholdCounts: Accumulator {
  /// What is counted.
  public struct Configuration: Sendable, Equatable {
    /// Between 0 and 1 for probabilities, in the order given; -infinity takes whatever is kept.
    public var thresholds: [Double]
    /// Only the k greatest scores of a row can be positive.
    public var topK: Int?
    /// Only this column counts.
    public var classID: Int?
    /// Whether predictions are logits; thresholds are of the probabilities behind them.
    public var fromLogits = false
    /// Whether each column is counted for itself.
    public var isByColumn = false
    /// The weight of each label of one curve.
    public var labelWeights: [Double]?
    /// Whether the least threshold is below every prediction, and the greatest above.
    public var isOpen = false
  }

  public let configuration: Configuration
  /// The thresholds in rising order, as predictions are compared with, and where each stands there.
  private let edges: Edges

  /// Columns, buckets and labels; empty until the number of columns is known.
  private(set) var counts: [Int64] = []
  /// An exact sum a cell, as the kernels lay them out; empty until some weight is other than 1 and 0.
  private var words: [Int64] = []
  /// The squares of the weights other than 1 and 0.
  private var squares = ExactSum()
  private(set) var columns = 0
  /// Predictions outside 0...1 that were taken for probabilities.
  private(set) var outside = 0

  public init(_ configuration: Configuration) {
    let shared = SharedEdges.of(configuration)
    self.init(shared.configuration, shared.edges)
  }

  private init(_ configuration: Configuration, _ edges: Edges) {
    self.configuration = configuration
    self.edges = edges
    if !configuration.isByColumn { reserve(columns: 1) }
  }

  /// The edges, which a million thresholds make long, are shared.
  public var empty: Self { Self(configuration, edges) }
  /// How many buckets a column has.
  var buckets: Int { edges.rising.count + 1 }

  private mutating func reserve(columns: Int) {
    self.columns = columns
    counts = [Int64](repeating: 0, count: columns * buckets * 2)
  }

  public mutating func update(
    metric: String, labels: Tensor, predictions: Tensor, weights: Tensor?
  ) throws {
    let prepared = try ThresholdInput(
      metric, configuration, labels: labels, predictions: predictions, weights: weights)
    let batch = try Batch(
      pairs: metric, labels: prepared.labels, predictions: prepared.predictions,
      weights: prepared.weights)
    let found = configuration.isByColumn ? predictions.shape.lastSize : 1
    let isWeighted = batch.weights != nil
    if columns == 0 || isWeighted && words.isEmpty {
      // Counts, hits and misses at each threshold, and sums thrice: of all, of a part of the batch, and
      // up to each threshold.
      let sums = isWeighted ? 3 * 2 * Int(ASSAY_SUM_WORDS) * MemoryLayout<Int64>.size : 0
      try MetricMemory.check(max(columns, found), buckets, 16 + 32 + sums, metric: metric)
    }
    if columns == 0 { reserve(columns: found) }
    guard columns == found else {
      throw MetricError.shapes(
        metric: metric, labels: labels.shape, predictions: predictions.shape,
        wanted: "earlier batches had \(columns) labels a sample")
    }
    if isWeighted, words.isEmpty {
      words = [Int64](repeating: 0, count: counts.count * Int(ASSAY_SUM_WORDS))
    }
    let type = batch.predictions.dtype
    let parts =
      columns == 1
      ? batch.inParts(labelWidth: 1, of: room(isWeighted: isWeighted)) {
        $1.count(&$0, isWeighted: isWeighted, type)
      } : nil
    if let parts {
      for part in parts { merge(part) }
      return
    }
    let fault = batch.withKernelBatch { count(&$0, isWeighted: isWeighted, type) }
    guard fault.kind == ASSAY_FAULT_NONE else {
      throw prepared.isDerived ? prepared.error(batch.error(fault)) : batch.error(fault)
    }
  }

  /// A counter like this one with nothing counted, and room to count.
  private func room(isWeighted: Bool) -> Self {
    var copy = empty
    if isWeighted { copy.words = [Int64](repeating: 0, count: words.count) }
    return copy
  }

  private mutating func count(
    _ batch: inout assay_batch, isWeighted: Bool, _ type: DType
  ) -> assay_fault {
    let padded = edges.padded(for: type)
    var raw = assay_buckets(
      edges: nil, thresholds: Int64(padded.count - 2), scale: edges.scale, slack: edges.slack,
      columns: Int64(columns), counts: nil, sums: nil, outside: 0)
    let fault = counts.withUnsafeMutableBufferPointer { counts in
      words.withUnsafeMutableBufferPointer { words in
        padded.withUnsafeBufferPointer { edges in
          raw.edges = edges.baseAddress
          raw.counts = counts.baseAddress
          raw.sums = isWeighted ? words.baseAddress : nil
          return assay_count_buckets(&batch, &raw)
        }
      }
    }
    guard fault.kind == ASSAY_FAULT_NONE else { return fault }
    if isWeighted { squares.withUnsafeMutableWords { assay_add_weight_squares(&batch, $0) } }
    if !configuration.fromLogits { outside += Int(raw.outside) }
    return fault
  }

  public func requireMergeable(_ other: Self, metric: String) throws {
    let (mine, theirs) = (columns, other.columns)
    guard mine == 0 || theirs == 0 || mine == theirs else {
      throw MetricError.merging(
        metric: metric, "the number of columns", found: theirs, wanted: mine)
    }
  }

  public mutating func merge(_ other: Self) {
    outside += other.outside
    guard other.columns > 0 else { return }
    if columns == 0 { reserve(columns: other.columns) }
    // States of other widths cannot have come from the same data; the wider is never cut.
    guard columns == other.columns else { return }
    for cell in counts.indices { counts[cell] += other.counts[cell] }
    squares.merge(other.squares)
    if words.isEmpty {
      words = other.words
    } else {
      for cell in counts.indices {
        other.weight(of: cell).add(to: &words, at: cell * Int(ASSAY_SUM_WORDS))
      }
    }
  }

  public static func == (a: Self, b: Self) -> Bool {
    guard a.configuration == b.configuration, a.columns == b.columns, a.counts == b.counts,
      a.outside == b.outside, a.squares == b.squares
    else { return false }
    return a.words == b.words
      || a.counts.indices.allSatisfy { a.weight(of: $0) == b.weight(of: $0) }
  }
}

extension ThresholdCounts {
  /// Hits and misses at one threshold.
  struct Cells {
    var truePositives = 0.0
    var falsePositives = 0.0
    var trueNegatives = 0.0
    var falseNegatives = 0.0
    var total: Double { truePositives + falsePositives + trueNegatives + falseNegatives }
  }

  /// Whether some element had a weight other than 0 and 1.
  var isWeighted: Bool { !words.isEmpty && counts.indices.contains { !weight(of: $0).isZero } }

  /// The weights other than 0 and 1 in a cell.
  fileprivate func weight(of cell: Int) -> ExactSum {
    guard !words.isEmpty else { return ExactSum() }
    let size = Int(ASSAY_SUM_WORDS)
    return ExactSum(words: words[(cell * size)..<((cell + 1) * size)])
  }

  /// Hits and misses at each threshold, in the order given.
  ///
  /// - Precision: each exact, and rounded once.
  func cells(column: Int = 0) -> [Cells] {
    guard columns > 0 else { return edges.places.map { _ in Cells() } }
    var below = [cumulated(column: column, label: 0), cumulated(column: column, label: 1)]
    let total = below.map { $0.last ?? Sum() }
    below = below.map { Array($0.dropLast()) }
    return edges.places.map { place in
      var over = [Sum(), Sum()]
      for label in 0...1 { over[label] = total[label].minus(below[label][place]) }
      return Cells(
        truePositives: over[1].value, falsePositives: over[0].value,
        trueNegatives: below[0][place].value, falseNegatives: below[1][place].value)
    }
  }

  /// How many elements of equal weight say as much as one of weight 1: Kish's Σw / Σw², 1 without weights.
  var effectiveShare: Double {
    guard isWeighted else { return 1 }
    let total = counts.reduce(0, +)
    var all = ExactSum()
    for cell in counts.indices { all.merge(weight(of: cell)) }
    return all.value(adding: Int(total)) / squares.value(adding: Int(total))
  }

  /// Wilson's interval of a share of the elements in `whole`, at the only threshold.
  func wilson(
    level: Double, share: (Cells) -> Double, of whole: (Cells) -> Double
  ) -> ConfidenceInterval? {
    guard edges.places.count == 1, columns == 1, let cells = cells().first, whole(cells) > 0
    else { return nil }
    return .wilson(
      share: share(cells) / whole(cells), count: whole(cells) * effectiveShare, level: level)
  }

  /// Where a figure lies for data drawn like these, by resampling the buckets.
  ///
  /// - Empty: `nil` where labels are counted by column: those of a row belong together.
  func resampledInterval(
    level: Double, _ figure: (ThresholdCounts) -> Double?
  ) -> ConfidenceInterval? {
    guard columns == 1 else { return nil }
    let cells = counts.indices.map { weight(of: $0).value(adding: Int(counts[$0])) }
    return CellBootstrap(cells: cells, scale: effectiveShare).interval(
      level: level, around: figure(self)
    ) { drawn in
      var copy = empty
      copy.counts = drawn
      return figure(copy)
    }
  }

  /// What each bucket holds of labels 0 and 1.
  func histogram(column: Int) -> [(zeros: Double, ones: Double)] {
    (0..<buckets).map { bucket in
      (sum(column, bucket, 0).value, sum(column, bucket, 1).value)
    }
  }

  private struct Sum {
    var count = 0
    var rest = ExactSum()
    var value: Double { rest.value(adding: count) }

    mutating func add(_ other: Sum) {
      count += other.count
      rest.merge(other.rest)
    }

    func minus(_ other: Sum) -> Sum {
      var difference = self
      difference.count -= other.count
      difference.rest.subtract(other.rest)
      return difference
    }
  }

  private func sum(_ column: Int, _ bucket: Int, _ label: Int) -> Sum {
    let cell = (column * buckets + bucket) * 2 + label
    return Sum(count: Int(counts[cell]), rest: weight(of: cell))
  }

  /// The sums of buckets 0, 0...1, 0...2 and so on.
  private func cumulated(column: Int, label: Int) -> [Sum] {
    var running = Sum()
    return (0..<buckets).map { bucket in
      running.add(sum(column, bucket, label))
      return running
    }
  }
}

extension ThresholdCounts: Codable {
  private enum CodingKeys: String, CodingKey {
    case configuration, columns, counts, sums, squares, outside
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(configuration, forKey: .configuration)
    try container.encode(columns, forKey: .columns)
    try container.encode(counts, forKey: .counts)
    if isWeighted {
      try container.encode(counts.indices.map(weight), forKey: .sums)
      try container.encode(squares, forKey: .squares)
    }
    try container.encode(outside, forKey: .outside)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let configuration = try container.decode(Configuration.self, forKey: .configuration)
    guard configuration.isValid else {
      throw DecodingError.dataCorruptedError(
        forKey: .configuration, in: container, debugDescription: "thresholds that are none")
    }
    self.init(configuration)
    let columns = try container.decodeCount(forKey: .columns)
    counts = try container.decode([Int64].self, forKey: .counts)
    let sums = try container.decodeIfPresent([ExactSum].self, forKey: .sums) ?? []
    squares = try container.decodeIfPresent(ExactSum.self, forKey: .squares) ?? ExactSum()
    outside = try container.decodeCount(forKey: .outside)
    guard columns <= 1 << 24, configuration.isByColumn || columns == 1,
      counts.count == columns * buckets * 2, sums.isEmpty || sums.count == counts.count,
      counts.allSatisfy({ $0 >= 0 && $0 < 1 << 48 }), squares.value >= 0,
      sums.allSatisfy({ $0.value >= 0 })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .counts, in: container,
        debugDescription: "\(counts.count) counts of \(columns) columns and \(buckets) buckets")
    }
    self.columns = columns
    guard !sums.isEmpty else { return }
    words = [Int64](repeating: 0, count: counts.count * Int(ASSAY_SUM_WORDS))
    for (cell, sum) in sums.enumerated() { sum.add(to: &words, at: cell * Int(ASSAY_SUM_WORDS)) }
  }
}

extension ThresholdCounts.Configuration {
  /// Whether a counter can be made of it.
  var isValid: Bool {
    !thresholds.isEmpty && thresholds.count < 1 << 24
      && thresholds.allSatisfy { $0.isFinite || $0 == -.infinity }
      && labelWeights?.allSatisfy { $0 >= 0 && $0 < .infinity } != false
      && (topK ?? 1) > 0 && (classID ?? 0) >= 0
  }
}

extension ThresholdCounts.Configuration: Codable {
  private enum CodingKeys: String, CodingKey {
    case thresholds, topK, classID, fromLogits, isByColumn, labelWeights, isOpen
  }

  /// JSON has no infinity: no thresholds at all stand for the one below everything.
  private static let everything = [-Double.infinity]

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if thresholds != Self.everything { try container.encode(thresholds, forKey: .thresholds) }
    try container.encodeIfPresent(topK, forKey: .topK)
    try container.encodeIfPresent(classID, forKey: .classID)
    try container.encode(fromLogits, forKey: .fromLogits)
    try container.encode(isByColumn, forKey: .isByColumn)
    try container.encodeIfPresent(labelWeights, forKey: .labelWeights)
    try container.encode(isOpen, forKey: .isOpen)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    thresholds =
      try container.decodeIfPresent([Double].self, forKey: .thresholds) ?? Self.everything
    topK = try container.decodeIfPresent(Int.self, forKey: .topK)
    classID = try container.decodeIfPresent(Int.self, forKey: .classID)
    fromLogits = try container.decode(Bool.self, forKey: .fromLogits)
    isByColumn = try container.decode(Bool.self, forKey: .isByColumn)
    labelWeights = try container.decodeIfPresent([Double].self, forKey: .labelWeights)
    isOpen = try container.decode(Bool.self, forKey: .isOpen)
  }
}
