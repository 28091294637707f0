import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining

// Small models and data that several tests use.

/// One weight that is 0 and stays 0: predictions are 0, and the error of a row is its label.
func zeroModel() throws -> Model {
  let model = Sequential {
    Input(1)
    Dense(1, useBias: false, kernelInitializer: .zeros)
  }
  return model
}

/// Never moves a weight.
let still = SGD(learningRate: 0)

/// Rows whose labels are `labels`.
func rows(_ labels: [Float]) throws -> Dataset {
  let y = try Tensor(labels, shape: [labels.count, 1])
  return try Dataset(y, y)
}

/// The rows with labels 0, 1, … `count - 1`.
func counted(_ count: Int) throws -> Dataset { try rows((0..<count).map { Float($0) }) }

/// Features around 0 and class indices that follow them.
func classified(_ count: Int, features: Int = 6, classes: Int = 3, seed: UInt64 = 1) throws
  -> Dataset
{
  var random = Philox(seed: seed, stream: .test)
  let kernel = (0..<features * classes).map { _ in random.nextNormal() }
  var x: [Float] = []
  var y: [Int32] = []
  for _ in 0..<count {
    let row = (0..<features).map { _ in random.nextNormal() }
    let scores = (0..<classes).map { k in
      (0..<features).reduce(0) { $0 + row[$1] * kernel[$1 * classes + k] }
    }
    x += row.map { Float($0) }
    y.append(Int32(scores.indices.max { scores[$0] < scores[$1] } ?? 0))
  }
  return try Dataset(Tensor(x, shape: [count, features]), Tensor(y))
}

/// A classifier with dropout, compiled.
func classifier(
  features: Int = 6, classes: Int = 3, dropout: Float = 0, threads: Int? = nil, seed: UInt64 = 3,
  optimizer: any Optimizer = Adam(learningRate: 0.01)
) throws -> Model {
  let model = Sequential(seed: seed) {
    Input(features)
    Dense(16, activation: .relu)
    Dropout(dropout)
    Dense(classes)
  }
  try model.compile(
    optimizer: optimizer, loss: .crossentropy, metrics: [.accuracy], threads: threads)
  return model
}

/// Keeps what a function metric is shown; used from one thread by one test.
final class Seen: @unchecked Sendable {
  var labels: [Double] = []
  var batches: [(labels: Tensor, predictions: Tensor)] = []
}

/// Two outputs of one trunk, not compiled: a probability and a number.
func twoOutputs(seed: UInt64 = 5) -> Model {
  let x = Input(3, name: "features")
  let trunk = Dense(4, activation: .tanh, name: "trunk")(x)
  return Model(
    inputs: [x],
    outputs: [
      Dense(1, activation: .sigmoid, name: "diagnosis")(trunk), Dense(1, name: "radius")(trunk),
    ], seed: seed)
}

/// Rows for ``twoOutputs(seed:)``.
func twoLabels(_ count: Int, weights: [Tensor?] = []) throws -> Dataset {
  var random = Philox(seed: 8, stream: .test)
  let x = (0..<count * 3).map { _ in Float(random.nextNormal()) }
  let first = (0..<count).map { x[$0 * 3] > 0 ? Float(1) : 0 }
  let second = (0..<count).map { x[$0 * 3 + 1] * 0.5 }
  return try Dataset(
    inputs: [Tensor(x, shape: [count, 3])],
    labels: [Tensor(first, shape: [count, 1]), Tensor(second, shape: [count, 1])],
    weights: weights)
}
