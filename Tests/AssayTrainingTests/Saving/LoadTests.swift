import AssayCore
import AssayData
import AssayHDF5
import AssayKeras
import AssayModel
import AssayTestSupport
import AssayTraining
import Foundation
import Testing

@Suite("Models that Keras saved")
struct LoadTests {
  /// Models with what Assay refuses, each by a test of its own.
  private static let refused: Set = ["call_arguments"]

  @Test(
    "have Keras's weights and predict what Keras predicts",
    arguments: SavedGolden.names().filter { !refused.contains($0) })
  func predictions(name: String) throws {
    let golden = try SavedGolden(name)
    try golden.expectSame(try Model.load(golden.path(".keras"), compile: false))
  }

  @Test("do so from Keras 2's form of file too", arguments: SavedGolden.names(".h5"))
  func legacy(name: String) throws {
    let golden = try SavedGolden(name)
    try golden.expectSame(try Model.load(golden.path(".h5"), compile: false))
  }

  @Test(
    "take weights from a file of weights alone", arguments: SavedGolden.names(".weights.h5"))
  func weights(name: String) throws {
    let golden = try SavedGolden(name)
    let model = try Model.load(golden.path(".keras"), compile: false)
    try model.setWeights(model.weights.map { Tensor(zeros: $0.shape) })
    try model.loadWeights(from: golden.path(".weights.h5"))
    try golden.expectSame(model)
  }

  @Test(
    "train on as in Keras, from the optimizer's state in the file",
    arguments: SavedGolden.names())
  func training(name: String) throws {
    let golden = try SavedGolden(name)
    let after = golden.list("after")
    guard !after.isEmpty, LoadTests.otherwise[name] == nil,
      case .object(let wanted)? = golden.facts["history"],
      case .integer(let batchSize)? = golden.facts["batch_size"]
    else { return }
    // Of Keras 2's own, those have the optimizer's state.
    let ending = name.hasPrefix("k2_") ? ".h5" : ".keras"
    let model = try Model.load(golden.path(ending), rule: .keras3)
    let data = try golden.data(for: model)
    let history = try model.fit(
      data, batchSize: batchSize, epochs: 1, shuffle: .none, progress: .silent)
    for member in wanted {
      guard case .array(let figures) = member.value, let last = figures.last else { continue }
      guard let found = history[member.name]?.last else {
        Issue.record("no \(member.name) among \(history.keys)")
        continue
      }
      if case .number(let figure) = last {
        #expect(abs(found - figure) <= 1e-5 + 1e-4 * abs(figure), "\(member.name)")
      }
    }
    for (index, (found, wanted)) in zip(model.weights, after).enumerated() {
      let worst = zip(found.doubles, wanted.doubles).map { abs($0 - $1) / max(1, abs($1)) }.max()
      #expect(
        (worst ?? 0) < (name.hasPrefix("k2_") ? 3e-3 : 1e-4),
        "weight \(index), \(model.weightNames[index])")
    }
  }

  /// Why a model does not train as Keras's on JAX does.
  private static let otherwise = [
    "stateful": "Keras on JAX forgets states from batch to batch",
    "class_losses": "Keras's CategoricalGeneralizedCrossEntropy mixes the samples of labels (N, 1)",
    "call_arguments": "it is refused",
    "number_metrics": "it is refused",
    "attentions": "the gradient of a key's bias is 0 but for rounding, and Lion steps by its sign",
  ]

  @Test(
    "are written again: the same weights in the same places, and a configuration of one meaning",
    arguments: SavedGolden.names().filter {
      !$0.hasPrefix("k2_") && !refused.contains($0) && $0 != "number_metrics"
    })
  func writtenAgain(name: String) throws {
    let golden = try SavedGolden(name)
    let model = try Model.load(golden.path(".keras"))
    let folder = try Written(name)
    defer { folder.remove() }
    let path = folder.path + "/\(name).keras"
    try model.save(to: path)
    try model.saveWeights(to: folder.path + "/\(name).weights.h5")
    let original = try HDF5.read(
      SavedGolden.member("model.weights.h5", of: golden.path(".keras")), named: "original")
    let written = try HDF5.read(
      SavedGolden.member("model.weights.h5", of: path), named: "written")
    let wanted = SavedGolden.list(original).filter { !$0.key.contains("seed_generator") }
    let found = SavedGolden.list(written)
    #expect(Set(found.keys) == Set(wanted.keys))
    for (place, dataset) in wanted {
      guard let other = found[place] else { continue }
      #expect(other.shape == dataset.shape, "\(place)")
      #expect(try other.tensor().doubles == dataset.tensor().doubles, "\(place)")
    }
    try golden.expectSame(try Model.load(path))
    let config = try SavedGolden.config(of: path)
    let difference = Meaning.difference(config, try SavedGolden.config(of: golden.path(".keras")))
    #expect(difference == nil)
  }
}
