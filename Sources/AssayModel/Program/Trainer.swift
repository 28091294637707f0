import AssayCore
import CKernels

/// A network with its losses and its optimizer: makes the programs that train and evaluate it, and
/// takes steps.
package final class Trainer {
  package let network: Network
  package let losses: [Loss]
  package var optimizer: any Optimizer
  /// The updates made so far.
  package private(set) var iterations = 0
  /// Where each output's labels enter.
  package let labels: [Node]

  private let training: ProgramGraph
  private let evaluation: ProgramGraph
  private let slots: [UnsafeMutablePointer<Float>]
  private let rates: UnsafeMutablePointer<Float>
  private let threads: Int
  private var programs = ProgramCache()

  /// - Parameters:
  ///   - losses: one for each output of the network.
  ///   - fusing: whether the passes over the graph run; the results are the same but for rounding.
  package init(
    _ network: Network, losses: [Loss], optimizer: any Optimizer,
    threads: Int = Threads.available, fusing: Bool = true
  ) throws(ModelError) {
    precondition(losses.count == network.outputs.count, "Trainer: one loss for each output")
    try optimizer.validate()
    self.network = network
    self.losses = losses
    self.optimizer = optimizer
    self.threads = threads

    let outputs = dropIdentities(network.outputs)
    var labels: [Node] = []
    var values: [Symbol] = []
    for (loss, output) in zip(losses, outputs) {
      let label = loss.labelInput(for: output.shape)
      let value = loss(labels: label, predictions: Symbol(output))
      if let error = value.error { throw error.located(at: loss.className) }
      guard value.shape.isEmpty else {
        throw .argument(
          where: loss.className, found: "reduction \"none\" gives \(value.shape)",
          wanted: "a reduction to one number for training")
      }
      labels.append(label.node)
      values.append(value)
    }
    self.labels = labels
    let total = values.dropFirst().reduce(values[0], +)

    var roots = dropIdentities([total.node] + values.map(\.node) + outputs)
    if fusing { roots = fuseRelu(roots) }
    let inputs = network.inputs + labels
    evaluation = ProgramGraph(inputs: inputs, results: roots)
    let trainable = network.store.parameters.filter(\.isTrainable)
    let nodes = parameterNodes(in: roots)
    let targets = trainable.compactMap { parameter in
      nodes[ObjectIdentifier(parameter)].map { (parameter, $0) }
    }
    let found = gradients(of: roots[0], withRespectTo: targets.map(\.1))
    training = ProgramGraph(
      inputs: inputs, results: roots,
      gradients: zip(targets, found).compactMap { target, node in
        node.map { (node: $0, parameter: target.0) }
      })

    slots = optimizer.slotNames.map { _ in allocate(network.store.trainableCount) }
    rates = allocate(2)
  }

  deinit {
    for slot in slots { slot.deallocate() }
    rates.deallocate()
  }

  /// The program that computes loss, outputs and gradients of a batch and updates the parameters.
  ///
  /// Results: the total loss, the loss of each output, then the outputs.
  package func trainingProgram(batchSize: Int) throws(ModelError) -> Program {
    try programs.program(.training, batchSize: batchSize) { () throws(ModelError) in
      let store = network.store
      let buffers = OptimizerBuffers(
        weights: store.values, gradients: store.gradients, rates: rates, slots: slots,
        count: store.trainableCount, threads: threads)
      return try Program(
        training, batchSize: batchSize, mode: .training, store: store, dropouts: network.dropouts,
        threads: threads, appending: [optimizer.update(buffers).call])
    }
  }

  /// The program that computes loss and outputs of a batch.
  package func evaluationProgram(batchSize: Int) throws(ModelError) -> Program {
    try programs.program(.inference, batchSize: batchSize) { () throws(ModelError) in
      try Program(
        evaluation, batchSize: batchSize, mode: .inference, store: network.store,
        threads: threads)
    }
  }

  /// Runs a training program on the batch in its inputs: one update.
  package func step(
    _ program: Program, epoch: Int, step: Int, seed: UInt64
  ) throws(ModelError) {
    network.store.clock.pointee = assay_clock(
      seed: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)),
      epoch: UInt32(truncatingIfNeeded: epoch), step: UInt32(truncatingIfNeeded: step))
    rates[0] = Float(optimizer.rate(at: iterations + 1))
    rates[1] = Float(optimizer.learningRate * (optimizer.weightDecay ?? 0))
    try program.run()
    iterations += 1
  }
}

/// The node through which each parameter enters the graph.
private func parameterNodes(in roots: [Node]) -> [ObjectIdentifier: Node] {
  var nodes: [ObjectIdentifier: Node] = [:]
  for node in topologicalOrder(roots) {
    if let op = node.op as? ParameterOp { nodes[ObjectIdentifier(op.parameter)] = node }
  }
  return nodes
}
