import Assay

// A layer that reports a figure from inside the model, and adds a term to the loss. Both are there in
// training, validation and `evaluate`, and in the history.

/// Hands on what it gets; its mean activation is a metric, and large activations cost something.
final class Watched: Layer {
  override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    scope.addMetric(x.mean(axis: -1), name: "mean_activation")  // one figure a sample
    scope.addLoss(0.1 * x.square().mean())
    return x
  }
}

let model = Sequential {
  Input(2)
  Dense(2, activation: .relu, kernelInitializer: .ones)
  Watched()
  Dense(1, kernelInitializer: .ones)
}
try model.compile(optimizer: SGD(learningRate: 0.002), loss: "mse", metrics: ["mae"])

// Both units are relu(a + b), that is 2, 0 and 4; the prediction is their sum: 4, 0 and 8.
let x = Tensor([[1, 1], [1, -2], [3, 1]] as [[Float]])
let data = try Dataset(x, Tensor([[4], [0], [8]] as [[Float]]))
let before = try model.evaluate(data)
print("before:  \(before)")
precondition(before["mean_activation"] == 2)  // (2 + 0 + 4) / 3
precondition(before["mae"] == 0)  // so all of the loss is the layer's: 0.1 (4 + 0 + 16) / 3
precondition(abs(before.loss - 2 / 3.0) < 1e-6)

let history = try model.fit(data, epochs: 20, validation: .data(data), progress: .silent)
let activations = history["mean_activation"]!
for epoch in [0, 4, 9, 19] {
  print(
    "epoch \(epoch + 1): loss \(history["loss"]![epoch]), mean_activation \(activations[epoch])")
}
let after = try model.evaluate(data)
print("after:   \(after)")
precondition(activations[0] == 2 && activations[19] < 2)
precondition(history["val_mean_activation"]?.last == after["mean_activation"])
print("LayerMetric: mean_activation begins at 2.0 and falls, in fit as in evaluate")
