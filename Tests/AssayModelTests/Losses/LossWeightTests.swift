import AssayCore
import AssayModel
import Testing

/// Weights and masks of each sample and of each step, beside hand-worked numbers.
struct LossWeightTests {
  // Squared errors of 1 and 4, 9 and 16: two samples of two steps.
  private let labels = Tensor(zeros: [2, 2, 1])
  private let predictions = Tensor([1, 2, 3, 4] as [Float])

  private func value(
    _ reduction: Loss.Reduction = .sumOverBatchSize, weights: Tensor? = nil, mask: Tensor? = nil
  ) throws -> [Double] {
    try Loss.meanSquaredError(reduction: reduction).value(
      labels: labels, predictions: predictions.reshaped([2, 2, 1]), weights: weights, mask: mask
    ).doubles
  }

  /// Keras 3 weighs the steps by the first of these, since there are as many as samples.
  @Test func oneWeightASampleWeighsEachOfItsSteps() throws {
    for shape in [[2], [2, 1], [2, 1, 1]] as [Shape] {
      let weights = try Tensor([1, 2] as [Float]).reshaped(shape)
      #expect(try value(.none, weights: weights) == [1, 4, 18, 32])
      #expect(try value(weights: weights) == [13.75])
    }
  }

  @Test func oneWeightAStepWeighsThatStep() throws {
    for shape in [[2, 2], [2, 2, 1]] as [Shape] {
      let weights = try Tensor([1, 0, 0, 2] as [Float]).reshaped(shape)
      #expect(try value(.none, weights: weights) == [1, 0, 0, 32])
      #expect(try value(.sum, weights: weights) == [33])
      #expect(try value(.meanWithSampleWeight, weights: weights) == [11])
    }
  }

  /// A column counts once, as in Keras; one weight a sample, which Keras refuses, as often as it is used.
  @Test func aMeanWithWeightsDividesByTheirSum() throws {
    let weights = Tensor([1, 2] as [Float])
    #expect(
      try value(.meanWithSampleWeight, weights: weights.reshaped([2, 1])) == [55.0 / 3].float)
    #expect(try value(.meanWithSampleWeight, weights: weights) == [55.0 / 6].float)
  }

  @Test func aMeanOverAMaskIsOneOverWhatCounts() throws {
    let mask = try Tensor([1, 1, 0, 1] as [Float]).reshaped([2, 2])
    #expect(try value(mask: mask) == [7])  // (1 + 4 + 16) / 3
    #expect(try value(.mean, mask: mask) == [7])
    #expect(try value(.meanWithSampleWeight, mask: mask) == [7])
    #expect(try value(.sum, mask: mask) == [21])
    #expect(try value(.none, mask: mask) == [1, 4, 0, 16])
    // (1 · 1 + 1 · 4 + 2 · 16) / 3
    let weights = Tensor([1, 2] as [Float])
    #expect(try abs(value(weights: weights, mask: mask)[0] - 37.0 / 3) < 2e-6)
    #expect(try value(.meanWithSampleWeight, weights: weights, mask: mask) == [37.0 / 4].float)
    #expect(try value(mask: Tensor([0, 1] as [Float])) == [12.5])
    #expect(try value(mask: Tensor(zeros: [2, 2])) == [0])
  }

  @Test func aScalarWeighsEverything() throws {
    #expect(try value(weights: Tensor([3] as [Float]).reshaped([])) == [22.5])
  }

  @Test func anIgnoredClassIsCombinedWithAMask() throws {
    let loss = Loss.sparseCategoricalCrossentropy(fromLogits: true, ignoreClass: 255)
    let labels = Tensor([0, 255, 1, 0] as [Int32])
    let logits = Tensor([[0, 0], [9, 1], [.nan, 0], [3, 3]] as [[Float]])
    let mask = Tensor([1, 1, 0, 1] as [Float])
    // What the loss ignores is 0 even where a prediction is NaN; what a mask hides is multiplied.
    let hidden = Tensor([[0, 0], [.nan, 1], [7, 0], [3, 3]] as [[Float]])
    #expect(try loss.value(labels: labels, predictions: logits, mask: mask).doubles[0].isNaN)
    let value = try loss.value(labels: labels, predictions: hidden, mask: mask).doubles
    #expect(value == [Double(Float(0.6931472))])
    let gradient = try loss.gradient(labels: labels, predictions: hidden, mask: mask).doubles
    #expect(gradient == [-0.25, 0.25, 0, 0, 0, 0, -0.25, 0.25])
  }

  @Test func severalClassesAreIgnored() throws {
    let loss = Loss.sparseCategoricalCrossentropy(ignoreClasses: [-1, 0], reduction: .none)
    let values = try loss.value(
      labels: Tensor([0, 1, -1] as [Int32]),
      predictions: Tensor([[0, 0], [0.5, 0.5], [1, 0]] as [[Float]])
    ).doubles
    #expect(values == [0, Double(Float(0.6931472)), 0])
    #expect(loss.ignoredClasses == [-1, 0])
  }

  static let mistakes: [(Loss, weights: Shape?, mask: Shape?, String)] = [
    (
      .meanSquaredError, [3], nil,
      "MeanSquaredError: got weights [3]; wanted [2] or [2, 4], as the values are [2, 4]"
    ),
    (
      .meanSquaredError, [1, 4], nil,
      "MeanSquaredError: got weights [1, 4]; wanted [2] or [2, 4], as the values are [2, 4]"
    ),
    (
      .meanSquaredError, [2, 4, 3], nil,
      "MeanSquaredError: got weights [2, 4, 3]; wanted [2] or [2, 4], as the values are [2, 4]"
    ),
    (
      .meanSquaredError, nil, [4],
      "MeanSquaredError: got a mask [4]; wanted [2] or [2, 4], as the values are [2, 4]"
    ),
    (
      .dice(), [2], nil,
      "Dice: got weights [2]; wanted none, since the loss is one number for the whole batch, "
        + "which cannot be weighted"
    ),
    (
      Loss("total") { ($1 - $0).square().sum() }, [2], nil,
      "total: got weights [2]; wanted none, since the loss is one number for the whole batch, "
        + "which cannot be weighted"
    ),
  ]

  @Test(arguments: mistakes.indices)
  func whatFitsNoAxisIsRefused(index: Int) {
    let (loss, weights, mask, message) = Self.mistakes[index]
    let error = #expect(throws: ModelError.self) {
      try loss.value(
        labels: Tensor(zeros: [2, 4, 3]), predictions: Tensor(zeros: [2, 4, 3]),
        weights: weights.map { Tensor(zeros: $0) }, mask: mask.map { Tensor(zeros: $0) })
    }
    #expect(error?.description == message)
  }

  @Test func weightsAreFloats() {
    let error = #expect(throws: ModelError.self) {
      try Loss.meanSquaredError.value(
        labels: labels, predictions: labels, weights: Tensor([1, 2] as [Int32]))
    }
    #expect(error?.description == "MeanSquaredError: got weights int32; wanted float32")
  }

  @Test func aLossOfOnesOwnTakesClassIndices() throws {
    let loss = Loss("missed", labels: .classIndices) { labels, predictions in
      1 - (labels.oneHot(classes: 2) * predictions).sum(axis: -1)
    }
    let predictions = Tensor([[0.25, 0.75], [0.5, 0.5]] as [[Float]])
    let labels = Tensor([1, 0] as [Int32])
    #expect(try loss.value(labels: labels, predictions: predictions).doubles == [0.375])
    let none = Loss("none", labels: .classIndices) { labels, _ in labels.oneHot(classes: 0) }
    let error = #expect(throws: ModelError.self) {
      try none.value(labels: labels, predictions: predictions)
    }
    #expect(error?.description == "none: 0 classes; wanted 1 or more")
  }

  @Test func aLossOfOnesOwnIsAScalarOrValuesOfAnyRank() throws {
    let whole = Loss("total", reduction: .sum) { ($1 - $0).square().sum() }
    let steps = Loss("steps") { ($1 - $0).square().sum(axis: -1) }
    let each = Loss("each") { ($1 - $0).square() }
    let p = try predictions.reshaped([2, 2, 1])
    #expect(try whole.value(labels: labels, predictions: p).doubles == [30])
    #expect(try whole.gradient(labels: labels, predictions: p).doubles == [2, 4, 6, 8])
    let weights = Tensor([1, 2] as [Float])
    #expect(try steps.value(labels: labels, predictions: p, weights: weights).doubles == [13.75])
    #expect(try each.value(labels: labels, predictions: p, weights: weights).doubles == [13.75])
  }
}

extension [Double] {
  /// The nearest float32 numbers.
  fileprivate var float: [Double] { map { Double(Float($0)) } }
}
