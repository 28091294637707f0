import AssayCore
import AssayData
import AssayModel

/// Brings the rows of a dataset into the memory of programs, batch by batch, without allocation.
struct BatchLoader {
  let plan: BatchPlan
  private let arrays: [Tensor]
  private let types: [DType]
  private let order: RowOrder?
  private let whole: Program
  private let rest: Program?
  private let features: FeatureStore?

  /// - Parameters:
  ///   - arrays: one for each input of the programs.
  ///   - order: the order of the rows, or `nil` for their own.
  ///   - keepsFeatures: whether what frozen layers make of a row is kept for the next pass, where that takes no
  ///     more memory than the rows.
  ///   - program: the program for a batch size; asked for the full one and for the last, smaller one.
  init(
    _ arrays: [Tensor], count: Int, batchSize: Int, order: RowOrder?, keepsFeatures: Bool = false,
    program: (_ batchSize: Int) throws -> Program
  ) throws {
    plan = BatchPlan(count: count, batchSize: min(batchSize, count))
    self.arrays = arrays
    self.order = order
    whole = try program(plan.batchSize)
    rest = try plan.remainder.map(program)
    types = whole.inputTensors.map(\.dtype)
    let bytes = arrays.reduce(0) { $0 + $1.count * $1.dtype.size }
    features = keepsFeatures ? FeatureStore(whole, count: count, bytes: bytes) : nil
  }

  /// The program for one step, with the step's rows in its inputs, or what frozen layers made of them in its
  /// features.
  func load(_ step: Int) throws -> (program: Program, hasFeatures: Bool) {
    let places = plan[step]
    let program = places.count == plan.batchSize ? whole : rest ?? whole
    if let features {
      func bring(_ rows: some RandomAccessCollection<Int>) throws {
        try features.bring(rows, into: program) { fill(whole, places) }
      }
      if let order, order.isShuffled {
        try order.withRows(places) { rows in try bring(rows.lazy.map(Int.init)) }
      } else {
        try bring(places)
      }
    }
    fill(program, places, hasFeatures: features != nil)
    return (program, features != nil)
  }

  private func fill(_ program: Program, _ places: Range<Int>, hasFeatures: Bool = false) {
    for index in arrays.indices where !(hasFeatures && program.isForFeatures[index]) {
      if let order, order.isShuffled {
        order.withRows(places) {
          gather(
            rows: $0, of: arrays[index], into: program.inputs[index], as: types[index],
            threads: program.threads)
        }
      } else {
        gather(
          range: places, of: arrays[index], into: program.inputs[index], as: types[index])
      }
    }
  }
}
