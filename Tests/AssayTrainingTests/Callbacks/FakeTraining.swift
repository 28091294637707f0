import AssayCore
import AssayMetrics
import AssayTraining

/// A training that only plays back figures; the weight is the index of the epoch just ended.
final class FakeTraining: TrainingContext {
  let epochs: Int
  var stepsPerEpoch: Int?
  let batchSize = 2
  var weights = [Tensor([-1.0])]
  var monitorableKeys: [String]
  var directions: [String: Direction]

  init(
    epochs: Int = 1, steps: Int? = 1, keys: [String] = ["loss", "v"],
    directions: [String: Direction] = ["v": .lowerIsBetter]
  ) {
    self.epochs = epochs
    stepsPerEpoch = steps
    monitorableKeys = keys
    self.directions = directions
  }

  var learningRate = 1.0
  var isRateScheduled = false
  var iterations = 0
  var weightNames = ["dense/kernel"]
  /// The averages of the weights; `nil` where none are kept.
  var averages: [Tensor]?

  func setLearningRate(_ rate: Double) throws {
    if isRateScheduled {
      throw TrainingError.argument("learningRate", found: "set", wanted: "no schedule")
    }
    learningRate = rate
  }

  func swapAveragedWeights() throws {
    guard let averages else {
      throw TrainingError.argument("optimizer", found: "plain", wanted: "averages")
    }
    (weights, self.averages) = (averages, weights)
  }

  var weight: Double { weights[0].double(at: 0) }
  func setWeights(_ weights: [Tensor]) throws { self.weights = weights }
  func direction(ofMetric name: String) -> Direction? { directions[name] }
  func predict(_ inputs: Tensor) throws -> Tensor { inputs }

  /// Runs epochs of as many steps as an epoch has with the given figures at the ends of both, from
  /// `first` on.
  ///
  /// - Parameter resume: called once the run has begun, as where a checkpoint is read.
  @discardableResult
  func fit(
    _ logs: [Logs], from first: Int = 0, callbacks: [any Callback],
    progress: ProgressStyle = .silent, output: any ProgressOutput = RecordedOutput(),
    resume: () throws -> Void = {}
  ) throws -> History {
    let list = CallbackList(callbacks, context: self, progress: progress, output: output)
    try list.trainBegin()
    try resume()
    for (epoch, logs) in zip(first..., logs) {
      try list.epochBegin(epoch)
      for step in 0..<(stepsPerEpoch ?? 1) {
        try list.trainBatchBegin(step)
        if list.wantsBatchEnd(step: step, of: stepsPerEpoch) {
          let batch = Logs(logs.filter { !$0.key.hasPrefix("val_") })
          if case .stop = try list.trainBatchEnd(step, logs: batch) { break }
        }
      }
      weights = [Tensor([Double(epoch)])]
      if case .stop = try list.epochEnd(epoch, logs: logs, seconds: 0.25) { break }
    }
    try list.trainEnd(logs: logs.last ?? [:])
    return list.history
  }
}

extension Logs {
  /// The figures in the given order.
  init(_ pairs: some Sequence<Element>) {
    self.init()
    for (key, value) in pairs { self[key] = value }
  }
}
