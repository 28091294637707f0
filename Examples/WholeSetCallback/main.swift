import Assay
import AssayReports
import Foundation

// A callback that scores all training and validation data when an epoch ends, puts its figures into the
// logs, and so lets EarlyStopping watch one of them and the history plot both.

final class WholeSetScores: Callback {
  let sets: [(key: String, data: Dataset)]
  init(_ sets: [(key: String, data: Dataset)]) { self.sets = sets }

  func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { false }  // only looks at epochs

  func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    for (key, data) in sets {
      let predictions = try training.predict(data.inputs[0])
      let hits = zip(predictions.doubles, data.labels[0].doubles).count { ($0 > 0.5) == ($1 == 1) }
      logs[key] = Double(hits) / Double(data.count)
    }
    return .continue
  }
}

/// Points in the plane, and whether both coordinates have one sign.
func points(_ count: Int, seed: UInt64) throws -> Dataset {
  var random = Philox(seed: seed, stream: .test)
  let x = (0..<count * 2).map { _ in Float(random.nextNormal()) }
  let y = (0..<count).map { x[$0 * 2] * x[$0 * 2 + 1] > 0 ? 1 : 0 }
  return try Dataset(Tensor(x, shape: [count, 2]), Tensor(y))
}
let train = try points(800, seed: 1)
let held = try points(400, seed: 2)

let model = Sequential {
  Input(2)
  Dense(16, activation: .tanh)
  Dense(1, activation: .sigmoid)
}
try model.compile(optimizer: Adam(learningRate: 0.01), loss: .crossentropy, metrics: [.accuracy])
// EarlyStopping comes after the callback whose figure it watches, and is told which way is better.
let scores = WholeSetScores([("ACC_score", train), ("val_ACC_score", held)])
let stopping = EarlyStopping(
  monitor: "val_ACC_score", minDelta: 0.005, patience: 5, mode: .max, restoreBestWeights: true)
let history = try model.fit(
  train, epochs: 100, validation: .data(held), callbacks: [scores, stopping], scoresTraining: true,
  progress: .silent)

for (epoch, values) in zip(history["ACC_score"]!, history["val_ACC_score"]!).enumerated() {
  print("epoch \(epoch + 1): ACC_score \(values.0), val_ACC_score \(values.1)")
}
print("stopped: \(history.stopReason ?? "no")")
let file =
  CommandLine.arguments.dropFirst().first
  ?? FileManager.default.temporaryDirectory.appending(path: "assay-learning-curves.svg").path
let curves = LearningCurves(
  history, directions: ["ACC_score": .higherIsBetter], monitor: "val_ACC_score")
try curves.svg.write(toFile: file, atomically: true, encoding: .utf8)
print("both curves are drawn in \(file)")

precondition(history.stopReason?.hasPrefix("val_ACC_score") == true)
// Assay has the same two figures built in.
precondition(history["val_ACC_score"] == history["val_accuracy"])
precondition(history["ACC_score"] == history["frozen_accuracy"])
let kept = try model.evaluate(held)["accuracy"]!
precondition(kept == stopping.best && kept > 0.9 && curves.svg.contains("ACC_score"), "\(kept)")
print("WholeSetCallback: its val_ACC_score stopped the run, the best weights are kept, above 0.9")
