import AssayCore
import AssayData
import AssayModel

/// Batches that a sequence makes, such as a generator.
final class SequenceFeed: BatchFeed {
  private let source: BatchSequence
  private let limit: Int?
  private let firstEpoch: Int
  private let load: (Dataset) throws -> LoadedBatch
  private var iterator: BatchIterator?
  // The number of the pass that the iterator is of.
  private var pass: Int
  private var taken = 0
  private var known: Int?
  private var hasBegun = false
  // Whether this pass has given a batch, and whether it had before the epoch.
  private var hasGiven = false
  private var isAmidPass = false
  private(set) var batchSize: Int
  private(set) var ranOut = false

  /// - Parameters:
  ///   - first: an iterator of `source` that has given nothing yet.
  ///   - pass: the number of its pass.
  init(
    _ source: BatchSequence, startedAs first: BatchIterator, pass: Int = 0, batchSize: Int,
    limit: Int?, firstEpoch: Int = 0, load: @escaping (Dataset) throws -> LoadedBatch
  ) {
    self.source = source
    self.limit = limit
    self.firstEpoch = firstEpoch
    self.load = load
    self.pass = pass
    self.batchSize = batchSize
    iterator = first
  }

  var steps: Int? { limit ?? known }

  func begin(epoch: Int, after taken: Int) throws {
    if !hasBegun {
      hasBegun = true
      try goOn(in: epoch, after: taken)
    }
    isAmidPass = iterator != nil && hasGiven
    if iterator == nil { try beginPass(limit == nil ? epoch : pass + 1) }
    self.taken = taken
    ranOut = false
  }

  private func beginPass(_ number: Int) throws {
    pass = number
    iterator = try source.makeIterator(pass: number)
  }

  /// Passes over what a run that is resumed has taken: the sequence has to make the same batches again.
  private func goOn(in epoch: Int, after taken: Int) throws {
    let epochs = max(epoch - firstEpoch, 0)
    var place = taken
    if limit == nil {
      // The first pass that was begun is another than that of a resumed run.
      if source.isNumbered, pass != epoch { try beginPass(epoch) }
    } else if let limit {
      // Of a first pass that lasts for so many.
      let (before, overflow) = limit.multipliedReportingOverflow(by: epochs)
      let (sum, overflows) = before.addingReportingOverflow(taken)
      let wanted = overflow || overflows ? .max : sum
      let found = try skip(wanted)
      guard found < wanted else { return }
      guard found > 0 else { throw TrainingError.noBatches(data: "training data") }
      // The epochs of a pass; the last of them may be shorter.
      let perPass = (found - 1) / limit + 1
      place = taken + epochs % perPass * limit
      try beginPass(epochs / perPass)
    }
    let found = try skip(place)
    guard found == place else {
      throw TrainingError.fewerBatches(found: found, wanted: place, epoch: epoch, step: taken)
    }
  }

  private func skip(_ count: Int) throws -> Int {
    var skipped = 0
    while skipped < count, try iterator?.next() != nil { skipped += 1 }
    hasGiven = skipped > 0
    return skipped
  }

  func next() throws -> LoadedBatch? {
    guard taken < limit ?? .max, let iterator else { return nil }
    guard let batch = try iterator.next() ?? beginAgain() else {
      if limit == nil { known = taken }
      ranOut = limit != nil
      self.iterator = nil
      return nil
    }
    taken += 1
    hasGiven = true
    return try load(batch)
  }

  /// The first batch of a new pass, where the last epoch has taken the last batch of the one before.
  private func beginAgain() throws -> Dataset? {
    guard isAmidPass, taken == 0 else { return nil }
    isAmidPass = false
    try beginPass(pass + 1)
    return try iterator?.next()
  }
}
