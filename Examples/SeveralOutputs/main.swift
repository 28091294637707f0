import Assay

// A model of two outputs: losses, their weights, and metrics, all by the outputs' names.

var random = Philox(seed: 9, stream: .test)
let rows = (0..<400).map { _ in (0..<3).map { _ in Float(random.nextNormal()) } }
let isIll = rows.map { $0[0] + $0[1] > 0 ? 1 : 0 }
let radius = rows.map { [2 * $0[0] - $0[2]] }

let features = Input(3, name: "features")
let hidden = Dense(16, activation: .relu)(features)
let model = Model(
  inputs: features,
  outputs: Dense(1, name: "diagnosis")(hidden), Dense(1, name: "radius")(hidden))

try model.compile(
  optimizer: Adam(learningRate: 0.01),
  loss: ["diagnosis": .crossentropy, "radius": "mse"],
  lossWeights: ["radius": 0.5],
  metrics: ["diagnosis": [.accuracy], "radius": ["mae"]],
  weightedMetrics: ["diagnosis": [.accuracy]])

// Labels in the order of the outputs. A sick patient counts three times in the diagnosis.
let weights = isIll.map { $0 == 1 ? Float(3) : 1 }
let data = try Dataset(
  inputs: [Tensor(rows)], labels: [Tensor(isIll), Tensor(radius)], weights: [Tensor(weights), nil])
try model.fit(data, epochs: 10, progress: .silent)
let scores = try model.evaluate(data)
print("\(model.explanation)\n")
for (key, value) in scores.logs { print("\(key): \(value)") }

// The total is the weighted sum of the losses; those in the logs are before that weighting.
let total = scores["diagnosis_loss"]! + 0.5 * scores["radius_loss"]!
precondition(abs(scores.loss - total) < 1e-5, "\(scores)")

// The two accuracies by hand: `metrics` count every patient alike, `weightedMetrics` by the weights.
let logits = try model.predict(data.inputs)[0].doubles
let hits = zip(logits, isIll).map { ($0 > 0) == ($1 == 1) }
let weighted = zip(hits, weights).reduce(0) { $0 + ($1.0 ? $1.1 : 0) } / weights.reduce(0, +)
precondition(scores["diagnosis_accuracy"] == Double(hits.count { $0 }) / 400)
precondition(abs(scores["diagnosis_weighted_accuracy"]! - Double(weighted)) < 1e-6)
print("SeveralOutputs: loss = diagnosis_loss + 0.5 × radius_loss, and both accuracies as by hand")
