import Assay

// One yes or no for each of 60 steps. A callback scores the whole validation set after each epoch and
// adds its figure; EarlyStopping, which stands after it, watches that figure.

/// The share of the steps labelled 1 that are found, over rows × steps at once.
final class Recall: Callback {
  let data: Dataset
  init(_ data: Dataset) { self.data = data }

  func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { false }

  func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    let predictions = try training.predict(data.inputs[0]).doubles
    let positives = zip(predictions, data.labels[0].doubles).filter { $0.1 == 1 }
    logs["val_recall"] = Double(positives.count { $0.0 > 0.5 }) / Double(positives.count)
    return .continue
  }
}

/// Rows of 60 steps of 10 numbers; a step is 1 where their weighted sum is large.
func sequences(_ rows: Int, seed: UInt64) throws -> Dataset {
  var random = Philox(seed: seed, stream: .test)
  let x = (0..<rows * 600).map { _ in Float(random.nextNormal()) }
  let y = (0..<rows * 60).map { step -> Int in
    let sum = (0..<10).reduce(0) { $0 + x[step * 10 + $1] * Float($1 - 3) }
    return sum > 8 ? 1 : 0
  }
  return try Dataset(Tensor(x, shape: [rows, 60, 10]), Tensor(y, shape: [rows, 60, 1]))
}

let train = try sequences(200, seed: 1)
let held = try sequences(50, seed: 2)
let model = Sequential {
  Input(60, 10)
  Dense(32, activation: .relu)
  Dense(1, activation: .sigmoid)
}
try model.compile(optimizer: Adam(learningRate: 0.003), loss: .crossentropy, metrics: [.accuracy])
let stopping = EarlyStopping(
  monitor: "val_recall", minDelta: 0.001, patience: 3, mode: .max, restoreBestWeights: true)
let history = try model.fit(
  train, epochs: 50, validation: .data(held), callbacks: [Recall(held), stopping])
print(model.explanation)

let best = stopping.best ?? 0
precondition(history["val_recall"]?.max() == best && best > 0.9, "recall is \(best)")
print("Sequences: val_recall passed 0.9 over 50 × 60 steps, its best weights kept")
