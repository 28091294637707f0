import Assay

// A metric of one's own with a state: a struct that counts, merges and has a value.

/// The weights of the samples of class 1 that are predicted as such.
struct BinaryTruePositives: Metric, Codable, Equatable {
  static let direction: Direction? = .higherIsBetter
  static let name = "binary_true_positives"
  private var found = 0.0

  var value: Double? { found }
  var empty: Self { Self() }

  mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) {
    for (index, (label, prediction)) in zip(labels.doubles, predictions.doubles).enumerated()
    where label == 1 && prediction > 0.5 {
      found += weights?.double(at: index) ?? 1
    }
  }

  mutating func merge(_ other: Self) { found += other.found }
}

// A model that predicts the number it is given.
let model = Sequential {
  Input(1)
  Dense(1, useBias: false, kernelInitializer: .ones)
}
let predictions = Tensor([[0.9], [0.2], [0.8], [0.7], [0.6]] as [[Float]])
let labels = Tensor([[1], [1], [0], [1], [1]] as [[Float]])
let weights = Tensor([0.5, 1, 1, 2, 0.25] as [Float])
let data = try Dataset(predictions, labels, weights: weights)

try model.compile(
  loss: "mse",
  metrics: [.metric(BinaryTruePositives()), .metric(TruePositives())],
  weightedMetrics: [
    .metric(BinaryTruePositives(), key: "weighted_own"), .metric(TruePositives(), key: "weighted"),
  ])
let scores = try model.evaluate(data, batchSize: 2)
for (key, metric) in scores.metrics { print("\(key): \(metric.value!)") }

// Samples 0, 3 and 4 are found: they weigh 0.5 + 2 + 0.25.
precondition(scores["binary_true_positives"] == 3 && scores["true_positives"] == 3)
precondition(scores["weighted_own"] == 2.75 && scores["weighted"] == 2.75)

// The same metric over two parts of the data, say on two machines, and merged.
var (first, second) = (BinaryTruePositives(), BinaryTruePositives())
first.update(
  labels: labels[rows: 0..<2], predictions: predictions[rows: 0..<2], weights: weights[rows: 0..<2])
second.update(
  labels: labels[rows: 2..<5], predictions: predictions[rows: 2..<5], weights: weights[rows: 2..<5])
first.merge(second)
precondition(first.value == 2.75)
print("OwnStatefulMetric: 3 found, weighing 2.75, as TruePositives says and in two parts")
