/// What `accuracy` and `crossentropy` are under every rule, side by side.
///
///     for answer in Resolution.explain(facts).answers(to: .accuracy) {
///       print(answer.rule, answer.result)
///     }
public struct Explanation: Sendable {
  /// What one rule says.
  public struct Answer: Sendable {
    public let rule: ResolutionRule
    public let result: Result<Decision, ResolutionError>
  }

  /// The facts that were explained.
  public let facts: ResolutionFacts
  /// What is wrong with the loss and the last layer together; see ``Resolution/contradictions(_:)``.
  public let contradictions: [String]

  init(_ facts: ResolutionFacts) {
    self.facts = facts
    contradictions = Resolution.contradictions(facts)
  }

  /// The answers to `question`, Assay's rule first.
  ///
  /// - Note: Warnings about the loss that was chosen stand with `accuracy`, whose figure they spoil;
  ///   `crossentropy` would replace that loss.
  public func answers(to question: Resolution.Question) -> [Answer] {
    ResolutionRule.allCases.map { rule in
      Answer(
        rule: rule,
        result: Result { () throws(ResolutionError) in
          let decision = try Resolution.decide(question, facts, rule)
          return question == .accuracy ? decision.warning(contradictions) : decision
        })
    }
  }
}
