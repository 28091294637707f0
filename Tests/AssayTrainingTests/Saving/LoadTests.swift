import AssayCore
import AssayData
import AssayKeras
import AssayModel
import AssayTestSupport
import AssayTraining
import Foundation
import Testing

@Suite("Models that Keras saved")
struct LoadTests {
  @Test("have Keras's weights and predict what Keras predicts", arguments: SavedGolden.names())
  func predictions(name: String) throws {
    let golden = try SavedGolden(name)
    let model = try Model.load(golden.path(".keras"), compile: false)
    try expectSame(golden, model)
  }

  private func expectSame(_ golden: SavedGolden, _ model: Model) throws {
    let weights = golden.list("weights").filter { $0.dtype == .float32 }
    #expect(model.weights.count == weights.count)
    for (index, (found, wanted)) in zip(model.weights, weights).enumerated() {
      #expect(found == wanted, "weight \(index), \(model.weightNames[index])")
    }
    let inputs = golden.arrays("x", model.inputNames)
    let found = try model.predict(inputs)
    let names = model.outputNames
    for (index, output) in found.enumerated() {
      guard let wanted = golden.arrays["p"] ?? golden.arrays["p/\(names[index])"] else {
        Issue.record("no prediction for \(names[index]) among \(golden.arrays.keys.sorted())")
        continue
      }
      #expect(output.shape == wanted.shape)
      let worst = zip(output.doubles, wanted.doubles).map { abs($0 - $1) / max(1, abs($1)) }.max()
      #expect((worst ?? 0) < 2e-6, "\(names[index])")
    }
  }
}
