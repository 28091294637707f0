import AssayCore

extension Resolution {
  /// Keras 3's rule: shapes alone.
  static func keras3(_ question: Question, _ facts: ResolutionFacts) -> Decision {
    let labels = facts.labels
    let output = facts.output
    let (kind, because): (Target.Kind, String) =
      if output.lastSize == 1 {
        (.elements, "the last axis of \(output) is 1")
      } else if labels.count < output.count {
        (.indices, "labels \(labels) have a lower rank than output \(output)")
      } else if labels.lastSize == 1 {
        (.indices, "the last axis of labels \(labels) is 1, and of output \(output) is not")
      } else {
        (.rows, "the last axis of \(output) is not 1, and labels \(labels) have no lower rank")
      }
    return compare(kerasDecision(question, kind, "by shapes alone: \(because)"), facts, question)
  }

  /// The rule of TensorFlow 2.0 and Keras 2.3: the output's last axis, and the loss.
  static func tensorflow2(_ question: Question, _ facts: ResolutionFacts) -> Decision {
    let (kind, because): (Target.Kind, String) =
      switch (facts.output.lastSize, facts.kerasLoss) {
      case (1, _): (.elements, "the last axis of \(facts.output) is 1")
      case (_, .binaryCrossentropy?): (.elements, "the loss is BinaryCrossentropy")
      case (_, .sparseCategoricalCrossentropy?):
        (.indices, "the loss is SparseCategoricalCrossentropy")
      default:
        (
          .rows,
          "the last axis of \(facts.output) is not 1, and the loss neither binary nor sparse "
            + "crossentropy"
        )
      }
    return compare(
      kerasDecision(question, kind, "by output and loss alone: \(because)"), facts, question)
  }

  private static func kerasDecision(
    _ question: Question, _ kind: Target.Kind, _ because: String
  ) -> Decision {
    switch question {
    case .accuracy where kind == .elements:
      Decision(
        kind.accuracy, ["threshold": .number(0.5)],
        because: [because, "the threshold is 0.5, for probabilities and logits alike"])
    case .accuracy:
      Decision(kind.accuracy, because: [because])
    case .crossentropy:
      Decision(
        kind.crossentropy, ["from_logits": .bool(false)],
        because: [because, "from_logits is false, whatever the last activation is"])
    }
  }

  /// The decision of another rule, with a warning where Assay's own differs.
  private static func compare(
    _ decision: Decision, _ facts: ResolutionFacts, _ question: Question
  ) -> Decision {
    let correction: String? =
      switch Result(catching: { () throws(ResolutionError) in
        try decide(question, facts, .assay)
      }) {
      case .success(let own) where own.className != decision.className:
        "Assay takes \(own): " + (own.because.first ?? "")
      case .success(let own) where own.config != decision.config:
        "Assay takes \(own): " + (own.because.last ?? "")
      case .failure(.shapesDoNotFit(_, let labels, let output, _)):
        "labels \(labels) do not fit output \(output): Keras fails, or broadcasts them in silence"
      case .failure(.labelsDoNotFit(_, let found, let wanted)): "\(found); \(wanted)"
      case .success, .failure: nil
      }
    return Decision(
      decision.className, decision.config, because: decision.because,
      warnings: softmaxOverOneUnit(facts), correction: correction)
  }
}
