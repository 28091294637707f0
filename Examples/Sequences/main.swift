import Assay
import Foundation

// One yes or no for each of 60 steps of 300 numbers. Are accuracy, recall and precision taken over all
// steps of all sequences at once, or over each sequence, and then averaged? As you ask: `"recall"` is
// over all at once, `.perSample("recall")` over each sequence.

/// Sequences `[rows, 60, 300]` with labels `[rows, 60, 1]`; some have many steps of class 1, some few.
func sequences(_ rows: Int, seed: UInt64) throws -> Dataset {
  var random = Philox(seed: seed, stream: .test)
  let x = (0..<rows * 60 * 300).map { _ in Float(random.nextNormal()) }
  let y = (0..<rows * 60).map { step -> Int in
    let sum = x[step * 300] + x[step * 300 + 1] + 0.5 * x[step * 300 + 2]
    return sum > [0, 1, 2, 3][step / 60 % 4] ? 1 : 0
  }
  return try Dataset(Tensor(x, shape: [rows, 60, 300]), Tensor(y, shape: [rows, 60, 1]))
}
let train = try sequences(200, seed: 1)
let held = try sequences(100, seed: 2)

let model = Sequential {
  Input(60, 300)
  Dense(1, activation: .sigmoid)
}
try model.compile(
  optimizer: Adam(learningRate: 0.01), loss: .crossentropy,
  metrics: [
    .accuracy, .perSample(.accuracy, key: "accuracy_of_sequences"),
    "recall", .perSample("recall", key: "recall_of_sequences"),
    "precision", .perSample("precision", key: "precision_of_sequences"),
  ])

// Any of these can be watched, with no callback of one's own.
let stopping = EarlyStopping(
  monitor: "val_recall_of_sequences", minDelta: 0.001, patience: 2, restoreBestWeights: true)
// With `scoresTraining` the training data are scored once more when the epoch's weights stand still.
let history = try model.fit(
  train, epochs: 8, validation: .data(held), callbacks: [stopping], scoresTraining: true,
  progress: .silent)
let scores = try model.evaluate(held)

print("\nlast epoch                 training  at its end  validation")
for key in ["accuracy", "recall", "precision"].flatMap({ [$0, "\($0)_of_sequences"] }) {
  let columns = ["", "frozen_", "val_"].map { String(format: "%12.4f", history[$0 + key]!.last!) }
  print(key.padding(toLength: 23, withPad: " ", startingAt: 0) + columns.joined())
}
for (key, metric) in scores.metrics { for note in metric.notes { print("\(key): \(note)") } }

// Recall by hand: found / labelled 1, over 100 × 60 steps at once, and of each sequence.
let found = try model.predict(held.inputs[0]).doubles.map { $0 > 0.5 }
let isOne = held.labels[0].doubles.map { $0 == 1 }
let recall = { (steps: Range<Int>) -> Double? in
  let ones = steps.filter { isOne[$0] }
  return ones.isEmpty ? nil : Double(ones.count { found[$0] }) / Double(ones.count)
}
let each = (0..<100).compactMap { recall($0 * 60..<$0 * 60 + 60) }
let mean = each.reduce(0, +) / Double(each.count)
precondition(scores["recall"] == recall(0..<6000))
precondition(abs(scores["recall_of_sequences"]! - mean) < 1e-12)
// All are of one length, so that accuracy is the same both ways.
precondition(abs(scores["accuracy"]! - scores["accuracy_of_sequences"]!) < 1e-12)
precondition(mean - scores["recall"]! > 0.05, "\(scores)")
print("Sequences: recall over all steps and over each sequence are two figures, both as by hand")
