import Assay

/// What `fit --history` writes: the figures and seconds of every epoch, and what each was resolved to.
struct HistoryReport {
  let text: String

  init(_ history: History, _ model: Model) {
    let resolved = model.resolvedFigures.map { figure in
      JSON.Member(
        figure.key,
        .object([
          .init("class_name", .string(figure.className)),
          .init(
            "config", .object(figure.config.map { .init($0.key, HistoryReport.json($0.value)) })),
          .init("because", .array(figure.because.map { .string($0) })),
        ]))
    }
    let figures = history.keys.map { key in
      JSON.Member(
        key,
        .array(
          history.vectors(key)?.map { .array($0.map { .number($0) }) }
            ?? (history[key] ?? []).map { .number($0) }))
    }
    var members: [JSON.Member] = [
      .init("epochs", .array(history.epochs.map { .integer($0) })),
      .init("history", .object(figures)),
      .init("seconds", .array(history.seconds.map { .number($0) })),
    ]
    let partial = history.keys.compactMap { key in
      history.epochs(of: key).flatMap { epochs in
        epochs == history.epochs
          ? nil : JSON.Member(key, .array(epochs.map { .integer($0) }))
      }
    }
    if !partial.isEmpty { members.append(.init("epochs_of", .object(partial))) }
    if let reason = history.stopReason { members.append(.init("stop_reason", .string(reason))) }
    text = JSON.object(members + [.init("resolved", .object(resolved))]).text
  }

  private static func json(_ argument: MetricArgument) -> JSON {
    switch argument {
    case .null: .null
    case .bool(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .text(let value): .string(value)
    case .list(let values): .array(values.map(json))
    case .object(let values):
      .object(values.sorted { $0.key < $1.key }.map { .init($0.key, json($0.value)) })
    }
  }
}
