import AssayData
import AssayKeras
import AssayModel
import AssayTraining
import Foundation
import Testing

/// The layout in which Keras Applications publishes weights: a group for each layer under its name.
@Suite("Weights as Keras Applications publishes them")
struct PretrainedWeightsTests {
  private let weights: String
  private let folder: Written

  init() throws {
    folder = try Written("mobilenet")
    weights = folder.path + "/mobilenet_v2_no_top_weights.h5"
    let packed = SavedGolden.folder + "/mobilenet_v2_no_top_weights.zip"
    try Data(SavedGolden.member("mobilenet_v2_no_top_weights.h5", of: packed))
      .write(to: URL(fileURLWithPath: weights))
  }

  @Test("are read by order and by name", arguments: [WeightsMatch.order, .name])
  func mobileNetV2(match: WeightsMatch) throws {
    defer { folder.remove() }
    let model = try MobileNetV2(inputShape: [32, 32, 3], alpha: 0.35, includeTop: false)
    try model.loadWeights(from: weights, by: match)
    let golden = try NPZ.read(SavedGolden.folder + "/mobilenet_v2_no_top.npz")
    let x = try #require(golden["x"])
    let wanted = try #require(golden["p"]).doubles
    let found = try model.predict(x).doubles
    #expect(found.count == wanted.count)
    let scale = wanted.map(abs).max() ?? 1
    let worst = zip(found, wanted).map { abs($0 - $1) }.max() ?? 0
    #expect(worst / scale < 2e-6)
  }

  @Test("of another model are refused, and change nothing")
  func anotherModel() throws {
    defer { folder.remove() }
    let model = Sequential {
      Input(4)
      Dense(2, name: "other")
    }
    let before = model.weights
    #expect(throws: KerasFileError.self) { try model.loadWeights(from: weights, by: .order) }
    #expect(throws: KerasFileError.self) { try model.loadWeights(from: weights, by: .name) }
    #expect(model.weights == before)
  }
}
