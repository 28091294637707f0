import AssayCore
import AssayData
import AssayMetrics
import AssayModel

extension Model {
  /// The loss and metrics of `data` with the weights as they are.
  ///
  /// - Parameters:
  ///   - steps: the batches to look at; all by default.
  ///   - progress: `.silent` by default.
  /// - Throws: ``DataError``, ``TrainingError``, ``ResolutionError``, ``MetricError`` and what callbacks
  ///   throw.
  public func evaluate(
    _ data: Dataset, batchSize: Int = 32, steps: Int? = nil, classWeights: ClassWeights? = nil,
    callbacks: [any Callback] = [], progress: ProgressStyle = .silent,
    output: any ProgressOutput = StandardError()
  ) throws -> Scores {
    try check("batchSize", batchSize, atLeast: 1)
    if let steps { try check("steps", steps, atLeast: 1) }
    let (_, trainer, samples) = try resolve(data, classWeights: classWeights, for: "evaluate")
    let feed = try feed(
      data, samples, trainer, batchSize: batchSize, limit: steps, shuffle: .none, seed: 0,
      isTraining: false)
    return try evaluate(feed, callbacks, progress, output)
  }

  /// The loss and metrics of batches that come from anywhere.
  ///
  /// - Throws: as the `evaluate` of arrays; ``TrainingError/noBatches(data:)`` where there is none.
  public func evaluate(
    _ batches: BatchSequence, steps: Int? = nil, callbacks: [any Callback] = [],
    progress: ProgressStyle = .silent, output: any ProgressOutput = StandardError()
  ) throws -> Scores {
    if let steps { try check("steps", steps, atLeast: 1) }
    guard let (first, iterator) = try batches.begun() else {
      throw TrainingError.noBatches(data: "data")
    }
    _ = try resolve(first, for: "evaluate")
    let feed = SequenceFeed(
      batches, startedAs: iterator, batchSize: first.count, limit: steps
    ) { [self] in try load($0, isTraining: false, for: "evaluate") }
    return try evaluate(feed, callbacks, progress, output)
  }

  private func evaluate(
    _ feed: any BatchFeed, _ callbacks: [any Callback], _ progress: ProgressStyle,
    _ output: any ProgressOutput
  ) throws -> Scores {
    // A callback may evaluate in the middle of a run, which goes on as it was.
    let before = (batchSize: batchSize, steps: stepsPerEpoch)
    defer { (batchSize, stepsPerEpoch) = before }
    (batchSize, stepsPerEpoch) = (feed.batchSize, feed.steps)
    let list = CallbackList(callbacks, context: self, progress: progress, output: output)
    do {
      let (logs, tallies, count) = try score(feed, list)
      return Scores(
        logs: logs, metrics: tallies.metrics.map { ($0.key, $0.metric) }, samples: count)
    } catch {
      list.abandon()
      throw error
    }
  }

  /// One pass over data that changes nothing: an evaluation of its own, or an epoch's validation.
  ///
  /// - Parameters:
  ///   - list: who is told of it; `nil` for nobody.
  func score(
    _ feed: any BatchFeed, _ list: CallbackList?
  ) throws -> (logs: Logs, tallies: Tallies, samples: Int) {
    let (compiled, _) = try resolved()
    var tallies = Tallies(compiled, network: try network())
    var count = 0
    var step = 0
    let start = ContinuousClock.now
    try list?.testBegin()
    try feed.begin(epoch: 0, after: 0)
    func endExecution() throws -> Continuation {
      guard let list, list.wantsBatchEnd(step: step - 1, of: feed.steps) else { return .continue }
      return try list.testBatchEnd(step - 1, logs: tallies.logs)
    }
    while let batch = try feed.next() {
      if step % stepsPerExecution == 0 { try list?.testBatchBegin(step) }
      let program = batch.program
      try program.run(hasFeatures: batch.hasFeatures)
      guard program.loss.isFinite else {
        throw TrainingError.notFinite(step: step, loss: program.loss)
      }
      try tallies.add(program, batch.layout)
      count += program.batchSize
      step += 1
      if step % stepsPerExecution == 0, case .stop = try endExecution() { break }
    }
    if step % stepsPerExecution != 0 { _ = try endExecution() }
    guard step > 0 else { throw TrainingError.noBatches(data: "data that is evaluated") }
    let logs = tallies.logs
    try list?.testEnd(logs: logs, seconds: (ContinuousClock.now - start).seconds)
    return (logs, tallies, count)
  }
}
