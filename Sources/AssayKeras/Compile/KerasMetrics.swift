import AssayCore
import AssayMetrics

/// Keras's objects <-> metrics.
///
///     let request = try KerasMetrics.read("accuracy")
///     try KerasMetrics.write(request)                    // "accuracy"
///     try KerasMetrics.write(AUC(curve: .pr), key: "pr") // {"module": "keras.metrics", …}
package enum KerasMetrics {
  /// What the name, the object or the function of Keras's stands for; its `name` is the key in logs.
  ///
  /// - Throws: ``KerasFileError`` for a metric or an argument that Assay does not have.
  package static func read(_ json: JSON) throws -> MetricRequest {
    if case .string(let name) = json { return try named(name) }
    if let name = KerasFunction.name(json) { return try named(name) }
    let object = try KerasObject(json, "metric")
    guard case .object(let members) = object.config else {
      throw KerasFileError(
        place: object.className, found: "a config that is \(object.config.kind)",
        wanted: "an object")
    }
    var arguments: [String: MetricArgument] = [:]
    var key: String?
    var function: JSON?
    for member in members {
      switch member.name {
      // A policy says in what Keras counts; Assay counts exactly.
      case "dtype": continue
      case "name":
        if case .string(let name) = member.value { key = name }
      case "fn": function = member.value
      default:
        arguments[member.name] = try argument(member.value, member.name, of: object.className)
      }
    }
    let metric: any CatalogMetric
    do {
      if object.className == "MeanMetricWrapper" {
        metric = try MetricCatalog.metric(named: try name(of: function), arguments)
      } else if let entry = MetricCatalog.entry(class: object.className) {
        metric = try entry.make(arguments)
      } else {
        throw unknown("the metric \(KerasMessage.quoted(object.className))")
      }
    } catch let error as MetricError {
      throw KerasFileError(error, place: object.className)
    }
    return .metric(metric, key: key)
  }

  private static func named(_ name: String) throws -> MetricRequest {
    let request = MetricRequest(name)
    guard case .named = request.kind else { return request }
    do {
      _ = try MetricCatalog.metric(named: name)
    } catch let error as MetricError {
      if case .unknownName = error { throw unknown("the metric \(KerasMessage.quoted(name))") }
      throw KerasFileError(error, place: "metric \(KerasMessage.quoted(name))")
    }
    return request
  }

  private static func unknown(_ found: String) -> KerasFileError {
    KerasFileError(
      found: found,
      wanted: "one of Keras's that compares labels and predictions: "
        + MetricCatalog.all.filter { $0.type.isInKeras }.map(\.className).joined(separator: ", ")
        + "; Assay runs no code from a file")
  }

  /// The function that is averaged: Keras 2 wrote its name alone.
  private static func name(of function: JSON?) throws -> String {
    if case .string(let name)? = function { return name }
    if let function, let name = KerasFunction.name(function) { return name }
    throw KerasFileError(
      place: "MeanMetricWrapper, fn", found: function?.kind ?? "nothing",
      wanted: "a function of Keras's: Assay runs no code from a file")
  }

  /// The most numbers that an argument may be.
  private static let mostNumbers = 1_000_000

  private static func argument(
    _ json: JSON, _ name: String, of className: String, depth: Int = 0
  ) throws -> MetricArgument {
    switch json {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .string(let text): return .text(text)
    case .array(let items):
      guard items.count <= mostNumbers, depth < 4 else {
        throw KerasFileError(
          place: className, found: "\(name) of \(items.count) elements",
          wanted: "at most \(mostNumbers) numbers")
      }
      return .list(try items.map { try argument($0, name, of: className, depth: depth + 1) })
    case .object:
      // What Keras makes of arrays.
      guard let numbers = KerasConfig.numbers(json), numbers.count <= mostNumbers else {
        throw KerasFileError(
          place: className, found: "\(name) that is an object", wanted: "a number, or an array")
      }
      return .list(numbers.map { .number($0) })
    }
  }
}

extension KerasFileError {
  /// What a metric says about an argument that a file gives.
  init(_ error: MetricError, place: String) {
    switch error {
    case .argument(let metric, let name, let found, let wanted):
      let found = found.count > 120 ? "\(found.prefix(120))…" : found
      self.init(place: metric, found: "\(name) = \(found)", wanted: wanted)
    case .unknownArgument(let metric, let name, let known):
      self.init(
        place: metric, found: "an argument \(KerasMessage.quoted(name))",
        wanted: known.isEmpty ? "none" : "one of " + known.joined(separator: ", "))
    default:
      self.init(place: place, found: "\(error)", wanted: "a metric that Assay has")
    }
  }
}
