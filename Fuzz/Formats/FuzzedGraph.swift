import AssayCore
import AssayKeras
import AssayModel

/// Graphs from files, run once where that takes no time.
enum FuzzedGraph {
  /// The most bytes of all that is computed, and the most calls.
  private static let mostBytes = 1 << 20
  private static let mostNodes = 200

  /// - Throws: ``ModelError`` for a graph that cannot be run.
  static func run(_ graph: KerasGraph) throws {
    for symbol in graph.inputs + graph.outputs {
      if let error = symbol.error { throw error }
    }
    let nodes = topologicalOrder(graph.outputs.map(\.node))
    var bytes: [Int] = []
    for node in nodes {
      guard let own = node.shape.byteCount(samples: 2), own < mostBytes else { return }
      bytes.append(own)
    }
    guard nodes.count < mostNodes, let total = bytes.checkedSum, total < mostBytes else { return }
    let network = try Network(inputs: graph.inputs, outputs: graph.outputs, seed: 0)
    let rows = network.inputs.compactMap { ($0.op as? InputOp)?.batchSize }.first ?? 2
    guard rows <= 2 else { return }
    let program = try Predictor(network, threads: 1).program(batchSize: rows)
    try program.run()
    let loss = try Trainer(
      network, losses: network.outputs.map { _ in .meanSquaredError }, optimizer: SGD(), threads: 1)
    _ = try loss.trainingProgram(batchSize: rows)
  }
}
