import Assay

// Metrics of one's own: a struct that says what it counts, and functions of two kinds.

/// The largest error of all elements: what a mean cannot tell.
struct LargestError: Metric, Codable, Equatable {
  static let direction: Direction? = .lowerIsBetter
  static let name = "largest_error"
  private(set) var value: Double?
  var unit: String { "all elements, of which it is the largest" }
  var empty: Self { Self() }

  mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) {
    for (y, p) in zip(labels.doubles, predictions.doubles) { value = max(value ?? 0, abs(y - p)) }
  }

  mutating func merge(_ other: Self) {
    if let largest = other.value { value = max(value ?? 0, largest) }
  }
}

// Predictions are 0, so the errors are the labels 0…4, in batches of 2, 2 and 1.
let labels = Tensor([[0], [1], [2], [3], [4]] as [[Float]])
let data = try Dataset(labels, labels)
let model = Sequential {
  Input(1)
  Dense(1, useBias: false, kernelInitializer: .zeros)
}
try model.compile(
  loss: "mse",
  metrics: [
    .metric(LargestError()),
    "mae",
    .function("of_rows") { labels, predictions in
      zip(labels.doubles, predictions.doubles).map { abs($0 - $1) }  // one value a sample
    },
    .function("of_batches") { labels, predictions in
      zip(labels.doubles, predictions.doubles).reduce(0) { $0 + abs($1.0 - $1.1) }
        / Double(labels.rowCount)  // one value a batch
    },
  ])
let scores = try model.evaluate(data, batchSize: 2)
print(model.explanation)
precondition(scores["largest_error"] == 4 && scores["mae"] == 2 && scores["of_rows"] == 2)
precondition(scores["of_batches"] == (0.5 + 2.5 + 4) / 3)
print("OwnMetric: \(scores)")
