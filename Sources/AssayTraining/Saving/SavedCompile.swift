import AssayHDF5
import AssayKeras
import AssayMetrics
import AssayModel

/// The compile configuration that came from a file, and the optimizer's state there.
struct SavedCompile {
  let compile: KerasCompile
  let file: String
  /// The group that the optimizer's variables are in.
  let optimizer: HDF5Group?
  /// Whether they lie there under their names, as Keras 2 wrote them.
  let isLegacy: Bool
  let isOfKeras2: Bool
  /// Whether the model is compiled with other losses or metrics since: the optimizer's state alone holds.
  var isAltered = false
  /// The rate that was set since, which takes the place of the state's.
  var learningRate: Double?

  /// Puts an optimizer into the state that the file holds.
  ///
  /// - Throws: ``KerasFileError`` for a state of another optimizer or another model.
  func restore(_ updater: Updater) throws {
    guard let optimizer else { return }
    try restore(updater, from: optimizer)
    if let learningRate { try updater.setLearningRate(learningRate) }
  }

  private func restore(_ updater: Updater, from optimizer: HDF5Group) throws {
    do {
      guard isLegacy else {
        let hasRate =
          !isOfKeras2 || updater.optimizer.learningRate.constant == nil
          || optimizer.dataset("vars/1").map { $0.shape.isEmpty } ?? true
        return try OptimizerWeights.restore(updater) { path in
          if hasRate || path == "vars/0" { return try optimizer.dataset(path)?.tensor() }
          // Keras 2 left the rate out.
          guard let number = Int(path.split(separator: "/").last ?? ""), number > 1 else {
            return try Tensor([Float(updater.learningRate)], shape: [])
          }
          return try optimizer.dataset("vars/\(number - 1)")?.tensor()
        }
      }
      try OptimizerWeights.restore(
        updater, variables: try optimizer.arrays(namedBy: "weight_names", in: "optimizer_weights"))
    } catch let error as KerasFileError {
      throw error.inFile(file)
    } catch {
      throw KerasFileError(
        file: file, place: "optimizer", found: "\(error)", wanted: "its variables")
    }
  }
}

extension Model {
  /// Compiles the model as a file says.
  func compile(
    _ file: KerasFile, _ compile: KerasCompile, rule: ResolutionRule, threads: Int?
  ) throws {
    let outputs = try network().outputNames
    try self.compile(
      optimizer: compile.optimizer ?? RMSprop(), loss: compile.losses.request(for: outputs),
      lossWeights: compile.lossWeights.lossWeights,
      metrics: file.requests(compile.metrics, outputs),
      weightedMetrics: file.requests(compile.weightedMetrics, outputs), rule: rule,
      threads: threads,
      stepsPerExecution: compile.stepsPerExecution)
    savedCompile = SavedCompile(
      compile: compile, file: file.path,
      optimizer: file.root?.group(file.isLegacy ? "optimizer_weights" : "optimizer"),
      isLegacy: file.isLegacy, isOfKeras2: file.isOfKeras2)
  }

  /// What the model is compiled with, for a file; `nil` where it is not.
  func kerasCompile() throws -> KerasCompile? {
    if let savedCompile, !savedCompile.isAltered { return savedCompile.compile }
    guard let request else { return nil }
    let names = try network().outputNames
    let losses = try request.losses.indices.map { try keras(request.losses[$0], output: $0) }
    var resolved = (compiled?.metrics ?? [])[...]
    func metrics(_ requests: [[MetricRequest]]) -> MetricStructure {
      let entries: [MetricStructure] = requests.map { requests in
        .list(
          requests.map { request in
            let found = resolved.popFirst()
            // Which of two metrics it is shows by the labels.
            if case .topK = request.kind, let found {
              return .one(.metric(found.metric, key: found.key))
            }
            return .one(request)
          })
      }
      if requests.allSatisfy(\.isEmpty) { return .nothing }
      return names.count == 1
        ? entries[0] : .byOutput(zip(names, entries).map { (name: $0, entry: $1) })
    }
    let plain = metrics(request.metrics)
    let weighted = metrics(request.weightedMetrics)
    var weights: KerasStructure<Double> = .nothing
    if let given = request.lossWeights {
      weights =
        names.count == 1
        ? .list([.one(given[0])])
        : .byOutput(zip(names, given).map { (name: $0, entry: .one($1)) })
    }
    return KerasCompile(
      optimizer: request.optimizer,
      losses: names.count == 1
        ? losses[0] : .byOutput(zip(names, losses).map { (name: $0, entry: $1) }),
      lossWeights: weights, metrics: request.weighsMetrics ? .nothing : plain,
      weightedMetrics: request.weighsMetrics ? plain : weighted,
      stepsPerExecution: request.stepsPerExecution)
  }

  private func keras(_ loss: LossRequest, output: Int) throws -> LossStructure {
    if let resolved = compiled?.losses[output] { return .one(resolved) }
    if loss.isNothing { return .nothing }
    guard let known = try loss.known() else {
      throw KerasFileError(
        place: "the loss of '\(outputNames[output])'",
        found: "\(loss.text), which the labels have not decided yet",
        wanted: "a fit or an evaluation before the model is saved, or save(to:compile: false)")
    }
    return .one(known)
  }

  /// The optimizer as it is: in training, in the file that the model came from, or before its first step.
  func currentUpdater() throws -> Updater? {
    if let trainer { return trainer.updater }
    guard let request else { return nil }
    let network = try network()
    let updater = try Updater(
      request.optimizer, store: network.store, paths: network.parameterNames,
      frozen: try network.frozenParameters())
    try savedCompile?.restore(updater)
    return updater
  }
}

extension KerasFile {
  /// The metrics as they are given to `compile`. Keras 2 wrote the names of outputs in front of those of
  /// their metrics.
  fileprivate func requests(
    _ metrics: MetricStructure, _ outputs: [String]
  ) throws -> MetricRequests {
    guard isOfKeras2, outputs.count > 1 else { return metrics.requests }
    let assigned = try metrics.requests.assigned(to: outputs, argument: "metrics")
    return MetricRequests(
      byOutput: zip(outputs, assigned).map { output, requests in
        (
          output,
          requests.map { request in
            guard case .metric(let metric) = request.kind, let key = request.key,
              key.hasPrefix(output + "_")
            else { return request }
            return .metric(metric, key: String(key.dropFirst(output.count + 1)))
          }
        )
      })
  }
}

extension KerasStructure<Loss> {
  /// The same as it is given to `compile`.
  fileprivate func request(for outputs: [String]) -> LossRequest {
    switch self {
    case .nothing: .none
    case .one(let loss): .loss(loss)
    case .list(let entries):
      entries.count == 1 && outputs.count == 1
        ? entries[0].request(for: outputs) : .list(entries.map { $0.request(for: [""]) })
    case .byOutput(let entries):
      // Keras leaves outputs without a loss that are not named.
      .byOutput(
        entries.map { ($0.name, $0.entry.request(for: [""])) }
          + outputs.filter { name in !entries.contains { $0.name == name } }.map { ($0, .none) })
    }
  }
}

extension KerasStructure<Double> {
  /// The same as it is given to `compile`.
  fileprivate var lossWeights: LossWeights? {
    switch self {
    case .nothing: nil
    case .one(let weight): LossWeights(weight)
    case .list(let entries): LossWeights(entries.map(\.weight))
    case .byOutput(let entries):
      LossWeights(
        byOutput: Dictionary(entries.map { ($0.name, $0.entry.weight) }) { _, last in last })
    }
  }

  private var weight: Double { if case .one(let weight) = self { weight } else { 1 } }
}
