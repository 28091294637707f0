import AssayCore
import AssayModel
import AssayTensorBoard
import AssayTraining
import Testing

struct LayerGraphTests {
  @Test func aSharedLayerNamesAllThatItIsCalledOn() {
    let (a, b) = (Input(4), Input(4, name: "b"))
    let shared = Dense(2, name: "shared")
    let model = Model(inputs: a, b, outputs: Add()(shared(a), shared(b)))
    let layers = model.layerSummaries
    #expect(layers.map(\.name) == ["input_layer", "b", "shared", "add"])
    #expect(layers.map(\.inputNames) == [[], [], ["input_layer", "b"], ["shared"]])
    #expect(layers.map(\.parameterCount) == [0, 0, 10, 0])
  }

  @Test func aMistakeInTheGraphLeavesNothingToTell() {
    let model = Model(inputs: Input(0), outputs: Dense(1)(Input(2)))
    #expect(model.layerSummaries.isEmpty)
  }

  @Test func aBarInANameStaysInItsCell() {
    let layer = LayerSummary(
      name: "a|b", className: "Dense", inputNames: [], outputShape: [Shape.free, 1],
      parameterCount: 2)
    #expect(LayerGraph([layer]).table.contains("| a\\|b | Dense | [batch, 1] | 2 |"))
  }
}
