// A run that was killed goes on, and ends as if it never had been.
//
//   Resume            interrupts itself, goes on, and compares with a run of one piece
//   Resume FOLDER     saves itself in FOLDER/run every 5 steps, goes on from there where it was killed,
//                     and leaves FOLDER/weights.npz and FOLDER/history.json
import Assay
import Foundation

let data = try {
  let x = (0..<600).map { Float(($0 * 37) % 101) / 50 - 1 }
  let y = (0..<300).map { x[2 * $0] * x[2 * $0 + 1] > 0 ? 1 : 0 }
  return try Dataset(try Tensor(x, shape: [300, 2]), Tensor(y))
}()

/// One run: shuffled, with dropout, Adam under a schedule, and early stopping that keeps the best weights.
func train(
  _ folder: String, resume: Bool, stoppedBy interruption: Interruption? = nil,
  _ others: [any Callback] = []
) throws -> (model: Model, history: History) {
  let model = Sequential(seed: 7) {
    Input(2)
    Dense(24, activation: .tanh)
    Dropout(0.2)
    Dense(1)
  }
  try model.compile(
    optimizer: Adam(learningRate: .exponentialDecay(0.05, steps: 100, rate: 0.9)),
    loss: .crossentropy, metrics: [.accuracy])
  let history = try model.fit(
    data, batchSize: 16, epochs: 40, validation: .split(0.2),
    callbacks: others + [EarlyStopping(patience: 6, restoreBestWeights: true)],
    checkpoint: Checkpointing(folder, everySteps: 5, resume: resume), interruption: interruption,
    progress: .silent)
  return (model, history)
}

if CommandLine.arguments.count > 1 {
  let folder = CommandLine.arguments[1]
  let (model, history) = try train(folder + "/run", resume: true)
  try model.saveWeights(to: folder + "/weights.npz")
  let figures = history.keys.map { "\($0): \(history[$0] ?? [])" }.joined(separator: "\n")
  try "\(history.epochs)\n\(figures)\n".write(
    toFile: folder + "/history.json", atomically: false, encoding: .utf8)
  exit(0)
}

let place = NSTemporaryDirectory() + "assay-resume-\(getpid())"
defer { try? FileManager.default.removeItem(atPath: place) }
let whole = try train(place + "/whole", resume: false)

// Ctrl-C would do the same as this callback: ask the run to stop after the step at hand.
let interruption = Interruption()
let impatient = LambdaCallback(onTrainBatchEnd: { step, _, model in
  if model.iterations == 100 { interruption.request() }
  return .continue
})
do {
  _ = try train(place + "/parts", resume: false, stoppedBy: interruption, [impatient])
} catch {
  print("\(error)".replacingOccurrences(of: place, with: "…"))
}
let parts = try train(place + "/parts", resume: true)
print(
  "epochs: \(parts.history.epochs.count), stopped because \(parts.history.stopReason ?? "it ended")"
)
let isSame =
  parts.model.weights == whole.model.weights && parts.history["loss"] == whole.history["loss"]
print("Resume: \(isSame ? "the same" : "other") weights and history as in one piece")
