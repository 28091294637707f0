import AssayCore
import AssayData
import AssayModel

/// A batch in the inputs of a program that is ready to run.
struct LoadedBatch {
  let program: Program
  let layout: StepLayout
  /// Whether what frozen layers make of the rows is in the program, in place of the rows themselves.
  var hasFeatures = false
  fileprivate let source: Source

  fileprivate enum Source {
    case batch(Dataset)
    case step(Int, of: ArrayFeed)
  }

  /// A batch that was brought as it is.
  init(program: Program, layout: StepLayout, batch: Dataset) {
    self.init(program: program, layout: layout, source: .batch(batch))
  }

  // Nothing is allocated for a step of arrays: its rows are asked for only by steps of the user's own.
  fileprivate init(
    program: Program, layout: StepLayout, hasFeatures: Bool = false, source: Source
  ) {
    self.program = program
    self.layout = layout
    self.hasFeatures = hasFeatures
    self.source = source
  }

  /// The rows themselves.
  var rows: Dataset {
    switch source {
    case .batch(let batch): batch
    case .step(let step, let feed): feed.rows(ofStep: step)
    }
  }
}

/// Where the batches of a pass come from, one after another.
protocol BatchFeed: AnyObject {
  /// The steps of an epoch; `nil` while unknown.
  var steps: Int? { get }
  /// The samples in a full batch.
  var batchSize: Int { get }
  /// Goes to the start of an epoch, after as many steps of it as were taken before.
  func begin(epoch: Int, after taken: Int) throws
  /// The next batch of the epoch; `nil` at its end.
  func next() throws -> LoadedBatch?
  /// Whether the epoch ended before as many steps as were asked for.
  var ranOut: Bool { get }
}

/// How the samples are put into another order for every epoch.
public enum Shuffle: Sendable, Equatable, ExpressibleByBooleanLiteral {
  /// Not at all.
  case none
  /// All of them.
  case all
  /// Each within its batch.
  case withinBatches

  public init(booleanLiteral value: Bool) { self = value ? .all : .none }
}

/// Batches of samples in memory.
final class ArrayFeed: BatchFeed {
  private let data: Dataset
  private let loader: BatchLoader
  private let layout: StepLayout
  private let order: RowOrder?
  private let shuffle: Shuffle
  private let seed: UInt64
  // The steps asked for; `nil` for all that there are.
  private let limit: Int?
  private let firstEpoch: Int
  // Whether every pass begins with the first sample, whatever the limit.
  private let restarts: Bool
  private var pass = -1
  private var place = 0
  private var taken = 0

  init(
    _ data: Dataset, _ samples: Samples, batchSize: Int, limit: Int?, restarts: Bool = false,
    shuffle: Shuffle, seed: UInt64, firstEpoch: Int = 0, keepsFeatures: Bool = false,
    layout: StepLayout, program: (_ batchSize: Int) throws -> Program
  ) throws {
    self.data = data
    self.layout = layout
    self.shuffle = shuffle
    self.seed = seed
    self.limit = limit
    self.firstEpoch = firstEpoch
    self.restarts = restarts
    order = shuffle == .none ? nil : RowOrder(count: samples.count)
    loader = try BatchLoader(
      samples.arrays, count: samples.count, batchSize: batchSize, order: order,
      keepsFeatures: keepsFeatures, program: program)
  }

  var steps: Int? { limit ?? loader.plan.steps }
  var batchSize: Int { loader.plan.batchSize }
  var ranOut: Bool { limit.map { taken < $0 } ?? false }

  /// With a limit an epoch of training goes on where the last one stopped, and begins anew where all were
  /// used up.
  func begin(epoch: Int, after taken: Int) throws {
    if limit == nil || restarts {
      pass = epoch
      place = taken
    } else if pass < 0 {
      // What earlier epochs, of a run that is resumed, have used.
      pass = 0
      for _ in min(firstEpoch, epoch)..<epoch { advance() }
      place += taken
    } else if place >= loader.plan.steps {
      pass += 1
      place = 0
    }
    self.taken = taken
    switch shuffle {
    case .none: break
    case .all: order?.shuffle(seed: seed, epoch: pass)
    case .withinBatches: order?.shuffle(withinBatchesOf: batchSize, seed: seed, epoch: pass)
    }
  }

  private func advance() {
    if place >= loader.plan.steps {
      pass += 1
      place = 0
    }
    place = min(place + (limit ?? loader.plan.steps), loader.plan.steps)
    if place >= loader.plan.steps {
      pass += 1
      place = 0
    }
  }

  func next() throws -> LoadedBatch? {
    guard place < loader.plan.steps, taken < limit ?? .max else { return nil }
    let step = place
    place += 1
    taken += 1
    let (program, hasFeatures) = try loader.load(step)
    return LoadedBatch(
      program: program, layout: layout, hasFeatures: hasFeatures, source: .step(step, of: self))
  }

  fileprivate func rows(ofStep step: Int) -> Dataset {
    let places = loader.plan[step]
    guard let order, order.isShuffled else { return data[rows: places] }
    return order.withRows(places) { data.selecting(rows: $0.map(Int.init)) }
  }
}
