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
  var iterations = 0
  let weightNames = ["dense/kernel"]
  func setLearningRate(_ rate: Double) throws { learningRate = rate }
  func swapAveragedWeights() throws {}

  var weight: Double { weights[0].double(at: 0) }
  func setWeights(_ weights: [Tensor]) throws { self.weights = weights }
  func direction(ofMetric name: String) -> Direction? { directions[name] }
  func predict(_ inputs: Tensor) throws -> Tensor { inputs }

  /// Runs epochs of one step each with the given figures at their ends, from `first` on.
  @discardableResult
  func fit(
    _ logs: [Logs], from first: Int = 0, callbacks: [any Callback],
    progress: ProgressStyle = .silent, output: any ProgressOutput = RecordedOutput()
  ) throws -> History {
    let list = CallbackList(callbacks, context: self, progress: progress, output: output)
    try list.trainBegin()
    for (epoch, logs) in zip(first..., logs) {
      try list.epochBegin(epoch)
      try list.trainBatchBegin(0)
      if list.wantsBatchEnd(step: 0, of: stepsPerEpoch) {
        _ = try list.trainBatchEnd(0, logs: logs)
      }
      weights = [Tensor([Double(epoch)])]
      if case .stop = try list.epochEnd(epoch, logs: logs, seconds: 0.25) { break }
    }
    try list.trainEnd(logs: logs.last ?? [:])
    return list.history
  }
}
