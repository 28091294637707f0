import Assay

/// An ``Explanation`` as a table to read, and as JSON.
struct ExplanationReport {
  private let explanation: Explanation
  private let width: Int

  /// - Parameter width: the columns that the table may fill.
  init(_ explanation: Explanation, width: Int) {
    self.explanation = explanation
    self.width = width
  }

  /// What was given, what is wrong with it, and the answers of each rule with their reasons.
  var table: String {
    let questions = Resolution.Question.allCases.map(lines(for:))
    return ([given, wrong] + questions).filter { !$0.isEmpty }
      .map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  /// `{"accuracy": {"assay": R, "keras3": R, "tensorflow2.0": R}, "crossentropy": {…}}`.
  var json: JSON {
    .object(
      Resolution.Question.allCases.map { question in
        .init(
          question.rawValue,
          .object(
            explanation.answers(to: question).map { .init($0.rule.rawValue, json(of: $0.result)) }))
      })
  }

  private var given: [String] {
    let facts = explanation.facts
    let labels = "\(facts.labels)" + (facts.labelType.map { " \($0)" } ?? "")
    return [
      "output       \(facts.output)",
      "labels       \(labels)",
      "loss         \(lossText)",
      "activation   \(facts.lastActivation.map(\.description) ?? "not given")",
    ]
  }

  private var lossText: String {
    let facts = explanation.facts
    let logits = facts.fromLogits.map { "(fromLogits: \($0))" } ?? ""
    return switch facts.loss {
    case .keras(let loss): loss.rawValue + logits
    case .custom(let name): name
    case nil: facts.fromLogits == true ? "to be resolved, from logits" : "to be resolved"
    }
  }

  private var wrong: [String] {
    explanation.contradictions.flatMap {
      Paragraph("warning: \($0)", indent: 0, hanging: 9, width: width).lines
    }
  }

  /// The answers to one question; `=` and `≠` say whether a rule agrees with Assay's own.
  private func lines(for question: Resolution.Question) -> [String] {
    let answers = explanation.answers(to: question)
    let own = answers.first.flatMap { try? $0.result.get() }
    let column = 19
    let lines = answers.flatMap { answer -> [String] in
      let name = "  \(answer.rule)"
      switch answer.result {
      case .success(let decision):
        let sign =
          answer.rule == .assay || own == nil ? "" : own?.sameAs(decision) == true ? "=" : "≠"
        let warnings = decision.warnings.filter {
          !explanation.contradictions.contains($0) && (own == nil || $0 != decision.correction)
        }
        return [(name.padded(to: column - 2) + sign).padded(to: column) + "\(decision)"]
          + items(decision.because + warnings.map { "warning: \($0)" }, column)
      case .failure(let error):
        let text = "\(error)".dropFirst("\(question): ".count)
        let verdict = if case .undecided = error { "not decided" } else { "refused" }
        return [name.padded(to: column) + verdict] + items([String(text)], column)
      }
    }
    return ["\(question)"] + lines
  }

  private func items(_ texts: [String], _ column: Int) -> [String] {
    texts.flatMap {
      Paragraph("- \($0)", indent: column, hanging: column + 2, width: width).lines
    }
  }

  private func json(of result: Result<Decision, ResolutionError>) -> JSON {
    switch result {
    case .success(let decision):
      .object([
        .init("class_name", .string(decision.className)),
        .init("config", .object(decision.config.entries.map { .init($0.key, json(of: $0.value)) })),
        .init("because", .array(decision.because.map { .string($0) })),
        .init("warnings", .array(decision.warnings.map { .string($0) })),
      ])
    case .failure(let error):
      .object([.init("error", .string("\(error)"))])
    }
  }

  private func json(of value: Decision.Value) -> JSON {
    switch value {
    case .bool(let value): .bool(value)
    case .number(let value): .number(value)
    }
  }
}
