import AssayCore
import AssayMetrics
import Testing

private let n = Shape.free

/// Facts, and every warning they earn before the first step, whole.
struct Contradiction: CustomTestStringConvertible, Sendable {
  let facts: ResolutionFacts
  let texts: [String]

  init(
    _ output: Shape, _ labels: Shape, _ activation: LastActivation?, _ loss: KerasLoss? = nil,
    fromLogits: Bool? = nil, _ texts: String...
  ) {
    facts = ResolutionFacts(
      output: output, labels: labels, lastActivation: activation, loss: loss.map { .keras($0) },
      fromLogits: fromLogits)
    self.texts = texts
  }

  var testDescription: String {
    "\(facts.output), \(facts.lastActivation.map(\.description) ?? "unknown"), \(facts.loss, default: "no loss")"
  }
}

@Suite struct ResolutionContradictionTests {
  static let table: [Contradiction] = [
    // Nothing is wrong here.
    .init([n, 10], [n], .softmax, .sparseCategoricalCrossentropy),
    .init([n, 10], [n], .linear, .sparseCategoricalCrossentropy, fromLogits: true),
    .init([n, 10], [n], .linear),
    .init([n, 10], [n], nil, .sparseCategoricalCrossentropy),
    .init([n, 1], [n], .sigmoid, .binaryCrossentropy),
    .init([n, 1], [n], .linear, .meanSquaredError),
    .init([n, 1], [n], .linear, .hinge),
    .init([n, 1], [n], .other("elu"), .binaryCrossentropy, fromLogits: true),
    .init([n, 3], [n, 3], .sigmoid, .binaryCrossentropy),

    // Probabilities wanted, raw outputs given.
    .init(
      [n, 1], [n], .linear, .binaryCrossentropy,
      "BinaryCrossentropy reads probabilities, but the last layer is linear and gives logits: outputs "
        + "outside 0...1 are clipped, have no gradient and learn nothing; write "
        + "BinaryCrossentropy(fromLogits: true), loss: .crossentropy, or sigmoid as the last "
        + "activation"),
    .init(
      [n, 10], [n], .linear, .sparseCategoricalCrossentropy,
      "SparseCategoricalCrossentropy reads probabilities, but the last layer is linear and gives "
        + "logits: divided by their sum and clipped, such outputs give a wrong loss; write "
        + "SparseCategoricalCrossentropy(fromLogits: true), loss: .crossentropy, or softmax as the "
        + "last activation"),
    .init(
      [n, 10], [n, 10], .other("tanh"), .categoricalCrossentropy,
      "CategoricalCrossentropy reads probabilities, but tanh does not give any: divided by their sum "
        + "and clipped, such outputs give a wrong loss; write softmax as the last activation"),
    .init(
      [n, 8, 8, 1], [n, 8, 8], .linear, .dice,
      "Dice reads probabilities, but the last layer is linear and gives logits: sums of such outputs "
        + "are no shares of anything; write sigmoid as the last activation"),

    // Logits wanted, probabilities given.
    .init(
      [n, 1], [n], .sigmoid, .binaryCrossentropy, fromLogits: true,
      "BinaryCrossentropy(fromLogits: true) reads logits, but sigmoid gives probabilities: they are "
        + "squashed twice, into 0.5...0.731, so the loss cannot fall below 0.313 for class 1 and "
        + "0.693 for class 0; write fromLogits: false, or a linear last layer"),
    .init(
      [n, 10], [n], .softmax, .sparseCategoricalCrossentropy, fromLogits: true,
      "SparseCategoricalCrossentropy(fromLogits: true) reads logits, but softmax gives "
        + "probabilities: they are squashed twice, so no class gets more than 0.232 and the loss "
        + "cannot fall below 1.461; write fromLogits: false, or a linear last layer"),
    .init(
      [n, 10], [n], .softmax, nil, fromLogits: true,
      "the loss reads logits, but softmax gives probabilities: they are squashed twice, so no class "
        + "gets more than 0.232 and the loss cannot fall below 1.461; write fromLogits: false, or a "
        + "linear last layer"),
    .init(
      [n, 1], [n], .other("relu"), .binaryCrossentropy, fromLogits: true,
      "BinaryCrossentropy(fromLogits: true) reads logits, but relu is never negative: no probability "
        + "falls below 0.5, and class 0 is never predicted; write a linear last layer"),
    .init(
      [n, 10], [n], .other("tanh"), .sparseCategoricalCrossentropy, fromLogits: true,
      "SparseCategoricalCrossentropy(fromLogits: true) reads logits, but tanh stays within -1...1, "
        + "where probabilities stay undecided; write a linear last layer"),

    // One unit, and outputs that share one or do not.
    .init(
      [n, 1], [n], .softmax, .binaryCrossentropy,
      "softmax over one unit is always 1: the model predicts the same for every sample, and accuracy "
        + "is the share of one class; write sigmoid, or two units"),
    .init(
      [n, 10], [n, 10], .softmax, .binaryCrossentropy,
      "BinaryCrossentropy asks yes or no of each output, but softmax makes the 10 outputs of a row "
        + "share one; write CategoricalCrossentropy, or sigmoid if several labels can hold at once"),
    .init(
      [n, 10], [n], .sigmoid, .sparseCategoricalCrossentropy,
      "SparseCategoricalCrossentropy reads the outputs of a row as one distribution, but sigmoid "
        + "gives each its own probability: they are divided by their sum first; write softmax"),
    .init(
      [n, 1], [n], .sigmoid, .hinge,
      "Hinge wants scores on both sides of 0, but sigmoid is never negative: the loss of class 0 "
        + "stays above its least; write linear or tanh"),

    // Labels of another kind than the loss reads.
    .init(
      [n, 10], [n], .softmax, .categoricalCrossentropy,
      "CategoricalCrossentropy reads labels in the shape of output [batch, 10], but labels [batch] "
        + "are class indices; write SparseCategoricalCrossentropy, or loss: .crossentropy"),
    .init(
      [n, 10], [n, 10], .softmax, .sparseCategoricalCrossentropy,
      "SparseCategoricalCrossentropy reads class indices, but labels have the output's shape "
        + "[batch, 10]; write CategoricalCrossentropy for one-hot rows, or loss: .crossentropy"),
    .init(
      [n, 1], [n], .sigmoid, .sparseCategoricalCrossentropy,
      "SparseCategoricalCrossentropy tells the columns of an output apart, but output [batch, 1] has "
        + "one; write BinaryCrossentropy, or loss: .crossentropy"),
  ]

  @Test(arguments: table)
  func contradictionIsToldBeforeTheFirstStep(_ row: Contradiction) {
    #expect(Resolution.contradictions(row.facts) == row.texts)
  }

  @Test func softmaxOverOneUnitIsToldByBothWords() throws {
    let facts = ResolutionFacts(output: [n, 1], labels: [n], lastActivation: .softmax)
    let text = Resolution.contradictions(facts)
    #expect(try Resolution.accuracy(facts).warnings == text)
    #expect(try Resolution.crossentropy(facts).warnings == text)
  }

  @Test func oneHotLabelsUnderBinaryCrossentropyFlatter() throws {
    let facts = ResolutionFacts(
      output: [n, 10], labels: [n, 10], lastActivation: .sigmoid, loss: .keras(.binaryCrossentropy),
      labelFacts: LabelFacts(
        allIntegers: true, minimum: 0, maximum: 1, onesPerRow: 1...1, rowsSumToOne: true))
    #expect(
      try Resolution.accuracy(facts).warnings == [
        "every label row holds exactly one 1; if the 10 classes exclude each other, this figure "
          + "flatters (a model that never says yes scores 0.9): write softmax, "
          + "CategoricalCrossentropy and CategoricalAccuracy"
      ])
  }

  @Test func rowsWithoutAClassAreSaidToCountAsClassZero() throws {
    let facts = ResolutionFacts(
      output: [n, 3], labels: [n, 3], lastActivation: .softmax,
      labelFacts: LabelFacts(
        allIntegers: true, minimum: 0, maximum: 1, onesPerRow: 0...1, rowsSumToOne: false))
    #expect(try Resolution.accuracy(facts).description == "CategoricalAccuracy")
    #expect(
      try Resolution.accuracy(facts).warnings == [
        "some label rows hold no 1: argmax takes them for class 0; leave them out, or give them "
          + "weight 0"
      ])
  }

  @Test func logitsTakenForOneHotRowsUnreadAreSaidToBe() throws {
    let facts = ResolutionFacts(output: [n, 10], labels: [n, 10], lastActivation: .linear)
    #expect(
      try Resolution.accuracy(facts).warnings == [
        "labels [batch, 10] were not read beforehand: were they labels of their own rather than "
          + "one-hot rows, BinaryAccuracy(threshold: 0.0) would be right"
      ])
  }
}
