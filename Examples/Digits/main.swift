import Assay
import Foundation

// A classifier in ten lines, on digits that the example draws itself and reads back from an npz file.

let file = FileManager.default.temporaryDirectory.appending(path: "digits-\(getpid()).npz").path
try drawDigits(count: 4000, to: file)
defer { try? FileManager.default.removeItem(atPath: file) }

let arrays = try NPZ.read(file)
let data = try Dataset(arrays["x"]!, arrays["y"]!)
let (train, test) = try data.split(validation: 0.2)

let model = Sequential {
  Input(8, 8)
  Flatten()
  Dense(64, activation: .relu)
  Dense(10)
}
try model.compile(
  optimizer: Adam(learningRate: 0.003), loss: .crossentropy, metrics: [.accuracy, .topK(3)])
let stopping = EarlyStopping(patience: 3, restoreBestWeights: true)
try model.fit(train, epochs: 30, validation: .split(0.1), callbacks: [stopping])
let scores = try model.evaluate(test)

print(model.explanation)
let accuracy = scores["accuracy"]!
precondition(accuracy > 0.9, "accuracy is \(accuracy)")
print("Digits: \(test.count) digits held out, more than 0.9 of them right")

/// Writes digits in seven segments, each shifted and noisy, as `x [count, 8, 8]` and `y [count]`.
func drawDigits(count: Int, to file: String) throws {
  // The segments of each digit, in the order top, top left, top right, middle, …, bottom.
  let lit = [
    "1110111", "0010010", "1011101", "1011011", "0111010",
    "1101011", "1101111", "1010010", "1111111", "1111011",
  ]
  let places = [(1, 2, 0), (2, 1, 1), (2, 4, 1), (3, 2, 0), (4, 1, 1), (4, 4, 1), (6, 2, 0)]
  var random = Philox(seed: 1, stream: .test)
  var x: [Float] = []
  var y: [Int] = []
  for index in 0..<count {
    var image = (0..<64).map { _ in Float(random.nextNormal()) * 0.2 }
    let (down, right) = (
      Int.random(in: 0...1, using: &random), Int.random(in: 0...2, using: &random)
    )
    for (segment, (row, column, isUpright)) in zip(lit[index % 10], places) where segment == "1" {
      for step in 0..<2 {
        image[(row + down + step * isUpright) * 8 + column + right + step * (1 - isUpright)] += 1
      }
    }
    x += image
    y.append(index % 10)
  }
  try NPZ.write(
    [("x", Tensor(x, shape: [count, 8, 8])), ("y", Tensor(y))], to: file)
}
