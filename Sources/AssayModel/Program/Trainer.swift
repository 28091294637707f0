import AssayCore
import CKernels

/// A network with its losses and its optimizer: makes the programs that train and evaluate it, and
/// takes steps.
package final class Trainer {
  package let network: Network
  /// One for each output; `nil` where it has none.
  package let losses: [Loss?]
  /// The optimizer at work: its state for checkpoints, its averages and its rate.
  package let updater: Updater

  private let factors: [Float?]
  private let fusing: Bool
  // Then the last input of a training program is the scale.
  private let scalesLoss: Bool
  private var forms: [BatchForm: StepGraphs] = [:]
  private let threads: Int

  /// - Parameters:
  ///   - losses: one for each output of the network.
  ///   - factors: what each loss counts in the total; `nil` is 1.
  ///   - fusing: whether the passes over the graph run; the results are the same but for rounding.
  package init(
    _ network: Network, losses: [Loss?], factors: [Float?]? = nil, optimizer: any Optimizer,
    threads: Int = Threads.available, fusing: Bool = true
  ) throws(ModelError) {
    precondition(losses.count == network.outputs.count, "Trainer: one loss for each output")
    self.network = network
    self.losses = losses
    self.factors = factors ?? losses.map { _ in nil }
    self.threads = threads
    self.fusing = fusing
    try optimizer.validate()
    let plain = BatchForm(losses, network)
    scalesLoss = optimizer is LossScaleOptimizer || optimizer.options.lossScaleFactor != nil
    let made = try StepGraphs(
      network, losses: losses, factors: self.factors, form: plain, fusing: fusing,
      scaling: scalesLoss)
    forms[plain] = made
    let touched = made.training.gradients.map(\.parameter)
    updater = try Updater(
      optimizer, store: network.store, paths: network.parameterNames, touched: touched,
      frozen: try network.frozenParameters(), threads: threads)
    // What no loss depends on stays as it is: neither updated nor constrained.
    for parameter in touched {
      guard let constraint = parameter.constraint else { continue }
      updater.constraints.append((parameter, { constraint.apply(to: $0, shape: $1) }))
    }
  }

  package var optimizer: any Optimizer { updater.optimizer }
  /// The updates made so far.
  package var iterations: Int { updater.updates }
  /// The rate of the next update.
  package var learningRate: Double { updater.learningRate }

  /// Sets the rate from now on; see ``Updater/setLearningRate(_:)``.
  package func setLearningRate(_ rate: Double) throws(ModelError) {
    try updater.setLearningRate(rate)
  }

  /// Exchanges the weights and their averages; see ``Updater/swapAverages()``.
  package func swapAverages() -> Bool { updater.swapAverages() }

  /// Ends a fit; see ``Updater/finish()``.
  package func finish() { updater.finish() }

  /// Where the programs for batches of a form have what they need and what they found.
  package func layout(for form: BatchForm) throws(ModelError) -> StepLayout {
    try graphs(for: form).layout
  }

  /// The program that computes loss, outputs and gradients of a batch, for
  /// ``step(_:epoch:step:seed:)``.
  package func trainingProgram(
    batchSize: Int, form: BatchForm? = nil
  ) throws(ModelError) -> Program {
    let form = form ?? plainForm
    let graph = try graphs(for: form).training
    return try program(.training, batchSize, form) { () throws(ModelError) in
      try Program(
        graph, batchSize: batchSize, mode: .training, store: network.store,
        streams: network.streams, threads: threads)
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

  private var plainForm: BatchForm { BatchForm(losses, network) }

  private func program(
    _ mode: Mode, _ batchSize: Int, _ form: BatchForm, make: () throws(ModelError) -> Program
  ) throws(ModelError) -> Program {
    var graphs = try graphs(for: form)
    defer { forms[form] = graphs }
    return try graphs.programs.program(mode, batchSize: batchSize, make: make)
  }

  private func graphs(for form: BatchForm) throws(ModelError) -> StepGraphs {
    if let known = forms[form] { return known }
    let made = try StepGraphs(
      network, losses: losses, factors: factors, form: form, fusing: fusing,
      scaling: scalesLoss)
    forms[form] = made
    return made
  }

  /// Runs a training program on the batch in its inputs: one update.
  ///
  /// - Parameters:
  ///   - hasFeatures: see ``Program/run(hasFeatures:)``.
  package func step(
    _ program: Program, epoch: Int, step: Int, seed: UInt64, hasFeatures: Bool = false
  ) throws(ModelError) {
    network.store.clock.pointee = assay_clock(
      seed: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)),
      epoch: UInt32(truncatingIfNeeded: epoch), step: UInt32(truncatingIfNeeded: step))
    if let scale = updater.lossScale {
      program.inputs[program.inputs.count - 1].storeBytes(of: scale, as: Float.self)
    }
    try program.run(hasFeatures: hasFeatures)
    try updater.step()
  }
}

/// The graphs for one form of batch, and the programs made of them.
private struct StepGraphs {
  let layout: StepLayout
  let training: ProgramGraph
  let evaluation: ProgramGraph
  var programs = ProgramCache()

  init(
    _ network: Network, losses: [Loss?], factors: [Float?], form: BatchForm, fusing: Bool,
    scaling: Bool
  ) throws(ModelError) {
    let objective = try Objective(network, losses: losses, factors: factors, form: form)
    layout = objective.layout
    let frozen = try network.frozenParameters()
    func graph(for mode: Mode) -> (roots: [Node], updates: [ParameterUpdate]) {
      // What is updated in the other mode alone would be one more reader, in the way of the passes.
      let updates = objective.updates.filter { $0.happens(in: mode) }
      let updated = Set(updates.map { ObjectIdentifier($0.parameter) })
      let roots = objective.roots + updates.map(\.value)
      let made = passes(roots, mode: mode, fusing: fusing) {
        let id = ObjectIdentifier($0)
        return (mode == .inference || frozen.contains(id)) && !updated.contains(id)
      }
      return (made, updates.with(values: made[objective.roots.count...]))
    }
    let (roots, updates) = graph(for: .training)
    let nodes = parameterNodes(in: roots)
    let targets = network.store.parameters.filter { !frozen.contains(ObjectIdentifier($0)) }
      .compactMap { parameter in
        nodes[ObjectIdentifier(parameter)].map { (parameter, $0) }
      }
    let changed = targets.map(\.0) + updates.map(\.parameter)
    let scope = TrainingScope(
      inputs: network.inputs, changing: Set(changed.map { ObjectIdentifier($0) }))
    let scale = scaling ? Symbol.input([], name: "loss_scale") : nil
    let found = gradients(
      of: roots[0], withRespectTo: targets.map(\.1), from: scale ?? .constant(1))
    training = ProgramGraph(
      inputs: objective.inputs + [scale?.node].compactMap { $0 }, results: roots,
      gradients: zip(targets, found).compactMap { target, node in
        node.map { (node: $0, parameter: target.0) }
      }, updates: updates, scope: scope)
    let other = graph(for: .inference)
    evaluation = ProgramGraph(
      inputs: objective.inputs, results: other.roots, updates: other.updates, scope: scope)
  }
}

extension BatchForm {
  /// Labels as each loss takes them, and no weights.
  fileprivate init(_ losses: [Loss?], _ network: Network) {
    self.init(
      labels: zip(losses, network.outputs).map { loss, output in
        loss?.labelInput(for: output.shape).shape
      }, weights: losses.map { _ in nil })
  }
}
