import AssayCore
import CKernels

/// A network with its losses and its optimizer: makes the programs that train and evaluate it, and
/// takes steps.
package final class Trainer {
  package let network: Network
  /// One for each output; `nil` where it has none.
  package let losses: [Loss?]
  package var optimizer: any Optimizer
  /// The updates made so far.
  package private(set) var iterations = 0

  private let factors: [Float?]
  private let fusing: Bool
  private var forms: [BatchForm: StepGraphs] = [:]
  private let slots: [UnsafeMutablePointer<Float>]
  private let rates: UnsafeMutablePointer<Float>
  private let threads: Int
  private let constrained: [(parameter: Parameter, weights: UnsafeMutablePointer<Float>)]

  /// The graphs for one form of batch, and the programs made of them.
  private struct StepGraphs {
    let layout: StepLayout
    let training: ProgramGraph
    let evaluation: ProgramGraph
    var programs = ProgramCache()
  }

  /// - Parameters:
  ///   - losses: one for each output of the network.
  ///   - factors: what each loss counts in the total; `nil` is 1.
  ///   - fusing: whether the passes over the graph run; the results are the same but for rounding.
  package init(
    _ network: Network, losses: [Loss?], factors: [Float?]? = nil, optimizer: any Optimizer,
    threads: Int = Threads.available, fusing: Bool = true
  ) throws(ModelError) {
    precondition(losses.count == network.outputs.count, "Trainer: one loss for each output")
    try optimizer.validate()
    self.network = network
    self.losses = losses
    self.factors = factors ?? losses.map { _ in nil }
    self.optimizer = optimizer
    self.threads = threads
    self.fusing = fusing
    let store = network.store
    constrained = store.parameters.filter { $0.isTrainable && $0.constraint != nil }.map {
      ($0, store.value(of: $0).assumingMemoryBound(to: Float.self))
    }
    slots = optimizer.slotNames.map { _ in allocate(network.store.trainableCount) }
    rates = allocate(2)
  }

  deinit {
    for slot in slots { slot.deallocate() }
    rates.deallocate()
  }

  /// Where the programs for batches of a form have what they need and what they found.
  package func layout(for form: BatchForm) throws(ModelError) -> StepLayout {
    try graphs(for: form).layout
  }

  /// The program that computes loss, outputs and gradients of a batch and updates the parameters.
  package func trainingProgram(
    batchSize: Int, form: BatchForm? = nil
  ) throws(ModelError) -> Program {
    let form = form ?? plainForm
    let graph = try graphs(for: form).training
    return try program(.training, batchSize, form) { () throws(ModelError) in
      let store = network.store
      let buffers = OptimizerBuffers(
        weights: store.values, gradients: store.gradients, rates: rates, slots: slots,
        count: store.trainableCount, threads: threads)
      return try Program(
        graph, batchSize: batchSize, mode: .training, store: store, dropouts: network.dropouts,
        threads: threads, appending: [optimizer.update(buffers).call])
    }
  }

  /// The program that computes loss and outputs of a batch.
  package func evaluationProgram(
    batchSize: Int, form: BatchForm? = nil
  ) throws(ModelError) -> Program {
    let form = form ?? plainForm
    let graph = try graphs(for: form).evaluation
    return try program(.inference, batchSize, form) { () throws(ModelError) in
      try Program(
        graph, batchSize: batchSize, mode: .inference, store: network.store, threads: threads)
    }
  }

  /// Labels as each loss takes them, and no weights.
  private var plainForm: BatchForm {
    BatchForm(
      labels: zip(losses, network.outputs).map { loss, output in
        loss?.labelInput(for: output.shape).shape
      }, weights: losses.map { _ in nil })
  }

  private func program(
    _ mode: Mode, _ batchSize: Int, _ form: BatchForm, make: () throws(ModelError) -> Program
  ) throws(ModelError) -> Program {
    var graphs = try graphs(for: form)
    defer { forms[form] = graphs }
    return try graphs.programs.program(mode, batchSize: batchSize, make: make)
  }

  private func graphs(for form: BatchForm) throws(ModelError) -> StepGraphs {
    if let known = forms[form] { return known }
    let objective = try Objective(network, losses: losses, factors: factors, form: form)
    var roots = dropIdentities(objective.roots)
    if fusing { roots = fuseRelu(roots) }
    let nodes = parameterNodes(in: roots)
    let targets = network.store.parameters.filter(\.isTrainable).compactMap { parameter in
      nodes[ObjectIdentifier(parameter)].map { (parameter, $0) }
    }
    let found = gradients(of: roots[0], withRespectTo: targets.map(\.1))
    let made = StepGraphs(
      layout: objective.layout,
      training: ProgramGraph(
        inputs: objective.inputs, results: roots,
        gradients: zip(targets, found).compactMap { target, node in
          node.map { (node: $0, parameter: target.0) }
        }),
      evaluation: ProgramGraph(inputs: objective.inputs, results: roots))
    forms[form] = made
    return made
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
    for (parameter, weights) in constrained {
      parameter.constraint?.apply(to: weights, shape: parameter.shape)
    }
    iterations += 1
  }
}
