import AssayCore

/// Decides, once and before the first step, what `accuracy` and `crossentropy` mean for one output.
///
///     let facts = ResolutionFacts(
///       output: [Shape.free, 1], labels: [Shape.free], lastActivation: .linear)
///     try Resolution.accuracy(facts).description                  // "BinaryAccuracy(threshold: 0.0)"
///     try Resolution.accuracy(facts, rule: .keras3).description   // "BinaryAccuracy(threshold: 0.5)"
///
/// Pure functions: the same facts give the same decision, with its reasons, and nothing else is looked at.
public enum Resolution {
  /// What is asked: the metric `accuracy` or the loss `crossentropy`.
  public enum Question: String, Sendable, CaseIterable, CustomStringConvertible {
    case accuracy, crossentropy

    public var description: String { rawValue }
  }

  /// The metric that `accuracy` is under `rule`.
  ///
  /// - Throws: ``ResolutionError`` where shapes or labels do not fit, or do not decide.
  public static func accuracy(
    _ facts: ResolutionFacts, rule: ResolutionRule = .assay
  ) throws(ResolutionError) -> Decision {
    try decide(.accuracy, facts, rule)
  }

  /// The loss that `crossentropy` is under `rule`.
  ///
  /// - Throws: ``ResolutionError`` where shapes or labels do not fit, or do not decide.
  public static func crossentropy(
    _ facts: ResolutionFacts, rule: ResolutionRule = .assay
  ) throws(ResolutionError) -> Decision {
    try decide(.crossentropy, facts, rule)
  }

  /// The answer to `question` under `rule`.
  ///
  /// - Throws: ``ResolutionError`` where shapes or labels do not fit, or do not decide.
  public static func decide(
    _ question: Question, _ facts: ResolutionFacts, _ rule: ResolutionRule
  ) throws(ResolutionError) -> Decision {
    guard !facts.output.isEmpty else { throw .noAxes(question, tensor: "output") }
    guard !facts.labels.isEmpty else { throw .noAxes(question, tensor: "labels") }
    return switch (rule, question) {
    case (.assay, .accuracy): try assayAccuracy(facts)
    case (.assay, .crossentropy): try assayCrossentropy(facts)
    case (.keras3, _): keras3(question, facts)
    case (.tensorflow2_0, _): tensorflow2(question, facts)
    }
  }

  /// Both answers under every rule, and what is wrong with the loss that was chosen.
  public static func explain(_ facts: ResolutionFacts) -> Explanation { Explanation(facts) }
}
