import AssayCore

/// Makes the programs that compute a network's outputs.
package final class Predictor {
  private let network: Network
  package let graph: ProgramGraph
  private var programs = ProgramCache()

  private let threads: Int

  package init(_ network: Network, threads: Int = Threads.available) {
    self.network = network
    self.threads = threads
    let values = network.updates.map(\.value)
    let roots = passes(network.outputs + values, mode: .inference, fusing: true)
    let count = network.outputs.count
    let updates = network.updates.inMode(.inference, values: roots[count...])
    graph = ProgramGraph(
      inputs: network.inputs, results: Array(roots[..<count]) + updates.map(\.value),
      updates: updates)
  }

  /// The program for one batch size; its results are the outputs.
  package func program(batchSize: Int) throws(ModelError) -> Program {
    try programs.program(.inference, batchSize: batchSize) { () throws(ModelError) in
      try Program(
        graph, batchSize: batchSize, mode: .inference, store: network.store, threads: threads)
    }
  }
}
