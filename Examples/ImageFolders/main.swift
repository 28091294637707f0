import Assay
import AssayImages
import Foundation

// A folder of class folders as the data of a model, with a damaged file among them.

// Forty pictures of either class: crosses and frames of random colours and sizes.
let folder = NSTemporaryDirectory() + "/assay-shapes-\(UUID().uuidString)"
defer { try? FileManager.default.removeItem(atPath: folder) }
var random = Philox(seed: 1, stream: .test)
for (name, isInk) in [
  ("cross", { (x: Int, y: Int, side: Int) in abs(x - y) < 3 || abs(x + y - side) < 3 }),
  ("frame", { (x: Int, y: Int, side: Int) in min(x, y, side - x, side - y) < 3 }),
] {
  try FileManager.default.createDirectory(
    atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
  for index in 0..<40 {
    let side = Int.random(in: 24...48, using: &random)
    let ink = (0..<3).map { _ in Float.random(in: 128...255, using: &random) }
    let pixels = (0..<side * side).flatMap { place in
      isInk(place % side, place / side, side) ? ink : [20, 20, 20]
    }
    try ImageFile.write(
      Tensor(pixels, shape: [side, side, 3]),
      to: "\(folder)/\(name)/\(index).\(index % 2 == 0 ? "png" : "jpg")", scale: false)
  }
}
try Data([0xFF, 0xD8, 0xFF]).write(to: URL(fileURLWithPath: "\(folder)/cross/torn.jpg"))

let images = try ImageFolder(folder, size: (16, 16), colorMode: .grayscale, onCorrupt: .skip)
let (training, validation) = try images.split(validation: 0.25)

let model = Sequential {
  Input(16, 16, 1)
  Flatten()
  Dense(32, activation: .relu)
  Dense(2)
}
try model.compile(
  optimizer: Adam(learningRate: 0.0003), loss: .crossentropy, metrics: [.accuracy])
let history = try model.fit(
  BatchSequence(training, batchSize: 16), epochs: 20,
  validation: .batches(BatchSequence(validation)), progress: .silent)

let accuracy = history["val_accuracy"]?.last ?? 0
precondition(accuracy > 0.9, "val_accuracy \(accuracy)")
let torn = images.skipped.map { $0.file.dropFirst(folder.count + 1) + ": " + $0.reason }
print("passed over", torn)
print(
  "ImageFolders: \(images.classNames) told apart, more than 0.9 right; \(torn.count) file passed over"
)
