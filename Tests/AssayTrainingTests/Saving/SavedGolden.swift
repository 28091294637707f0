import AssayCore
import AssayData
import AssayHDF5
import AssayTraining
import Foundation
import Testing

/// A model that real Keras saved, what it predicts, and how it trains on.
struct SavedGolden: CustomStringConvertible, Sendable {
  let name: String
  let facts: [String: JSON]
  let arrays: [String: Tensor]

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Golden/saved").path

  /// The names of the models, those of files that one ending has.
  static func names(_ ending: String = ".keras") -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
      .filter { files.contains($0 + ending) }.sorted()
  }

  init(_ name: String) throws {
    self.name = name
    let json = try JSON(reading: FileBytes.read("\(SavedGolden.folder)/\(name).json"))
    guard case .object(let members) = json else { throw CocoaError(.fileReadCorruptFile) }
    facts = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
    arrays = try NPZ.read("\(SavedGolden.folder)/\(name).npz")
  }

  var description: String { name }

  func path(_ ending: String) -> String { "\(SavedGolden.folder)/\(name)\(ending)" }

  /// The arrays `x`, or `x/NAME` in the order of names.
  func arrays(_ kind: String, _ names: [String]) -> [Tensor] {
    if let one = arrays[kind] { return [one] }
    return names.compactMap { arrays["\(kind)/\($0)"] }
  }

  /// The arrays `weights/000`, `weights/001`, ….
  func list(_ kind: String) -> [Tensor] {
    arrays.keys.filter { $0.hasPrefix(kind + "/") }.sorted().compactMap { arrays[$0] }
  }

  func strings(_ fact: String) -> [String] {
    guard case .array(let values)? = facts[fact] else { return [] }
    return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }
}

extension SavedGolden {
  /// The arrays as the model takes them.
  func data(for model: Model) throws -> Dataset {
    let outputs = model.outputNames
    let weights = arrays["w"].map { [$0] } ?? arrays("w", outputs)
    return try Dataset(
      inputs: arrays("x", model.inputNames), labels: arrays("y", outputs), weights: weights)
  }

  /// A model has the weights that are told, and predicts what is.
  func expectSame(_ model: Model, tolerance: Double = 4e-6) throws {
    let wanted = list("weights")
    #expect(model.weights.count == wanted.count)
    for (index, (found, weight)) in zip(model.weights, wanted).enumerated() {
      #expect(found.doubles == weight.doubles, "weight \(index), \(model.weightNames[index])")
    }
    // Keras 3.15's RandomCrop leaves images as large as they are in inference, against its own shape.
    if name == "images" { return }
    var inputs = arrays("x", model.inputNames)
    var rows = inputs[0].rowCount
    let names = model.outputNames
    var batchSize = 32
    // A stateful model has one size of batch.
    if case .integer(let size)? = facts["batch_size"] { batchSize = size }
    // Keras on JAX forgets states from batch to batch, where Assay keeps them.
    if name == "stateful" {
      rows = batchSize
      inputs = inputs.map { $0[rows: 0..<rows] }
    }
    for (index, output) in try model.predict(inputs, batchSize: batchSize).enumerated() {
      guard let expected = (arrays["p"] ?? arrays["p/\(names[index])"])?[rows: 0..<rows] else {
        Issue.record("no prediction for \(names[index]) among \(arrays.keys.sorted())")
        continue
      }
      #expect(output.shape == expected.shape)
      let worst = zip(output.doubles, expected.doubles).map { abs($0 - $1) / max(1, abs($1)) }
      #expect((worst.max() ?? 0) < tolerance, "\(names[index])")
    }
  }

  /// A member of a zip archive.
  static func member(_ name: String, of path: String) throws -> [UInt8] {
    try ArchiveReader(path).bytes(of: name)
  }

  /// The configuration in a `.keras` file.
  static func config(of path: String) throws -> JSON {
    try JSON(reading: member("config.json", of: path))
  }

  /// The datasets by their paths.
  static func list(_ group: HDF5Group, _ path: String = "") -> [String: HDF5Dataset] {
    var found: [String: HDF5Dataset] = [:]
    for (name, object) in group.members {
      switch object {
      case .dataset(let dataset): found[path + name] = dataset
      case .group(let inner):
        found.merge(list(inner, path + name + "/")) { first, _ in first }
      }
    }
    return found
  }
}
