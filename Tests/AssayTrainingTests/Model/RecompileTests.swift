import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

/// A model compiled again in part, and what it says of how it was compiled.
struct RecompileTests {
  @Test func whatIsNotGivenStaysAsItWas() throws {
    let model = try classifier()
    try model.recompile(metrics: ["mae"], rule: .keras3)
    let summary = try #require(try model.compileSummary())
    #expect(summary.optimizer == "Adam")
    #expect(summary.learningRate == 0.01)
    #expect(summary.rule == .keras3)
    #expect(summary.outputs.map(\.loss) == ["crossentropy"])
    #expect(summary.outputs[0].metrics.map(\.name) == ["mae"])
    try model.recompile(optimizer: SGD(learningRate: 0.5), loss: "sparse_categorical_crossentropy")
    let other = try #require(try model.compileSummary())
    #expect(other.optimizer == "SGD")
    #expect(other.learningRate == 0.5)
    #expect(other.outputs[0].loss == "SparseCategoricalCrossentropy(fromLogits: false)")
    #expect(other.outputs[0].metrics.map(\.name) == ["mae"])
  }

  @Test func aModelThatNeverWasNeedsALoss() throws {
    let model = try zeroModel()
    #expect(!model.isCompiled)
    #expect(try model.compileSummary() == nil)
    #expect(throws: TrainingError.self) { try model.recompile(optimizer: SGD()) }
    try model.recompile(loss: "mse")
    #expect(try model.compileSummary()?.optimizer == "RMSprop")
  }

  @Test func itSaysWhatAccuracyWillBeForTheLabelsThatMayCome() throws {
    let open = try #require(try classifier().compileSummary()).outputs[0].metrics[0]
    #expect(open.name == "accuracy")
    #expect(open.resolutions.map(\.labels) == [[Shape.free], [Shape.free, 3]])
    let names = open.resolutions.map { try? $0.result.get().className }
    #expect(names == ["SparseCategoricalAccuracy", "CategoricalAccuracy"])
    let model = try classifier()
    try model.recompile(loss: .sparseCategoricalCrossentropy(fromLogits: true))
    let known = try #require(try model.compileSummary()).outputs[0].metrics[0]
    #expect(known.resolutions.map(\.labels) == [[Shape.free]])
  }

  @Test func whatFiguresBecameIsInKerassWords() throws {
    let model = try classifier()
    #expect(model.resolvedFigures.isEmpty)
    _ = try model.evaluate(classified(8))
    let figures = model.resolvedFigures
    #expect(figures.map(\.key) == ["loss", "accuracy"])
    #expect(
      figures.map(\.className) == ["SparseCategoricalCrossentropy", "SparseCategoricalAccuracy"])
    #expect(figures[0].config.map(\.key) == ["from_logits"])
    #expect(figures.allSatisfy { !$0.because.isEmpty })
  }
}
