import AssayCore
import CKernels
import COneDNN

/// What a program computes: values to read, and gradients to leave in the parameter store.
package struct ProgramGraph {
  /// Where data enters; also those that nothing reads.
  package var inputs: [Node]
  /// What can be read after a run.
  package var results: [Node]
  package var gradients: [(node: Node, parameter: Parameter)] = []
  /// What parameters become at the end of a run; their values are among the results.
  package var updates: [ParameterUpdate] = []

  package init(
    inputs: [Node], results: [Node], gradients: [(node: Node, parameter: Parameter)] = [],
    updates: [ParameterUpdate] = []
  ) {
    self.inputs = inputs
    self.results = results
    self.gradients = gradients
    self.updates = updates
  }
}

/// A graph made ready to run for one batch size: every buffer placed, every primitive made.
///
/// A run is one loop over a flat list of calls; it allocates nothing. A program is used from one thread
/// at a time.
package final class Program {
  package let batchSize: Int
  /// The most threads a run uses.
  package let threads: Int
  /// The inputs' memory, to be filled before a run: bytes in the type of each input.
  package let inputs: [UnsafeMutableRawPointer]
  /// Views of the inputs.
  package private(set) var inputTensors: [Tensor] = []
  /// Views of the results, rewritten by every run.
  package private(set) var results: [Tensor] = []
  /// The bytes of the arena.
  package let arenaByteCount: Int

  private let calls: UnsafeMutableBufferPointer<assay_call>
  private let firstCalls: UnsafeMutableBufferPointer<assay_call>
  private let scratches: [UnsafeMutableRawPointer]
  // What the first calls depend on, and what a run changes itself.
  private let constants: ParameterVersions
  private let changed: ParameterVersions
  private let primitives: [OpaquePointer]
  private let store: ParameterStore
  private let memory: ProgramMemory

  /// Below this many operations a step runs faster on one thread; Benchmarks shows it.
  package static let operationsWorthThreads = 4_000_000

  package init(
    _ graph: ProgramGraph, batchSize: Int, mode: Mode, store: ParameterStore,
    streams: [ObjectIdentifier: Int] = [:], threads: Int = Threads.available,
    appending extra: [assay_call] = []
  ) throws(ModelError) {
    self.batchSize = batchSize
    self.store = store
    let order = topologicalOrder(
      graph.inputs + graph.results + graph.gradients.map(\.node))
    let operations = order.reduce(0) { $0 + $1.op.operations($1, batchSize: batchSize) }
    self.threads = operations >= Program.operationsWorthThreads ? threads : 1

    let found = Constants(order, graph)
    let layout = Layout(
      order, graph, batchSize: batchSize, mode: mode, store: store, constants: found.nodes)
    arenaByteCount = layout.byteCount
    let memory = ProgramMemory(byteCount: layout.byteCount)
    self.memory = memory
    let places = layout.places.mapValues { $0.pointer(in: memory) }
    inputs = graph.inputs.map { places[$0.id] ?? memory.start }

    var planner = Planner(
      batchSize: batchSize, threads: self.threads, clock: UnsafeMutableRawPointer(store.clock),
      places: places, streams: streams, constants: found.nodes)
    do throws(ModelError) {
      for node in order where !node.op.isAlias(in: mode) { try planner.plan(node) }
    } catch {
      planner.abandon()
      throw error
    }
    do throws(ModelError) {
      try planner.placeScratch()
    } catch {
      planner.abandon()
      throw error
    }
    for (node, parameter) in layout.copies {
      planner.call(
        assay_copy, [planner.buffer(node), store.gradient(of: parameter)],
        sizes: [parameter.shape.elements * MemoryLayout<Float>.stride])
    }
    for update in graph.updates { planner.call(update, store: store) }
    primitives = planner.primitives
    scratches = planner.scratches
    constants = ParameterVersions(
      planner.firstCalls.isEmpty || store.isCopy ? [] : found.parameters)
    changed = ParameterVersions(graph.updates.map(\.parameter))
    let list = planner.calls + extra
    calls = .allocate(capacity: list.count)
    _ = calls.initialize(from: list)
    firstCalls = .allocate(capacity: planner.firstCalls.count)
    _ = firstCalls.initialize(from: planner.firstCalls)
    func view(_ node: Node) -> Tensor {
      Tensor(
        viewing: planner.buffer(node), owner: memory, shape: node.shape.filled(batchSize),
        dtype: node.dtype)
    }
    results = graph.results.map(view)
    inputTensors = graph.inputs.map(view)
  }

  deinit {
    primitives.forEach(assay_primitive_destroy)
    for scratch in scratches { scratch.deallocate() }
    calls.deallocate()
    firstCalls.deallocate()
  }

  /// Computes everything once.
  ///
  /// - Throws: ``ModelError/oneDNN(call:status:)``.
  package func run() throws(ModelError) {
    if firstCalls.count > 0, constants.haveChanged {
      try run(firstCalls)
      constants.remember()
    }
    try run(calls)
    changed.advance()
  }

  private func run(_ calls: UnsafeMutableBufferPointer<assay_call>) throws(ModelError) {
    var failed: Int64 = 0
    let status = assay_run(calls.baseAddress, Int64(calls.count), &failed)
    guard status == 0 else {
      throw .oneDNN(call: "step \(failed) of a program", status: Int(status))
    }
  }

  /// Lets the next run rewrite the inputs and results: tensors that somebody kept are copied first.
  package func endLending() {
    for index in results.indices { results[index].endLending() }
    for index in inputTensors.indices { inputTensors[index].endLending() }
  }

  /// The kernels that oneDNN chose, in order.
  package var implementations: [String] {
    primitives.map { String(cString: assay_primitive_implementation($0)) }
  }
}

/// The memory of a program's buffers.
final class ProgramMemory {
  let start: UnsafeMutableRawPointer

  init(byteCount: Int) {
    start = .allocate(byteCount: max(byteCount, 1), alignment: Arena.alignment)
    start.initializeMemory(as: UInt8.self, repeating: 0, count: max(byteCount, 1))
  }

  deinit { start.deallocate() }
}
