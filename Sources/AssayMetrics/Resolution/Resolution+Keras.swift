import AssayCore

extension Resolution {
  /// Keras 3's rule: shapes alone.
  static func keras3(_ question: Question, _ facts: ResolutionFacts) -> Decision {
    let labels = facts.labels
    let output = facts.output
    let kind: Target.Kind
    let because: String
    if output.lastSize == 1 {
      (kind, because) = (.elements, "the last axis of output \(output) is 1")
    } else if labels.count < output.count {
      (kind, because) = (
        .indices, "labels \(labels) have rank \(labels.count), output \(output) has \(output.count)"
      )
    } else if labels.lastSize == 1 {
      (kind, because) = (
        .indices, "the last axis of labels \(labels) is 1, that of output \(output) is not"
      )
    } else {
      (kind, because) = (
        .rows,
        "neither is the last axis of output \(output) 1, nor are labels \(labels) of lower "
          + "rank"
      )
    }
    return compare(
      kerasDecision(question, kind, "\(because); loss and last activation play no role"), facts,
      question)
  }

  /// The rule of TensorFlow 2.0 and Keras 2.3: the output's last axis, and the loss.
  static func tensorflow2(_ question: Question, _ facts: ResolutionFacts) -> Decision {
    let kind: Target.Kind
    let because: String
    switch (facts.output.lastSize, facts.kerasLoss) {
    case (1, _): (kind, because) = (.elements, "the last axis of output \(facts.output) is 1")
    case (_, .binaryCrossentropy?): (kind, because) = (.elements, "the loss is BinaryCrossentropy")
    case (_, .sparseCategoricalCrossentropy?):
      (kind, because) = (.indices, "the loss is SparseCategoricalCrossentropy")
    default:
      (kind, because) = (
        .rows,
        "the last axis of output \(facts.output) is not 1, and the loss is neither "
          + "BinaryCrossentropy nor SparseCategoricalCrossentropy"
      )
    }
    return compare(
      kerasDecision(question, kind, "\(because); labels play no role"), facts, question)
  }

  private static func kerasDecision(
    _ question: Question, _ kind: Target.Kind, _ because: String
  ) -> Decision {
    switch (question, kind) {
    case (.accuracy, .elements):
      Decision(
        "BinaryAccuracy", ["threshold": .number(0.5)],
        because: [because, "the threshold is 0.5, for probabilities and logits alike"])
    case (.accuracy, .rows):
      Decision("CategoricalAccuracy", because: [because])
    case (.accuracy, .indices):
      Decision("SparseCategoricalAccuracy", because: [because])
    case (.crossentropy, _):
      Decision(
        kind == .elements
          ? "BinaryCrossentropy"
          : kind == .rows ? "CategoricalCrossentropy" : "SparseCategoricalCrossentropy",
        ["from_logits": .bool(false)],
        because: [because, "from_logits is false, whatever the last activation is"])
    }
  }

  /// The decision of another rule, with a warning where Assay's own differs.
  private static func compare(
    _ decision: Decision, _ facts: ResolutionFacts, _ question: Question
  ) -> Decision {
    var warnings = softmaxOverOneUnit(facts)
    switch Result(catching: { () throws(ResolutionError) in try decide(question, facts, .assay) }) {
    case .success(let own) where !own.sameAs(decision):
      warnings.append("Assay takes \(own): \(own.because.joined(separator: "; "))")
    case .failure(.shapesDoNotFit(_, let labels, let output, _)):
      warnings.append(
        "labels \(labels) do not fit output \(output): Keras fails, or broadcasts them in silence")
    case .failure(.labelsDoNotFit(_, let found, let wanted)):
      warnings.append("\(found); \(wanted)")
    case .success, .failure: break
    }
    return Decision(
      decision.className, decision.config, because: decision.because, warnings: warnings)
  }
}
