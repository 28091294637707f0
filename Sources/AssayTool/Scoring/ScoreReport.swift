import Assay

/// What `score` and `merge` print.
struct ScoreReport {
  let scoring: Scoring
  /// The columns that text may fill.
  let width: Int

  /// `{"samples": N, "metrics": […], "groups": {…}}`.
  var json: JSON {
    var members = [
      JSON.Member("samples", .integer(scoring.samples)),
      .init("metrics", .array(scoring.overall.map(json))),
    ]
    if scoring.isGrouped {
      members.append(
        .init(
          "groups",
          .object(
            scoring.groups.map { group in
              .init(
                group.name,
                .object([
                  .init("samples", .integer(group.samples)),
                  .init("metrics", .array(group.metrics.map(json))),
                ]))
            })))
    }
    return .object(members)
  }

  var table: String {
    var lines = ["\(scoring.samples) samples"]
    lines += rows(scoring.overall, indent: "")
    for group in scoring.groups {
      lines += ["", "\(group.name.printable()): \(group.samples) samples"]
      lines += rows(group.metrics, indent: "  ")
    }
    let reasons = reasons
    if !reasons.isEmpty { lines += [""] + reasons }
    return lines.joined(separator: "\n")
  }

  private func json(_ scored: Scoring.Scored) -> JSON {
    let interval = interval(of: scored.metric)
    return .object([
      .init("name", .string(scored.key)),
      .init("class_name", .string(className(scored.asked))),
      .init("value", json(scored.metric.result)),
      .init(
        "interval",
        interval.map { .array([.number($0.low), .number($0.high)]) } ?? .null),
      .init("keras", scored.metric.kerasResult.map(json) ?? .null),
      .init("because", .array((scored.because + scored.metric.notes).map { .string($0) })),
    ])
  }

  private func json(_ value: MetricValue) -> JSON {
    switch value {
    case .scalar(let figure): return figure.map { .number($0) } ?? .null
    case .named(let parts): return .object(parts.map { .init($0.name, json($0.value)) })
    case .array(let shape, let figures):
      return nested(figures.map { $0.map { .number($0) } ?? .null }[...], Array(shape)[...])
    }
  }

  private func nested(_ figures: ArraySlice<JSON>, _ sizes: ArraySlice<Int>) -> JSON {
    guard let size = sizes.first, sizes.count > 1 else { return .array(Array(figures)) }
    let part = size == 0 ? 0 : figures.count / size
    return .array(
      (0..<size).map { index in
        let start = figures.startIndex + index * part
        return nested(figures[start..<(start + part)], sizes.dropFirst())
      })
  }

  private func className(_ metric: any Metric) -> String {
    switch metric {
    case let metric as KerasMetric: metric.className
    default: "\(type(of: metric))"
    }
  }

  private func interval(of metric: any Metric) -> ConfidenceInterval? {
    scoring.interval.flatMap { metric.interval(level: $0) }
  }

  /// A line a figure: key, value, interval, Keras's figure.
  private func rows(_ scored: [Scoring.Scored], indent: String) -> [String] {
    let column = (scored.map { $0.key.printable().count }.max() ?? 0) + 2
    return scored.flatMap { scored -> [String] in
      let name = indent + scored.key.printable().padded(to: column)
      switch scored.metric.result {
      case .scalar(let figure):
        var line = name + (figure.map(text) ?? "undefined")
        if let interval = interval(of: scored.metric) {
          let percent = text(interval.level * 100)
          line += "  (\(percent)% interval \(text(interval.low))...\(text(interval.high)))"
        }
        if let keras = scored.metric.kerasResult {
          line +=
            "  Keras prints \(keras.figures.map { $0.map(text) ?? "none" }.joined(separator: ", "))"
        }
        return [line]
      case .array(let shape, let figures):
        let row = shape.count > 1 ? shape.lastSize : max(figures.count, 1)
        return stride(from: 0, to: figures.count, by: max(row, 1)).map { start in
          (start == 0 ? name : indent + String(repeating: " ", count: column))
            + figures[start..<min(start + row, figures.count)]
            .map { $0.map(text) ?? "undefined" }.joined(separator: "  ")
        }
      case .named: return [name.trimmingSpaces()] + named(scored.metric.result, indent + "  ")
      }
    }
  }

  private func named(_ value: MetricValue, _ indent: String) -> [String] {
    guard case .named(let parts) = value else { return [] }
    let column = (parts.map { $0.name.printable().count }.max() ?? 0) + 2
    return parts.flatMap { part -> [String] in
      let name = indent + part.name.printable().padded(to: column)
      switch part.value {
      case .named: return [indent + part.name.printable()] + named(part.value, indent + "  ")
      default:
        return [
          name + part.value.figures.map { $0.map(text) ?? "undefined" }.joined(separator: "  ")
        ]
      }
    }
  }

  /// Each reason once, with the metrics it is for.
  private var reasons: [String] {
    var order: [String] = []
    var keys: [String: [String]] = [:]
    for scored in scoring.overall {
      for reason in scored.because + scored.metric.notes {
        if keys[reason] == nil { order.append(reason) }
        keys[reason, default: []].append(scored.key)
      }
    }
    return order.flatMap { reason -> [String] in
      let of = keys[reason, default: []]
      let whose = of.count == scoring.overall.count ? "all" : of.joined(separator: ", ")
      return Paragraph("- \(whose): \(reason)".printable(), indent: 0, hanging: 2, width: width)
        .lines
    }
  }

  /// Six digits at most, as they are read.
  private func text(_ figure: Double) -> String {
    guard figure.isFinite else { return figure.text }
    guard figure != 0, abs(figure) < 1e-4 || abs(figure) >= 1e9 else {
      return trimmed(figure.fixed(6))
    }
    // Swift's own text has the exponent; all digits of a double would bury the figure.
    let parts = "\(figure)".split(separator: "e")
    guard parts.count == 2, let digits = Double(parts[0]) else { return "\(figure)" }
    return trimmed(digits.fixed(5)) + "e" + parts[1]
  }

  private func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
