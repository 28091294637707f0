import AssayCore

extension Resolution {
  /// `accuracy` under Assay's own rule.
  static func assayAccuracy(_ facts: ResolutionFacts) throws(ResolutionError) -> Decision {
    let target = try Target(.accuracy, facts)
    let warnings = target.warnings + softmaxOverOneUnit(facts)
    switch target.kind {
    case .indices:
      return Decision(
        target.kind.accuracy,
        because: target.because + [
          "argmax over the last axis of \(facts.output) against the class index; softmax would "
            + "not change it"
        ], warnings: warnings)
    case .rows:
      return Decision(
        target.kind.accuracy,
        because: target.because + [
          "argmax over the last axis of both; softmax would not change it"
        ],
        warnings: warnings)
    case .elements:
      try checkBinary(facts)
      let (threshold, why) = try threshold(facts)
      return Decision(
        target.kind.accuracy, ["threshold": .number(threshold)], because: target.because + [why],
        warnings: warnings)
    }
  }

  /// `crossentropy` under Assay's own rule.
  static func assayCrossentropy(_ facts: ResolutionFacts) throws(ResolutionError) -> Decision {
    let target = try Target(.crossentropy, facts)
    let className = target.kind.crossentropy
    if target.kind == .elements, let seen = facts.labelFacts, seen.minimum < 0 || seen.maximum > 1 {
      throw .labelsDoNotFit(
        .crossentropy, found: "\(facts.labelText) run over \(seen.span)",
        wanted: binaryHint(seen) ?? "one label for each output is a probability, 0...1")
    }
    let (fromLogits, why) = try fromLogits(facts, target.kind, className)
    var warnings = target.warnings + softmaxOverOneUnit(facts)
    if target.kind != .elements, let activation = facts.lastActivation, activation.isOwnProbability
    {
      warnings.append(unsharedWarning(activation, loss: className))
    }
    return Decision(
      className, ["from_logits": .bool(fromLogits)], because: target.because + [why],
      warnings: warnings)
  }

  /// Where one output turns from class 0 to class 1. The output decides; the loss where it does not.
  private static func threshold(
    _ facts: ResolutionFacts
  ) throws(ResolutionError) -> (Double, String) {
    let loss = facts.kerasLoss
    if let activation = facts.lastActivation, activation.givesProbabilities {
      return (0.5, "\(activation) gives probabilities: above 0.5 is class 1")
    }
    if let loss, loss.outputs == .labelValues {
      return (0.5, "\(loss.rawValue) draws outputs towards the labels 0 and 1: halfway is 0.5")
    }
    if facts.lastActivation == .linear {
      return (
        0, "the last layer is linear, its outputs are logits: above 0 the probability is above 0.5"
      )
    }
    if facts.lossReadsLogits {
      return (0, "the loss reads logits: above 0 the probability is above 0.5")
    }
    if let loss, loss.outputs == .scores {
      return (0, "\(loss.rawValue) puts the classes on either side of 0")
    }
    if let loss, loss.outputs == .probabilities {
      return (0.5, "\(loss.rawValue) reads probabilities: above 0.5 is class 1")
    }
    if facts.fromLogits == false {
      return (0.5, "the outputs are said to be probabilities: above 0.5 is class 1")
    }
    throw .undecided(
      .accuracy, found: unknownScale(facts),
      choices: [
        "BinaryAccuracy(threshold: 0.5) for probabilities",
        "BinaryAccuracy(threshold: 0.0) for logits",
      ])
  }

  /// Whether the loss has to read the outputs as logits.
  private static func fromLogits(
    _ facts: ResolutionFacts, _ kind: Target.Kind, _ className: String
  ) throws(ResolutionError) -> (Bool, String) {
    let missing = kind == .elements ? "sigmoid" : "softmax"
    switch facts.lastActivation {
    case let activation? where activation.givesProbabilities:
      return (false, "\(activation) gives probabilities")
    case .linear?:
      return (true, "the last layer has no \(missing): its outputs are logits")
    case let activation? where activation.isLogSoftmax && kind != .elements:
      return (true, "\(activation) gives logarithms of probabilities, which are logits too")
    default: break
    }
    if let said = facts.fromLogits, facts.kerasLoss?.takesFromLogits != false {
      return (said, said ? "the loss reads logits" : "the loss reads probabilities")
    }
    if facts.lastActivation == nil, facts.kerasLoss?.takesFromLogits == true {
      return (false, "the loss reads probabilities")
    }
    throw .undecided(
      .crossentropy, found: unknownScale(facts),
      choices: [
        "\(className)(fromLogits: false) for probabilities",
        "\(className)(fromLogits: true) for logits",
      ])
  }

  private static func unknownScale(_ facts: ResolutionFacts) -> String {
    if let activation = facts.lastActivation {
      "\(activation) gives neither probabilities nor logits"
    } else {
      "output \(facts.output) may hold probabilities or logits, and neither the last activation nor "
        + "a loss tells"
    }
  }

  /// Labels for yes or no are 0 and 1: anything else would be counted as wrong whatever is predicted.
  private static func checkBinary(_ facts: ResolutionFacts) throws(ResolutionError) {
    guard let seen = facts.labelFacts, !seen.isBinary else { return }
    throw .labelsDoNotFit(
      .accuracy,
      found: "\(facts.labelText) run over \(seen.span)"
        + (seen.allIntegers ? "" : " and are not all whole numbers"),
      wanted: binaryHint(seen)
        ?? "accuracy compares classes 0 and 1; for numbers choose mse or mae")
  }

  /// What whole labels other than 0 and 1 may have been meant as.
  private static func binaryHint(_ seen: LabelFacts) -> String? {
    guard seen.allIntegers else { return nil }
    if seen.minimum == -1, seen.maximum == 1 {
      return "one output has the classes 0 and 1; write 0 for -1 (Hinge takes 0 and 1 too)"
    }
    if seen.minimum >= 0 {
      return "one output tells class 0 from class 1: write 0 and 1, give each class an output, or "
        + "choose mse or mae for numbers"
    }
    return nil
  }
}
