import AssayCore
import AssayModel

/// A graph as a program of a mode runs it, with the gradients of Σ result · upstream.
final class GraphRun {
  let network: Network
  let program: Program
  /// Of each parameter, whether it is trained.
  let isTrained: [Bool]
  private let hasGradient: [Bool]

  private(set) var output: [Float] = []
  private(set) var inputGradients: [[Float]] = []
  /// Of the parameters that are trained.
  private(set) var weightGradients: [[Float]] = []
  private let trained: [Parameter]

  /// - Parameters:
  ///   - fusing: whether the passes that join ops run.
  init(
    inputs: [Symbol], output: Symbol, mode: Mode, fusing: Bool, batchSize: Int, seed: UInt64 = 0
  ) throws {
    network = try Network(inputs: inputs, outputs: [output], seed: seed)
    let upstream = Symbol.input(output.shape)
    let frozen = try network.frozenParameters()
    isTrained = network.store.parameters.map { !frozen.contains(ObjectIdentifier($0)) }
    trained = zip(network.store.parameters, isTrained).filter(\.1).map(\.0)
    let changes = network.updates.filter { $0.happens(in: mode) }
    let updated = Set(changes.map { ObjectIdentifier($0.parameter) })
    let roots = passes(
      [(output * upstream).sum().node, output.node] + changes.map(\.value), mode: mode,
      fusing: fusing
    ) {
      let id = ObjectIdentifier($0)
      return (mode == .inference || frozen.contains(id)) && !updated.contains(id)
    }
    let updates = changes.with(values: roots[2...])
    var nodes: [ObjectIdentifier: Node] = [:]
    for node in topologicalOrder(roots) {
      if let op = node.op as? ParameterOp { nodes[ObjectIdentifier(op.parameter)] = node }
    }
    // What the graph does not depend on stands for itself, without a gradient.
    let targets =
      inputs.map(\.node) + trained.map { nodes[ObjectIdentifier($0)] ?? upstream.node }
    var found = gradients(of: roots[0], withRespectTo: targets)
    for (index, parameter) in trained.enumerated() where nodes[ObjectIdentifier(parameter)] == nil {
      found[inputs.count + index] = nil
    }
    hasGradient = found.map { $0 != nil }
    program = try Program(
      ProgramGraph(
        inputs: inputs.map(\.node) + [upstream.node],
        results: [roots[1]] + found.compactMap { $0 } + updates.map(\.value), updates: updates),
      batchSize: batchSize, mode: mode, store: network.store, threads: 2)
  }

  /// Computes everything once.
  func callAsFunction(_ data: [[Float]], upstream: [Float]) throws {
    for (index, numbers) in (data + [upstream]).enumerated() {
      precondition(numbers.count == program.inputTensors[index].count, "GraphRun: input \(index)")
      program.inputs[index].assumingMemoryBound(to: Float.self)
        .update(from: numbers, count: numbers.count)
    }
    try program.run()
    output = program.results[0].scalars(of: Float.self)
    var next = 1
    let all = hasGradient.enumerated().map { index, exists in
      guard exists else {
        let isInput = index < data.count
        return [Float](
          repeating: 0,
          count: isInput ? data[index].count : trained[index - data.count].shape.elements)
      }
      next += 1
      return program.results[next - 1].scalars(of: Float.self)
    }
    inputGradients = Array(all[..<data.count])
    weightGradients = Array(all[data.count...])
  }
}
