import AssayCore
import AssayModel
import Testing

/// Where formulas meet zeros, infinities, NaN and arguments out of range.
struct LossEdgeTests {
  /// Losses that take labels like the predictions, at their ends.
  @Test func aNaNStaysANaN() throws {
    for name in Loss.Catalog.names {
      let loss = try #require(Loss.Catalog.loss(named: name))
      let shape: Shape = loss.labels == .sequences ? [2, 3, 2] : [2, 3]
      var predictions = [Float](repeating: 0.5, count: shape.elements)
      predictions[1] = .nan
      let labels = loss.labelInput(for: shape, labels: [2, 1]).node
      let value = try loss.value(
        labels: Tensor(zeros: labels.shape, dtype: labels.dtype),
        predictions: Tensor(predictions, shape: shape))
      // The largest sum of a row with NaN is taken over the row: no class is left out.
      #expect(value.doubles[0].isNaN, "\(name)")
    }
  }

  @Test func aVectorOfZerosHasTheCosineZero() throws {
    let loss = Loss.cosineSimilarity(reduction: .none)
    let y = Tensor([[0, 0], [3, 4]] as [[Float]])
    let p = Tensor([[1, 2], [0, 0]] as [[Float]])
    #expect(try loss.value(labels: y, predictions: p).doubles == [0, 0])
    #expect(try loss.gradient(labels: y, predictions: p).doubles.allSatisfy(\.isFinite))
  }

  /// A batch of 0 and 1 is one of −1 and 1; a single other label, and they are numbers.
  @Test func hingeReadsZerosAndOnesAsSigns() throws {
    let p = Tensor([[0.5], [0.5]] as [[Float]])
    func values(_ labels: [Float]) throws -> [Double] {
      try Loss.hinge(reduction: .none).value(
        labels: Tensor(labels).reshaped([2, 1]), predictions: p
      ).doubles
    }
    #expect(try values([0, 1]) == [1.5, 0.5])
    #expect(try values([-1, 1]) == [1.5, 0.5])
    #expect(try values([0, 2]) == [1, 0])
  }

  @Test func aSampleWithoutPairsDoesNotCount() throws {
    // The last label occurs once: nothing of its class, so its value is 0.
    let loss = Loss.circle(gamma: 1)
    let labels = Tensor([0, 0, 1] as [Int32])
    let vectors = Tensor([[1, 0], [0.8, 0.6], [0, 1]] as [[Float]])
    let each = try Loss.circle(gamma: 1, reduction: .none)
      .value(labels: labels, predictions: vectors).doubles
    #expect(each[2] == 0)
    let mean = try loss.value(labels: labels, predictions: vectors).doubles[0]
    #expect(abs(mean - (each[0] + each[1]) / 2) < 1e-6)
    // One class only, and one sample only: nothing to push apart.
    let alike = Tensor([0, 0, 0] as [Int32])
    #expect(try loss.value(labels: alike, predictions: vectors).doubles == [0])
    #expect(try loss.gradient(labels: alike, predictions: vectors).doubles.allSatisfy { $0 == 0 })
    let one = try loss.value(
      labels: Tensor([4] as [Int32]), predictions: Tensor([[1, 0]] as [[Float]]))
    #expect(one.doubles == [0])
  }

  @Test func circleTakesOneVectorASample() {
    let error = #expect(throws: ModelError.self) {
      try Loss.circle().value(
        labels: Tensor([0, 1] as [Int32]), predictions: Tensor(zeros: [2, 3, 4]))
    }
    #expect(error?.description == "Circle: got [2, 3, 4]; wanted one vector for each sample")
  }

  @Test func moreLabelsThanStepsHaveNoAlignment() throws {
    let labels = Tensor([[1, 1]] as [[Int32]])
    let logits = Tensor(zeros: [1, 2, 2])  // A repetition needs a blank between.
    #expect(try Loss.ctc().value(labels: labels, predictions: logits).doubles == [.infinity])
    #expect(try Loss.ctc().gradient(labels: labels, predictions: logits).doubles == [0, 0, 0, 0])
    let three = try Loss.ctc().value(labels: labels, predictions: Tensor(zeros: [1, 3, 2]))
    #expect(abs(three.doubles[0] - 2.0794415) < 1e-6)  // One path of eight.
  }

  @Test(arguments: [[1, 3], [0, 1], [-1, 1]] as [[Int32]])
  func aLabelThatIsNoClassGivesNaN(labels: [Int32]) throws {
    let value = try Loss.ctc().value(
      labels: Tensor([labels]), predictions: Tensor(zeros: [1, 4, 3]))
    #expect(value.doubles[0].isNaN)
  }

  @Test func focalLossesOfTheirLogitsDoNotSaturate() throws {
    let one = Tensor([[1, 0]] as [[Float]])
    let logits = Tensor([[-200, 0]] as [[Float]])
    let binary = Loss.binaryFocalCrossentropy(fromLogits: true, reduction: .sum)
    let value = try binary.value(labels: one, predictions: logits).doubles[0]
    #expect(abs(value - (200 + 0.25 * 0.6931472) / 2) < 1e-5)
    let categorical = Loss.categoricalFocalCrossentropy(alpha: 1, fromLogits: true)
    #expect(try categorical.value(labels: one, predictions: logits).doubles == [200])
  }

  static let mistakes: [(Loss, String)] = [
    (
      .categoricalGeneralizedCrossEntropy(q: 0),
      "CategoricalGeneralizedCrossEntropy: q is 0.0; wanted a number between 0 and 1"
    ),
    (
      .categoricalGeneralizedCrossEntropy(q: 1),
      "CategoricalGeneralizedCrossEntropy: q is 1.0; wanted a number between 0 and 1"
    ),
    (.binaryFocalCrossentropy(labelSmoothing: 2), "label smoothing: 2.0; wanted a number in 0...1"),
    (
      .categoricalFocalCrossentropy(labelSmoothing: -1),
      "label smoothing: -1.0; wanted a number in 0...1"
    ),
    (
      .cosineSimilarity(axis: 2),
      "CosineSimilarity: got axis 2 of [2, 3]; wanted an axis from -2 to 1"
    ),
    (
      .binaryCrossentropy(axis: -3),
      "BinaryCrossentropy: got axis -3 of [2, 3]; wanted an axis from -2 to 1"
    ),
    (
      .categoricalCrossentropy(axis: 5),
      "CategoricalCrossentropy: got axis 5 of [2, 3]; wanted an axis from -2 to 1"
    ),
    (
      .sparseCategoricalCrossentropy(axis: 5),
      "SparseCategoricalCrossentropy: got axis 5 of [2, 3]; wanted an axis from -2 to 1"
    ),
    (.dice(axis: [0, 4]), "Dice: got axis 4 of [2, 3]; wanted an axis from -2 to 1"),
  ]

  @Test(arguments: mistakes.indices)
  func anArgumentOutOfRangeIsRefused(index: Int) {
    let (loss, message) = Self.mistakes[index]
    let error = #expect(throws: ModelError.self) {
      let labels = loss.labelInput(for: [2, 3]).node
      return try loss.value(
        labels: Tensor(zeros: labels.shape, dtype: labels.dtype),
        predictions: Tensor(zeros: [2, 3]))
    }
    #expect(error?.description == message)
  }
}
