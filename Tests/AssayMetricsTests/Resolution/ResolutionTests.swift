import AssayCore
import AssayMetrics
import Testing

private let n = Shape.free

/// One line of the table below: facts, and what both words become.
struct ResolutionCase: CustomTestStringConvertible, Sendable {
  var output: Shape
  var labels: Shape
  var activation: LastActivation?
  var loss: KerasLoss?
  var fromLogits: Bool?
  var seen: LabelFacts?
  var accuracy: String
  var crossentropy: String

  init(
    _ output: Shape, _ labels: Shape, _ activation: LastActivation? = nil, loss: KerasLoss? = nil,
    fromLogits: Bool? = nil, seen: LabelFacts? = nil, _ accuracy: String, _ crossentropy: String
  ) {
    self.output = output
    self.labels = labels
    self.activation = activation
    self.loss = loss
    self.fromLogits = fromLogits
    self.seen = seen
    self.accuracy = accuracy
    self.crossentropy = crossentropy
  }

  var facts: ResolutionFacts {
    ResolutionFacts(
      output: output, labels: labels, labelType: .int64, lastActivation: activation,
      loss: loss.map { .keras($0) }, fromLogits: fromLogits, labelFacts: seen)
  }

  var testDescription: String {
    let parts = [
      "\(output) against \(labels)", activation.map { "\($0)" }, loss?.rawValue,
      fromLogits.map { "fromLogits \($0)" },
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }
}

private let oneHot = LabelFacts(
  allIntegers: true, minimum: 0, maximum: 1, onesPerRow: 1...1, rowsSumToOne: true)
private let severalOnes = LabelFacts(
  allIntegers: true, minimum: 0, maximum: 1, onesPerRow: 0...2, rowsSumToOne: false)
private let soft = LabelFacts(
  allIntegers: false, minimum: 0.01, maximum: 0.91, onesPerRow: nil, rowsSumToOne: true)

private let half = "BinaryAccuracy(threshold: 0.5)"
private let zero = "BinaryAccuracy(threshold: 0.0)"
private let rows = "CategoricalAccuracy"
private let indices = "SparseCategoricalAccuracy"
private let binary = "BinaryCrossentropy(fromLogits: false)"
private let binaryLogits = "BinaryCrossentropy(fromLogits: true)"
private let categorical = "CategoricalCrossentropy(fromLogits: false)"
private let categoricalLogits = "CategoricalCrossentropy(fromLogits: true)"
private let sparse = "SparseCategoricalCrossentropy(fromLogits: false)"
private let sparseLogits = "SparseCategoricalCrossentropy(fromLogits: true)"

@Suite struct ResolutionTests {
  static let decided: [ResolutionCase] = [
    // Four combinations: probabilities or logits, one-hot or index.
    .init([n, 10], [n], .softmax, indices, sparse),
    .init([n, 10], [n], .linear, indices, sparseLogits),
    .init([n, 10], [n, 10], .softmax, rows, categorical),
    .init([n, 10], [n, 10], .linear, seen: oneHot, rows, categoricalLogits),
    .init([n, 10], [n, 1], .linear, indices, sparseLogits),
    .init([n, 10], [n, 10], .linear, seen: soft, rows, categoricalLogits),
    .init([n, 10], [n, 10], .linear, rows, categoricalLogits),  // with a warning
    .init([n, 10], [n], .other("log_softmax"), indices, sparseLogits),
    .init([n, 10], [n], nil, fromLogits: true, indices, sparseLogits),
    .init([n, 10], [n], nil, loss: .sparseCategoricalCrossentropy, indices, sparse),
    .init([n, 10], [n], .sigmoid, indices, sparse),  // with a warning

    // Yes or no.
    .init([n, 1], [n], .sigmoid, half, binary),
    .init([n, 1], [n, 1], .sigmoid, half, binary),
    .init([n, 1], [n, 1], .linear, zero, binaryLogits),
    .init([n], [n], .linear, zero, binaryLogits),
    .init([n], [n, 1], .sigmoid, half, binary),
    .init([n, 1], [n], .other("hard_sigmoid"), half, binary),
    .init([n, 1], [n], nil, loss: .binaryCrossentropy, half, binary),
    .init([n, 1], [n], nil, loss: .binaryCrossentropy, fromLogits: true, zero, binaryLogits),
    .init([n, 1], [n], nil, fromLogits: true, zero, binaryLogits),
    .init([n, 1], [n], nil, fromLogits: false, half, binary),
    // The output decides, whatever the loss takes it for; that is warned about.
    .init([n, 1], [n], .linear, loss: .binaryCrossentropy, zero, binaryLogits),
    .init([n, 1], [n], .sigmoid, loss: .binaryCrossentropy, fromLogits: true, half, binary),
    // Losses that draw the output to the label itself, or to either side of 0.
    .init([n, 1], [n], .linear, loss: .meanSquaredError, half, binaryLogits),
    .init([n, 1], [n], .linear, loss: .hinge, zero, binaryLogits),

    // Sequences and masks.
    .init([n, 60, 1], [n, 60, 1], .sigmoid, half, binary),
    .init([n, 60, 1], [n, 60], .linear, zero, binaryLogits),
    .init([n, 60], [n, 60], .sigmoid, half, binary),
    .init([n, 60], [n, 60], .linear, seen: severalOnes, zero, binaryLogits),
    .init(
      [n, 60], [n, 60], .linear, loss: .binaryCrossentropy, fromLogits: true, zero, binaryLogits),
    .init([n, 60], [n, 60, 1], .sigmoid, half, binary),
    .init([n, 60, 5], [n, 60], .linear, indices, sparseLogits),
    .init([n, 60, 5], [n, 60, 1], .softmax, indices, sparse),
    .init([n, 60, 5], [n, 60, 5], .softmax, rows, categorical),
    .init([n, n, 5], [n, 60], .softmax, indices, sparse),
    .init([n, n, 5], [n, n], .softmax, indices, sparse),
    .init([n, 8, 8, 1], [n, 8, 8], .sigmoid, half, binary),
    .init([n, 8, 8, 1], [n, 8, 8, 1], .linear, zero, binaryLogits),
    .init([n, 8, 8, 3], [n, 8, 8], .softmax, indices, sparse),
    .init([n, 8, 8, 3], [n, 8, 8, 1], .linear, indices, sparseLogits),
    .init([n, 8, 8, 3], [n, 8, 8, 3], .softmax, rows, categorical),

    // One class of several, or several labels at once.
    .init([n, 3], [n, 3], .sigmoid, half, binary),
    .init([n, 3], [n, 3], .sigmoid, seen: severalOnes, half, binary),
    .init([n, 3], [n, 3], .linear, seen: severalOnes, zero, binaryLogits),
    .init([n, 3], [n, 3], nil, loss: .binaryCrossentropy, half, binary),
    .init(
      [n, 3], [n, 3], nil, loss: .binaryFocalCrossentropy, fromLogits: true, zero, binaryLogits),
    .init([n, 3], [n, 3], nil, loss: .categoricalCrossentropy, rows, categorical),
    .init([n, 3], [n, 3], .sigmoid, loss: .categoricalCrossentropy, rows, categorical),
    // Softmax excludes: binary accuracy would flatter a model of ten classes by its nine easy noes.
    .init([n, 3], [n, 3], .softmax, loss: .binaryCrossentropy, rows, categorical),
  ]

  @Test(arguments: decided)
  func ownRuleDecides(_ row: ResolutionCase) throws {
    #expect(try Resolution.accuracy(row.facts).description == row.accuracy)
    #expect(try Resolution.crossentropy(row.facts).description == row.crossentropy)
  }

  @Test(arguments: decided)
  func everyDecisionHasReasons(_ row: ResolutionCase) throws {
    for question in Resolution.Question.allCases {
      for rule in ResolutionRule.allCases {
        let decision = try Resolution.decide(question, row.facts, rule)
        #expect(!decision.because.isEmpty && decision.because.allSatisfy { !$0.isEmpty })
      }
    }
  }

  /// What TensorFlow 2.0 decides, by the table of its `get_metric_function`.
  static let tensorflow2: [ResolutionCase] = [
    .init([n, 1], [n], .linear, loss: .meanSquaredError, half, binary),
    .init([n, 60, 1], [n, 60], .sigmoid, half, binary),
    .init([n, 3], [n, 3], .sigmoid, loss: .binaryCrossentropy, half, binary),
    .init([n, 3], [n, 3], .sigmoid, loss: .binaryFocalCrossentropy, rows, categorical),
    .init([n, 10], [n], .softmax, loss: .sparseCategoricalCrossentropy, indices, sparse),
    .init(
      [n, 10], [n], .linear, loss: .sparseCategoricalCrossentropy, fromLogits: true, indices,
      sparse),
    .init([n, 10], [n], .softmax, rows, categorical),  // integer labels under a loss of one's own
    .init([n, 10], [n, 10], .softmax, loss: .categoricalCrossentropy, rows, categorical),
    .init([n], [n], .sigmoid, rows, categorical),
    .init([n], [n], .sigmoid, loss: .binaryCrossentropy, half, binary),
  ]

  @Test(arguments: tensorflow2)
  func tensorflowsRuleGoesByOutputAndLoss(_ row: ResolutionCase) throws {
    #expect(
      try Resolution.accuracy(row.facts, rule: .tensorflow2_0).description == row.accuracy)
    #expect(
      try Resolution.crossentropy(row.facts, rule: .tensorflow2_0).description == row.crossentropy)
  }

  @Test func reasonsReadAsInTheGuide() throws {
    let facts = ResolutionFacts(
      output: [n, 10], labels: [n], labelType: .int64, lastActivation: .linear)
    #expect(
      try Resolution.crossentropy(facts).because == [
        "labels [batch] int64 are class indices (rank 1 < output rank 2)",
        "the last layer has no softmax: its outputs are logits",
      ])
    #expect(
      try Resolution.accuracy(facts).because == [
        "labels [batch] int64 are class indices (rank 1 < output rank 2)",
        "argmax over the last axis of [batch, 10] against the class index; softmax would not change it",
      ])
    #expect(try Resolution.accuracy(facts).warnings.isEmpty)
  }

  @Test func keras3WarnsWhereItMissesTheTruth() throws {
    let logit = ResolutionFacts(output: [n, 1], labels: [n], lastActivation: .linear)
    #expect(
      try Resolution.accuracy(logit, rule: .keras3).warnings == [
        "Assay takes BinaryAccuracy(threshold: 0.0): the last layer is linear, its outputs are "
          + "logits: above 0 the probability is above 0.5"
      ])
    let labels = ResolutionFacts(output: [n, 3], labels: [n, 3], lastActivation: .sigmoid)
    #expect(
      try Resolution.accuracy(labels, rule: .keras3).warnings == [
        "Assay takes BinaryAccuracy(threshold: 0.5): labels have the output's shape [batch, 3]; "
          + "sigmoid gives each output a probability of its own"
      ])
    let misfit = ResolutionFacts(output: [n, 1], labels: [n, 10], lastActivation: .sigmoid)
    #expect(
      try Resolution.accuracy(misfit, rule: .keras3).warnings == [
        "labels [batch, 10] do not fit output [batch, 1]: Keras fails, or broadcasts them in silence"
      ])
  }

  @Test func explanationHoldsBothWordsUnderEveryRule() throws {
    let facts = ResolutionFacts(
      output: [n, 1], labels: [n], lastActivation: .linear, loss: .keras(.binaryCrossentropy))
    let explanation = Resolution.explain(facts)
    let accuracy = explanation.answers(to: .accuracy)
    #expect(accuracy.map(\.rule) == [.assay, .keras3, .tensorflow2_0])
    #expect(try accuracy.map { try $0.result.get().description } == [zero, half, half])
    #expect(explanation.contradictions.count == 1)
    #expect(
      try accuracy.allSatisfy {
        try $0.result.get().warnings.first == explanation.contradictions[0]
      })
    let losses = try explanation.answers(to: .crossentropy).map { try $0.result.get() }
    #expect(losses.map(\.description) == [binaryLogits, binary, binary])
    #expect(losses[0].warnings.isEmpty)
  }
}
