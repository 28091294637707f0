import Assay

// A loss of one's own, from symbols: its gradient is worked out, and it is trained by like any other.

// The mean would be drawn away by the outliers; this loss draws to the 0.9 quantile instead.
let quantile = LossRequest.custom("pinball_90") { labels, predictions in
  let error = labels - predictions
  return Symbol.maximum(0.9 * error, -0.1 * error).mean(axis: -1)
}

var random = Philox(seed: 3, stream: .test)
let noise = (0..<2000).map { _ in Float(random.nextNormal()) }
let data = try Dataset(
  Tensor([Float](repeating: 1, count: 2000), shape: [2000, 1]), Tensor(noise, shape: [2000, 1]))

let model = Sequential {
  Input(1)
  Dense(1, useBias: false, kernelInitializer: .zeros)
}
try model.compile(optimizer: Adam(learningRate: 0.01), loss: quantile)
try model.fit(data, epochs: 20, progress: .silent)

let learned = model.weights[0].double(at: 0)
let share = Double(noise.count { Double($0) < learned }) / 2000
precondition(abs(share - 0.9) < 0.02, "\(share) of the labels lie below \(learned)")
print("OwnLoss: 0.9 of the labels lie below the prediction, to 0.02")
