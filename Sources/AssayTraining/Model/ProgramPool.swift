import AssayModel
import Foundation

/// Programs for inference over one copy of a network's weights: one for every call at work, by batch size.
final class ProgramPool: @unchecked Sendable {
  /// The batch sizes that programs are kept for.
  private static let limit = 8

  private let lock = NSLock()
  // All below is only touched by whoever holds the lock, but for a program that was taken out.
  private var shelves: [Shelf] = []
  private let graph: ProgramGraph
  private let store: ParameterStore
  private let threads: Int

  /// - Throws: ``TrainingError`` where layers keep states from batch to batch.
  init(_ network: Network, threads: Int) throws {
    guard !network.updates.contains(where: { $0.mode == nil }) else {
      throw TrainingError.argument(
        "predictor", found: "a model whose layers keep states from batch to batch",
        wanted: "layers without stateful: true, since calls come in no order")
    }
    graph = Predictor(network, threads: threads).graph
    store = try ParameterStore(copyOf: network.store)
    self.threads = threads
  }

  /// Calls `body` with a program that nobody else has meanwhile.
  func withProgram<R>(batchSize: Int, _ body: (Program) throws -> R) throws -> R {
    let program = try take(batchSize)
    defer { giveBack(program) }
    return try body(program)
  }

  private func take(_ batchSize: Int) throws -> Program {
    lock.lock()
    defer { lock.unlock() }
    if let program = shelf(of: batchSize)?.idle.popLast() { return program }
    // Within the lock: what a graph is read by is not made for several threads.
    return try Program(
      graph, batchSize: batchSize, mode: .inference, store: store, threads: threads)
  }

  private func giveBack(_ program: Program) {
    lock.lock()
    defer { lock.unlock() }
    if let shelf = shelf(of: program.batchSize) {
      shelf.idle.append(program)
    } else {
      if shelves.count == ProgramPool.limit { shelves.removeFirst() }
      shelves.append(Shelf(program))
    }
  }

  private func shelf(of batchSize: Int) -> Shelf? {
    var index = 0
    while index < shelves.count {
      if shelves[index].batchSize == batchSize { return shelves[index] }
      index += 1
    }
    return nil
  }

  /// The programs for one batch size that nobody has.
  private final class Shelf {
    let batchSize: Int
    var idle: [Program]

    init(_ program: Program) {
      batchSize = program.batchSize
      idle = [program]
    }
  }
}
