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

  /// - Parameters:
  ///   - arrays: one for each input of the programs.
  ///   - order: the order of the rows, or `nil` for their own.
  ///   - program: the program for a batch size; asked for the full one and for the last, smaller one.
  init(
    _ arrays: [Tensor], count: Int, batchSize: Int, order: RowOrder?,
    program: (_ batchSize: Int) throws -> Program
  ) throws {
    plan = BatchPlan(count: count, batchSize: min(batchSize, count))
    self.arrays = arrays
    self.order = order
    whole = try program(plan.batchSize)
    rest = try plan.remainder.map(program)
    types = whole.inputTensors.map(\.dtype)
  }

  /// The program for one step, with the step's rows in its inputs.
  func load(_ step: Int) -> Program {
    let places = plan[step]
    let program = places.count == plan.batchSize ? whole : rest ?? whole
    for index in arrays.indices {
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
    return program
  }
}
