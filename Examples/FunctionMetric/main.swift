import Assay

// A metric that is only a function. One that returns a value for each sample is averaged exactly; one
// that returns a single number for a batch is averaged over batches, where a small batch counts as much
// as a full one.

// The predictions are 0, so the errors are the labels 0…4. Batches of 2, 2 and 1:
let labels = Tensor([[0], [1], [2], [3], [4]] as [[Float]])
let data = try Dataset(labels, labels)
let model = Sequential {
  Input(1)
  Dense(1, useBias: false, kernelInitializer: .zeros)
}

@Sendable func squares(_ labels: Tensor, _ predictions: Tensor) -> [Double] {
  zip(labels.doubles, predictions.doubles).map { ($0 - $1) * ($0 - $1) }
}
@Sendable func errors(_ labels: Tensor, _ predictions: Tensor) -> [Double] {
  zip(labels.doubles, predictions.doubles).map { abs($0 - $1) }
}
@Sendable func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

try model.compile(
  loss: "mse",
  metrics: [
    "mse",
    .function("mse_of_samples") { squares($0, $1) },
    .function("mse_of_batches") { mean(squares($0, $1)) },
    "mae",
    .function("mae_of_samples") { errors($0, $1) },
    .function("mae_of_batches") { mean(errors($0, $1)) },
  ])
let scores = try model.evaluate(data, batchSize: 2)
print(model.explanation)
print("mse: (0 + 1 + 4 + 9 + 16) / 5 = \(scores["mse_of_samples"]!)")
print("     by batches (0.5 + 6.5 + 16) / 3 = \(scores["mse_of_batches"]!)")
print("mae: (0 + 1 + 2 + 3 + 4) / 5 = \(scores["mae_of_samples"]!)")
print("     by batches (0.5 + 2.5 + 4) / 3 = \(scores["mae_of_batches"]!)")

precondition(scores["mse_of_samples"] == scores["mse"] && scores["mse"] == 6)
precondition(scores["mae_of_samples"] == scores["mae"] && scores["mae"] == 2)
precondition(scores["mse_of_batches"] == (0.5 + 6.5 + 16) / 3)
precondition(scores["mae_of_batches"] == (0.5 + 2.5 + 4) / 3)
print("FunctionMetric: 2.0 by samples, as the built-in mae, and 2.333 by batches")
