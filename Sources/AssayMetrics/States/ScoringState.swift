/// A ``Scoring`` as it is written.
struct ScoringState: Codable {
  let scoring: Scoring

  init(_ scoring: Scoring) { self.scoring = scoring }

  private enum Key: String, CodingKey { case metrics, over, grouped, interval, overall, groups }
  private enum PartKey: String, CodingKey { case name, samples, states }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(scoring.asked.map(Specification.init), forKey: .metrics)
    try container.encode(scoring.over, forKey: .over)
    try container.encode(scoring.isGrouped, forKey: .grouped)
    try container.encodeIfPresent(scoring.interval, forKey: .interval)
    var overall = container.nestedContainer(keyedBy: PartKey.self, forKey: .overall)
    try encode(scoring.all, to: &overall)
    var groups = container.nestedUnkeyedContainer(forKey: .groups)
    for name in scoring.parts.keys.sorted() {
      guard let part = scoring.parts[name] else { continue }
      var group = groups.nestedContainer(keyedBy: PartKey.self)
      try group.encode(name, forKey: .name)
      try encode(part, to: &group)
    }
  }

  private func encode(
    _ part: Scoring.Part, to container: inout KeyedEncodingContainer<PartKey>
  ) throws {
    try container.encode(part.samples, forKey: .samples)
    var states = container.nestedUnkeyedContainer(forKey: .states)
    for (_, metric) in part.set.metrics { try metric.encodeState(to: states.superEncoder()) }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    var memory = MetricMemory()
    let asked = try container.decode([Specification].self, forKey: .metrics).map {
      let one = try $0.asked()
      try memory.add(one.metric, key: one.key)
      return one
    }
    guard Set(asked.map(\.key)).count == asked.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .metrics, in: container, debugDescription: "two metrics of one key")
    }
    let interval = try container.decodeIfPresent(Double.self, forKey: .interval)
    if let interval, !(interval > 0 && interval < 1) {
      throw DecodingError.dataCorruptedError(
        forKey: .interval, in: container, debugDescription: "an interval of level \(interval)")
    }
    var scoring = Scoring(
      metrics: asked.map { ($0.key, $0.metric, $0.because) },
      over: try container.decode(Over.self, forKey: .over),
      isGrouped: try container.decode(Bool.self, forKey: .grouped), interval: interval)
    let metrics = Scoring.scoped(asked, scoring.over, interval)
    scoring.all = try ScoringState.part(
      metrics, container.nestedContainer(keyedBy: PartKey.self, forKey: .overall))
    var groups = try container.nestedUnkeyedContainer(forKey: .groups)
    while !groups.isAtEnd {
      let group = try groups.nestedContainer(keyedBy: PartKey.self)
      let name = try group.decode(String.self, forKey: .name)
      guard scoring.isGrouped, scoring.parts[name] == nil else {
        throw DecodingError.dataCorruptedError(
          forKey: .name, in: group, debugDescription: "the group '\(name)' should not be there")
      }
      scoring.parts[name] = try ScoringState.part(metrics, group)
    }
    self.scoring = scoring
  }

  private static func part(
    _ metrics: [(key: String, metric: any Metric)], _ container: KeyedDecodingContainer<PartKey>
  ) throws -> Scoring.Part {
    let samples = try container.decodeCount(forKey: .samples)
    var states = try container.nestedUnkeyedContainer(forKey: .states)
    var restored: [(key: String, metric: any Metric)] = []
    for (key, metric) in metrics {
      var metric = metric
      try metric.restoreState(from: states.superDecoder())
      restored.append((key, metric))
    }
    guard states.isAtEnd else {
      throw DecodingError.dataCorruptedError(
        in: states, debugDescription: "more states than metrics")
    }
    return Scoring.Part(samples: samples, set: try MetricSet(counted: restored))
  }
}

/// A metric that was asked for, as it is written: by its class, with Keras's arguments.
private struct Specification: Codable {
  let key: String
  let className: String
  let arguments: [String: MetricArgument]
  let because: [String]
  /// Whether it gives Keras's own figure.
  let isKeras: Bool

  private enum CodingKeys: String, CodingKey {
    case key
    case className = "class_name"
    case arguments = "config"
    case because
    case isKeras = "keras3"
  }

  init(_ asked: Scoring.Asked) throws {
    key = asked.key
    because = asked.because
    if let metric = asked.metric as? any CatalogMetric {
      className = type(of: metric).className
      arguments = metric.arguments
      isKeras = false
    } else if let metric = asked.metric as? KerasMetric {
      className = metric.className
      arguments = metric.configuration
      isKeras = true
    } else {
      throw MetricStateError.notSaved(metric: asked.metric.className)
    }
  }

  func asked() throws -> Scoring.Asked {
    if isKeras {
      let metric = try KerasMetric(className: className, configuration: arguments)
      return Scoring.Asked(key: key, metric: metric, because: because)
    }
    guard let entry = MetricCatalog.entry(class: className) else {
      throw MetricError.unknownName(className, known: MetricCatalog.all.map(\.className))
    }
    return Scoring.Asked(key: key, metric: try entry.make(arguments), because: because)
  }
}
