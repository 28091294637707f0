import AssayCore

extension ModelData {
  /// Begins a pass over the samples, which are read as they are asked for.
  ///
  ///     let pass = try data.batches(of: 32, shuffledBy: 7, epoch: 0)
  ///     while let batch = try pass.next() { … }
  ///
  /// A shuffled pass over seekable files reads every row where it lies, in an order in which each is as
  /// likely as any other, of four bytes a row. Other files, and those of so many rows that the order
  /// itself would take a sixteenth of the memory, are read from front to back into a buffer of up to
  /// 256 MB, which is shuffled: a row stays among those near it, so files whose rows are sorted, such as
  /// by class, should be shuffled once before.
  ///
  /// - Parameters:
  ///   - batchSize: the samples of a batch; the last one may have fewer.
  ///   - seed: what the order of an epoch is drawn from; `nil` for the files' own.
  ///   - epoch: each has an order of its own, a function of the seed and the epoch.
  /// - Throws: ``DataError``, also where a file is not what it was before.
  public func batches(
    of batchSize: Int, shuffledBy seed: UInt64? = nil, epoch: Int = 0
  ) throws -> ModelDataBatches {
    precondition(batchSize > 0, "batches(of:): a batch size of \(batchSize); use 1 or more")
    guard let seed else { return try ModelDataBatches(OrderedPass(self), of: batchSize) }
    if isSeekable, let count, count <= min(Int(Int32.max), PhysicalMemory.byteCount / 64) {
      return try ModelDataBatches(
        SeekingPass(self, count: count, seed: seed, epoch: epoch), of: batchSize)
    }
    return try ModelDataBatches(
      BufferedPass(OrderedPass(self), of: batchSize, seed: seed, epoch: epoch), of: batchSize)
  }

  /// The rows that ``batches(of:shuffledBy:epoch:)`` shuffles at a time where it buffers: whole batches.
  func bufferedRows(batchSize: Int, bytes: Int = 1 << 28) -> Int {
    let row = all.reduce(0) { $0 + $1.sample.elements * $1.dtype.size }
    let (size, overflow) = max(row, 1).multipliedReportingOverflow(by: batchSize)
    return min(overflow ? batchSize : max(bytes / size, 1) * batchSize, Int(Int32.max))
  }
}

/// The batches of one pass over a model's data.
public final class ModelDataBatches {
  private let pass: any SamplePass
  private let batchSize: Int

  init(_ pass: any SamplePass, of batchSize: Int) {
    self.pass = pass
    self.batchSize = batchSize
  }

  /// The next batch; `nil` at the end.
  ///
  /// - Throws: ``DataError``, also where one array ends before another.
  public func next() throws -> Dataset? { try pass.next(batchSize) }
}

/// A way through the samples of a model's data.
protocol SamplePass: AnyObject {
  /// The next samples, at most `count` of them; `nil` at the end.
  func next(_ count: Int) throws -> Dataset?
}

/// From front to back.
final class OrderedPass: SamplePass {
  let data: ModelData
  private let readers: [RowReader]
  private let names: [String]
  private var taken = 0

  /// - Throws: ``DataError``.
  init(_ data: ModelData) throws {
    self.data = data
    readers = try data.all.map { try RowReader($0, from: data.part?.lowerBound ?? 0) }
    names = readers.map(\.name)
  }

  func next(_ count: Int) throws -> Dataset? {
    let count = min(count, (data.part?.count ?? .max) - taken)
    guard count > 0 else { return nil }
    let blocks = try readers.map { try $0.next(count) }
    let sizes = blocks.map { $0?.rowCount ?? 0 }
    let most = sizes.max() ?? 0
    if let short = sizes.firstIndex(where: { $0 < most }), let long = sizes.firstIndex(of: most) {
      throw DataError.endsEarly(
        array: names[short], rows: taken + sizes[short], other: names[long])
    }
    guard most > 0 else {
      if taken == 0 { throw DataError.noRows(array: names[0]) }
      return nil
    }
    taken += most
    return try data.assembled(blocks.compactMap { $0 })
  }
}

/// In an order of any rows, each read where it lies.
final class SeekingPass: SamplePass {
  private let data: ModelData
  private let arrays: [(array: ModelArray, rows: NPYSeekableRows)]
  private let order: RowOrder
  private let start: Int
  private var place = 0

  /// - Throws: ``DataError``.
  init(_ data: ModelData, count: Int, seed: UInt64, epoch: Int) throws {
    self.data = data
    arrays = try data.all.map { ($0, try $0.openSeekableAsBefore()) }
    order = RowOrder(count: count)
    order.shuffle(seed: seed, epoch: epoch)
    start = data.part?.lowerBound ?? 0
  }

  func next(_ count: Int) throws -> Dataset? {
    let places = place..<min(order.count, place + min(count, order.count))
    guard !places.isEmpty else { return nil }
    place = places.upperBound
    let rows = order.withRows(places) { $0.map { Int($0) + start } }
    return try data.assembled(
      arrays.map { array, source in try array.taken(source.rows(rows)) { rows[$0] } })
  }
}

/// From front to back into a buffer that is shuffled.
final class BufferedPass: SamplePass {
  private let pass: OrderedPass
  private let size: Int
  private let seed: UInt64
  private let epoch: Int
  private var filled: UInt64 = 0
  private var buffer: (samples: Dataset, order: RowOrder)?
  private var place = 0

  init(_ pass: OrderedPass, of batchSize: Int, seed: UInt64, epoch: Int, bytes: Int = 1 << 28) {
    self.pass = pass
    size = pass.data.bufferedRows(batchSize: batchSize, bytes: bytes)
    self.seed = seed
    self.epoch = epoch
  }

  func next(_ count: Int) throws -> Dataset? {
    if buffer.map({ place >= $0.order.count }) ?? true {
      buffer = nil
      guard let samples = try pass.next(size) else { return nil }
      let order = RowOrder(count: samples.count)
      // A seed of its own, so that no two buffers of a pass have the same order.
      order.shuffle(seed: seed &+ filled &* 0x9e37_79b9_7f4a_7c15, epoch: epoch)
      filled += 1
      place = 0
      buffer = (samples, order)
    }
    guard let (samples, order) = buffer else { return nil }
    let places = place..<min(place + min(count, order.count), order.count)
    place = places.upperBound
    return order.withRows(places) { samples.selecting(rows: $0.map(Int.init)) }
  }
}

extension ModelData {
  /// Blocks of all arrays, in the order of ``all``, as samples.
  fileprivate func assembled(_ blocks: [Tensor]) throws -> Dataset {
    var rest = blocks[...]
    let inputs = inputs.map { _ in rest.removeFirst() }
    let labels = labels.map { _ in rest.removeFirst() }
    let weights = weights.map { $0 == nil ? nil : rest.removeFirst() }
    return try Dataset(inputs: inputs, labels: labels, weights: weights)
  }
}
