import AssayCore
import AssayModel
import Testing

/// What labels each loss takes.
struct LossLabelTests {
  private static let free = Shape.free

  /// Loss, predictions, labels that fit, where they enter.
  static let fitting: [(Loss, Shape, [Shape], Shape)] = [
    (.meanSquaredError, [free, 1], [[free, 1], [free], [32], [free, 1, 1]], [free, 1]),
    (.meanSquaredError, [free, 3], [[free, 3], [free, 3, 1]], [free, 3]),
    (.meanSquaredError, [free, 4, 1], [[free, 4], [free, 4, 1]], [free, 4, 1]),
    (.meanSquaredError, [free], [[free], [free, 1]], [free]),
    (.sparseCategoricalCrossentropy(), [free, 3], [[free], [free, 1]], [free]),
    (.sparseCategoricalCrossentropy(), [free, 4, 3], [[free, 4], [free, 4, 1]], [free, 4]),
    (
      .sparseCategoricalCrossentropy(axis: 1), [free, 3, 5],
      [[free, 5], [free, 5, 1], [free, 1, 5]],
      [free, 5]
    ),
    (.categoricalGeneralizedCrossEntropy(), [free, 3], [[free], [free, 1]], [free]),
    (.circle(), [free, 16], [[free], [free, 1], [7]], [free]),
  ]

  @Test(arguments: fitting.indices)
  func aLastAxisOfOneMayBeThereOrNot(index: Int) throws {
    let (loss, predictions, labels, wanted) = Self.fitting[index]
    for found in labels {
      try loss.checkLabels(found: found, predictions: predictions)
      #expect(loss.labelInput(for: predictions, labels: found).shape == wanted)
    }
    let input = loss.labelInput(for: predictions).node
    #expect(input.shape == wanted)
    #expect(input.dtype == (loss.labels == .likePredictions ? .float32 : .int32))
  }

  @Test func sequencesAreAsLongAsTheDataHasThem() throws {
    let loss = Loss.ctc()
    try loss.checkLabels(found: [8, 5], predictions: [Self.free, 20, 30])
    let found = loss.labelInput(for: [Self.free, 20, 30], labels: [8, 5]).shape
    #expect(found == [Self.free, 5])
    #expect(loss.labelInput(for: [Self.free, 20, 30]).shape == [Self.free, 20])
    #expect(loss.classCount(for: [Self.free, 20, 30]) == 30)
  }

  @Test func saysHowManyClassesThereAre() {
    #expect(Loss.sparseCategoricalCrossentropy().classCount(for: [Self.free, 4, 3]) == 3)
    #expect(Loss.sparseCategoricalCrossentropy(axis: 1).classCount(for: [Self.free, 4, 3]) == 4)
    #expect(Loss.meanSquaredError.classCount(for: [Self.free, 4]) == nil)
    #expect(Loss.circle().classCount(for: [Self.free, 4]) == nil)
  }

  static let mistakes: [(Loss, predictions: Shape, labels: Shape, String)] = [
    (
      .meanSquaredError, [free, 1], [free, 3],
      "MeanSquaredError: got labels [batch, 3]; wanted labels [batch, 1] or [batch, 1, 1] or [batch]"
    ),
    (
      .meanSquaredError, [free, 3], [free, 1],
      "MeanSquaredError: got labels [batch, 1]; wanted labels [batch, 3] or [batch, 3, 1]"
    ),
    (
      .sparseCategoricalCrossentropy(), [free, 3], [free, 3],
      "SparseCategoricalCrossentropy: got labels [batch, 3]; wanted labels [batch] or [batch, 1]"
    ),
    (
      .circle(), [free, 3], [free, 3],
      "Circle: got labels [batch, 3]; wanted labels [batch] or [batch, 1]"
    ),
    (.ctc(), [free, 9, 3], [free], "CTC: got labels [batch]; wanted labels [batch, length]"),
    (
      .meanSquaredError, [free, 1], [],
      "MeanSquaredError: got labels []; wanted labels [batch, 1] or [batch, 1, 1] or [batch]"
    ),
  ]

  @Test(arguments: mistakes.indices)
  func nothingElseRepeats(index: Int) {
    let (loss, predictions, labels, message) = Self.mistakes[index]
    let error = #expect(throws: ModelError.self) {
      try loss.checkLabels(found: labels, predictions: predictions)
    }
    #expect(error?.description == message)
  }
}
