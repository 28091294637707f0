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
    let updates = network.updates.filter { $0.happens(in: .inference) }
    let roots = passes(
      network.outputs + updates.map(\.value), mode: .inference, fusing: true)
    graph = ProgramGraph(
      inputs: network.inputs, results: roots,
      updates: updates.with(values: roots[network.outputs.count...]))
  }

  /// The program for one batch size; its results are the outputs.
  package func program(batchSize: Int) throws(ModelError) -> Program {
    try programs.program(.inference, batchSize: batchSize) { () throws(ModelError) in
      try Program(
        graph, batchSize: batchSize, mode: .inference, store: network.store, threads: threads)
    }
  }
}
