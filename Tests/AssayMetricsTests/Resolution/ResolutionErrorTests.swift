import AssayCore
import AssayMetrics
import Testing

private let n = Shape.free

/// Facts, a question, and the whole text of the refusal.
struct Refusal: CustomTestStringConvertible, Sendable {
  let question: Resolution.Question
  let facts: ResolutionFacts
  let text: String

  init(_ question: Resolution.Question, _ facts: ResolutionFacts, _ text: String) {
    self.question = question
    self.facts = facts
    self.text = text
  }

  var testDescription: String { text }
}

@Suite struct ResolutionErrorTests {
  static let refusals: [Refusal] = [
    .init(
      .accuracy, .init(output: [n, 10], labels: [n, 3]),
      "accuracy: labels [batch, 3] do not fit output [batch, 10]; it takes labels [batch] or "
        + "[batch, 1] (class indices) or [batch, 10] (one-hot rows, or a label for each)"),
    .init(
      .crossentropy, .init(output: [n, 1], labels: [n, 10]),
      "crossentropy: labels [batch, 10] do not fit output [batch, 1]; it takes labels [batch] or "
        + "[batch, 1]"),
    .init(
      .accuracy, .init(output: [n, 60, 1], labels: [n]),
      "accuracy: labels [batch] do not fit output [batch, 60, 1]; it takes labels [batch, 60] or "
        + "[batch, 60, 1]"),
    .init(
      .accuracy, .init(output: [n], labels: []),
      "accuracy: shape [] of the labels has no axes; wanted a batch axis first, such as [batch, 10]"
    ),
    .init(
      .accuracy, .init(output: [n, n], labels: [n]),
      "accuracy: the last axis of the output [batch, batch] has no known size; wanted a fixed one, "
        + "such as [batch, 10]"),
    .init(
      .accuracy, .init(output: [n, 2], labels: [n, 2]),
      "accuracy: labels have the output's shape [batch, 2], which one-hot rows and independent "
        + "labels both have, and neither loss, last activation nor labels tell them apart; say which "
        + "is meant: CategoricalAccuracy for one class a row, or BinaryAccuracy for labels of their "
        + "own (threshold: 0.5 on probabilities, 0 on logits)"),
    .init(
      .accuracy, .init(output: [n, 1], labels: [n]),
      "accuracy: output [batch, 1] may hold probabilities or logits, and neither the last activation "
        + "nor a loss tells; say which is meant: BinaryAccuracy(threshold: 0.5) for probabilities, or "
        + "BinaryAccuracy(threshold: 0.0) for logits"),
    .init(
      .crossentropy, .init(output: [n, 10], labels: [n]),
      "crossentropy: output [batch, 10] may hold probabilities or logits, and neither the last "
        + "activation nor a loss tells; say which is meant: "
        + "SparseCategoricalCrossentropy(fromLogits: false) for probabilities, or "
        + "SparseCategoricalCrossentropy(fromLogits: true) for logits"),
    .init(
      .crossentropy, .init(output: [n, 1], labels: [n], lastActivation: .other("relu")),
      "crossentropy: relu gives neither probabilities nor logits; say which is meant: "
        + "BinaryCrossentropy(fromLogits: false) for probabilities, or "
        + "BinaryCrossentropy(fromLogits: true) for logits"),
    .init(
      .accuracy,
      .init(
        output: [n, 3], labels: [n, 3], lastActivation: .sigmoid,
        labelFacts: .init(
          allIntegers: true, minimum: 0, maximum: 1, onesPerRow: 1...1, rowsSumToOne: true)),
      "accuracy: every label row holds exactly one 1, as classes do that exclude each other, but "
        + "sigmoid gives each output a probability of its own; say which is meant: "
        + "CategoricalAccuracy for one class a row, or BinaryAccuracy(threshold: 0.5) for labels of "
        + "their own"),
    .init(
      .accuracy,
      .init(
        output: [n, 3], labels: [n, 3], lastActivation: .softmax,
        labelFacts: .init(
          allIntegers: true, minimum: 0, maximum: 1, onesPerRow: 0...2, rowsSumToOne: false)),
      "accuracy: labels have the output's shape [batch, 3]; softmax gives one class a row, but rows "
        + "of labels hold 0 to 2 ones; say which is meant: sigmoid and BinaryCrossentropy for labels "
        + "of their own, or labels of one 1 a row"),
    .init(
      .accuracy,
      .init(
        output: [n, 60], labels: [n, 60], lastActivation: .softmax,
        labelFacts: .init(
          allIntegers: true, minimum: 0, maximum: 9, onesPerRow: nil, rowsSumToOne: false)),
      "accuracy: labels have the output's shape [batch, 60], but run over 0...9; one-hot rows hold 0 "
        + "and 1; class indices have the shape [batch]"),
    .init(
      .accuracy,
      .init(
        output: [n, 1], labels: [n], labelType: .float32, lastActivation: .linear,
        labelFacts: .init(
          allIntegers: false, minimum: -0.5, maximum: 22.5, onesPerRow: nil, rowsSumToOne: false)),
      "accuracy: labels [batch] float32 run over -0.5...22.5 and are not all whole numbers; accuracy "
        + "compares classes 0 and 1; for numbers choose mse or mae"),
    .init(
      .accuracy,
      .init(
        output: [n, 1], labels: [n], labelType: .int64, lastActivation: .linear,
        labelFacts: .init(
          allIntegers: true, minimum: 0, maximum: 9, onesPerRow: nil, rowsSumToOne: false)),
      "accuracy: labels [batch] int64 run over 0...9; one output tells class 0 from class 1: "
        + "write 0 and 1, give each class an output, or choose mse or mae for numbers"),
    .init(
      .accuracy, .init(output: [n, 5], labels: [n, n]),
      "accuracy: the last axis of the labels [batch, batch] has no known size; wanted a fixed one, "
        + "such as [batch, 10]"),
    .init(
      .crossentropy,
      .init(
        output: [n, 3], labels: [n, 3], lastActivation: .linear,
        labelFacts: .init(
          allIntegers: false, minimum: -2.5, maximum: 7, onesPerRow: nil, rowsSumToOne: false)),
      "crossentropy: labels have the output's shape [batch, 3], run over -2.5...7, and are neither 0 "
        + "and 1 nor rows that sum to one; crossentropy is for classes; for numbers choose mse or "
        + "mae"),
    .init(
      .crossentropy,
      .init(
        output: [n, 1], labels: [n], labelType: .int64, lastActivation: .linear,
        labelFacts: .init(
          allIntegers: true, minimum: -1, maximum: 1, onesPerRow: nil, rowsSumToOne: false)),
      "crossentropy: labels [batch] int64 run over -1...1; one output has the classes 0 and 1; write "
        + "0 for -1 (Hinge takes 0 and 1 too)"),
    .init(
      .accuracy,
      .init(
        output: [n, 5], labels: [n], labelType: .float64, lastActivation: .softmax,
        labelFacts: .init(
          allIntegers: false, minimum: 0.5, maximum: 3, onesPerRow: nil, rowsSumToOne: false)),
      "accuracy: labels [batch] float64 run over 0.5...3 and are not all whole numbers; labels of "
        + "this shape are class indices, 0...4"),
    .init(
      .accuracy,
      .init(
        output: [n, 5], labels: [n, 5], lastActivation: .softmax,
        loss: .keras(.sparseCategoricalCrossentropy)),
      "accuracy: labels have the output's shape [batch, 5], but SparseCategoricalCrossentropy reads "
        + "class indices; choose CategoricalCrossentropy for one-hot rows, BinaryCrossentropy for "
        + "labels of their own"),
    .init(
      .accuracy, .init(output: [n, 60], labels: [n, 60, 1], lastActivation: .softmax),
      "accuracy: labels [batch, 60, 1] are one for each output of [batch, 60], but softmax makes "
        + "the outputs of a row share one; say which is meant: sigmoid as the last activation, or "
        + "class indices or one-hot rows as labels"),
  ]

  @Test(arguments: refusals)
  func refusalSaysWhatWasFoundAndWhatToDo(_ refusal: Refusal) {
    let error = #expect(throws: ResolutionError.self) {
      try Resolution.decide(refusal.question, refusal.facts, .assay)
    }
    #expect(error?.description == refusal.text)
  }

  @Test(arguments: refusals.filter { !$0.facts.labels.isEmpty })
  func kerasRulesDecideWhateverTheFacts(_ refusal: Refusal) throws {
    for rule in [ResolutionRule.keras3, .tensorflow2_0] {
      #expect(throws: Never.self) { try Resolution.decide(refusal.question, refusal.facts, rule) }
    }
  }
}
