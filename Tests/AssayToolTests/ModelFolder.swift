import Assay
import Foundation

/// A folder with a model and its data, gone when the test is over.
final class ModelFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "assay-models-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// The names of what is in it.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  func json(_ name: String) throws -> [String: Any] {
    try Self.json(Data(contentsOf: URL(filePath: self(name))))
  }

  static func json(_ text: Data) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: text) as? [String: Any] ?? [:]
  }

  /// Points of a plane, and in which of three parts each lies: `x` and `y` of `d.npz`, and `x.npy`.
  @discardableResult func points(_ count: Int = 60) throws -> Dataset {
    var x: [[Float]] = []
    var y: [Int64] = []
    for index in 0..<count {
      let (a, b) = (Float(index % 7) / 7 - 0.4, Float(index % 11) / 11 - 0.4)
      x.append([a, b])
      y.append(a > 0.1 ? 2 : b > 0 ? 1 : 0)
    }
    let data = try Dataset(Tensor(x), Tensor(y))
    try NPZ.write([("x", data.inputs[0]), ("y", data.labels[0])], to: self("d.npz"))
    try NPY.write(data.inputs[0], to: self("x.npy"))
    return data
  }

  /// A classifier of the points, in `m.keras`.
  @discardableResult func classifier(compiled: Bool = true) throws -> Model {
    let input = Input(2, name: "point")
    let hidden = Dense(8, activation: .relu)(input)
    let model = Model(
      inputs: input, outputs: Dense(3, activation: .softmax, name: "part")(hidden), seed: 3)
    if compiled {
      try model.compile(
        optimizer: Adam(learningRate: 0.05), loss: .sparseCategoricalCrossentropy(),
        metrics: [.accuracy])
    }
    try model.save(to: self("m.keras"))
    return model
  }
}
