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
  /// The training that this is part of, if it is.
  package var scope: TrainingScope?

  package init(
    inputs: [Node], results: [Node], gradients: [(node: Node, parameter: Parameter)] = [],
    updates: [ParameterUpdate] = [], scope: TrainingScope? = nil
  ) {
    self.inputs = inputs
    self.results = results
    self.gradients = gradients
    self.updates = updates
    self.scope = scope
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
  /// Where what the frozen layers in front make of each row is, and its bytes a row; none where that is not
  /// worth keeping. See ``Features``.
  package let features: [(place: UnsafeMutableRawPointer, rowBytes: Int)]
  /// Whether an input is read by what computes the features and by nothing else.
  package let isForFeatures: [Bool]
  /// The bytes of the arena.
  package let arenaByteCount: Int

  private let calls: UnsafeMutableBufferPointer<assay_call>
  private let firstCalls: UnsafeMutableBufferPointer<assay_call>
  private let featureCalls: UnsafeMutableBufferPointer<assay_call>
  private let featureParameters: [Parameter]
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
    let nodes = topologicalOrder(
      graph.inputs + graph.results + graph.gradients.map(\.node))
    let found = Constants(nodes, graph)
    let fixed = Features(nodes, graph)
    let order = fixed.first(in: nodes, found)
    for node in order {
      try ModelError.checkMemory(
        node.shape.byteCount(samples: batchSize, elementSize: node.dtype.size),
        for: "an array of \(node.shape.filled(batchSize))")
    }
    let operations =
      order.map { $0.op.operations($0, batchSize: batchSize) }.checkedSum ?? .max
    self.threads = operations >= Program.operationsWorthThreads ? threads : 1

    let layout = Layout(
      order, graph, batchSize: batchSize, mode: mode, store: store,
      kept: found.nodes.union(fixed.results.map(\.id)), constants: found.nodes)
    arenaByteCount = layout.byteCount
    try ModelError.checkMemory(
      arenaByteCount, for: "\(mode == .training ? "training" : "prediction") by \(batchSize) rows")
    let memory = ProgramMemory(byteCount: layout.byteCount)
    self.memory = memory
    let places = layout.places.mapValues { $0.pointer(in: memory) }
    inputs = graph.inputs.map { places[$0.id] ?? memory.start }

    var planner = Planner(
      batchSize: batchSize, threads: self.threads, clock: UnsafeMutableRawPointer(store.clock),
      places: places, streams: streams, constants: found.nodes, features: fixed.nodes)
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
    featureCalls = .allocate(capacity: planner.featureCalls.count)
    _ = featureCalls.initialize(from: planner.featureCalls)
    featureParameters = fixed.parameters
    features = fixed.results.map { node in
      (planner.buffer(node), node.shape.filled(1).elements * node.dtype.size)
    }
    isForFeatures = graph.inputs.map { fixed.inputs.contains($0.id) }
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
    featureCalls.deallocate()
  }

  /// Computes everything once.
  ///
  /// - Parameters:
  ///   - hasFeatures: whether the ``features`` of the batch are in their places already.
  /// - Throws: ``ModelError/oneDNN(call:status:)``.
  package func run(hasFeatures: Bool = false) throws(ModelError) {
    if hasFeatures { try runConstants() } else { try runFeatures() }
    try run(calls)
    changed.advance()
  }

  /// Computes the ``features`` of what is in the inputs, and nothing else.
  ///
  /// - Throws: ``ModelError/oneDNN(call:status:)``.
  package func runFeatures() throws(ModelError) {
    try runConstants()
    if featureCalls.count > 0 { try run(featureCalls) }
  }

  /// What tells whether features that were computed before are still the same.
  package func featureVersions() -> ParameterVersions { ParameterVersions(featureParameters) }

  private func runConstants() throws(ModelError) {
    guard firstCalls.count > 0, constants.haveChanged else { return }
    try run(firstCalls)
    constants.remember()
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
