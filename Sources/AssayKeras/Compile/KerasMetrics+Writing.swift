import AssayCore
import AssayMetrics

extension KerasMetrics {
  /// What a request is in a file: the string that it was written as, or an object.
  ///
  /// - Throws: ``KerasFileError`` for metrics that Keras does not have, and for ``MetricRequest/topK(_:)``,
  ///   which is a metric only once the labels are known.
  package static func write(_ request: MetricRequest) throws -> JSON {
    guard request.over == .pooled else {
      let each = request.over == .sample ? "sample" : "batch"
      throw KerasFileError(
        found: "the metric \(KerasMessage.quoted(request.key ?? "")) of each \(each) alone",
        wanted: "a metric that Keras has, for a file that Keras opens")
    }
    switch request.kind {
    // Keras's words, in the user's letters.
    case .accuracy: return .string(word(request.key, "accuracy", "acc"))
    case .crossentropy: return .string(word(request.key, "crossentropy", "ce"))
    case .metric(let metric): return try write(metric, key: request.key)
    case .named(let name):
      guard let metric = try? MetricCatalog.metric(named: name) else {
        throw unknownToKeras(name)
      }
      if request.key == name, strings(of: metric).contains(name) { return .string(name) }
      return try write(metric, key: request.key)
    case .topK(let k):
      throw KerasFileError(
        found: "topK(\(k)) before the labels are known",
        wanted: "a TopKCategoricalAccuracy or a SparseTopKCategoricalAccuracy")
    case .list(let requests):
      throw KerasFileError(
        found: "a list of \(requests.count) metrics", wanted: "one metric")
    }
  }

  private static func word(_ key: String?, _ long: String, _ short: String) -> String {
    guard let key, [long, short].contains(key.lowercased()) else { return long }
    return key
  }

  /// The strings that mean this metric to Keras; not all of Assay's do.
  private static func strings(of metric: any CatalogMetric) -> [String] {
    let kind = type(of: metric)
    guard kind.isInKeras else { return [] }
    let short: Set<String> = [
      "bce", "BCE", "mse", "MSE", "mae", "MAE", "mape", "MAPE", "msle", "MSLE",
    ]
    return [kind.className, snakeCase(kind.className)] + kind.aliases.filter(short.contains)
  }

  private static func unknownToKeras(_ name: String) -> KerasFileError {
    KerasFileError(
      found: "the metric \(KerasMessage.quoted(name))",
      wanted: "a metric that Keras has, for a file that Keras opens")
  }

  /// The object that a metric is, with the keys that Keras 3.15 writes.
  ///
  /// - Parameters:
  ///   - key: the key in logs; the metric's own name where there is none.
  /// - Throws: ``KerasFileError`` for metrics, and for arguments, that Keras does not have.
  package static func write(_ metric: any Metric, key: String? = nil) throws -> JSON {
    guard let metric = metric as? any CatalogMetric, type(of: metric).isInKeras else {
      let own = (metric as? any CatalogMetric).map { type(of: $0).className }
      throw unknownToKeras(own ?? key ?? type(of: metric).name)
    }
    let kind = type(of: metric)
    let layout = KerasMetricLayout.of(kind.className)
    var arguments = metric.arguments
    var config: [JSON.Member] = []
    for place in layout.places {
      switch place {
      case .name: config.append(.init("name", .string(key ?? kind.name)))
      case .dtype: config.append(.init("dtype", .string(layout.dtype)))
      case .argument(let name, let absent):
        let value = arguments.removeValue(forKey: name)
        config.append(.init(name, layout.written(name, value, in: metric.arguments) ?? absent))
      }
    }
    for (name, value) in arguments.sorted(by: { $0.key < $1.key }) {
      guard let standard = layout.optional[name] else {
        throw KerasFileError(
          found: "\(kind.className) with \(name) = \(value)",
          wanted: "arguments that Keras has, for a file that Keras opens")
      }
      if JSON(value) != standard { config.append(.init(name, JSON(value))) }
    }
    return KerasObject(
      module: "keras.metrics", className: kind.className, config: .object(config)
    ).json
  }
}

extension JSON {
  init(_ argument: MetricArgument) {
    switch argument {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .text(let text): self = .string(text)
    case .list(let values): self = .array(values.map { JSON($0) })
    case .object(let members):
      self = .object(
        members.sorted { $0.key < $1.key }.map { JSON.Member($0.key, JSON($0.value)) })
    }
  }
}
