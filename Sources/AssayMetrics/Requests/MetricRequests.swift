/// What is written in `metrics:` and `weightedMetrics:` when a model is compiled: one list, a list for
/// each output, or lists by the outputs' names.
///
///     metrics: [.accuracy, "mae"]
///     metrics: [[.accuracy, .topK(3)], ["mae"]]              // two outputs, in the model's order
///     metrics: ["diagnosis": [.accuracy], "radius": ["mae", "mse"]]
///
/// A model of several outputs takes one entry for each: nothing is repeated for all in silence.
public struct MetricRequests: Sendable, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  package enum Kind: Sendable {
    case list([MetricRequest])
    case byOutput([(name: String, entry: MetricRequest)])
  }
  package let kind: Kind

  /// One list.
  public init(_ requests: [MetricRequest]) { kind = .list(requests) }

  /// A list for each output, in the model's order.
  public init(perOutput lists: [[MetricRequest]]) { kind = .list(lists.map { .list($0) }) }

  /// Lists by the outputs' names.
  public init(byOutput lists: [(String, [MetricRequest])]) {
    kind = .byOutput(lists.map { ($0, .list($1)) })
  }

  public init(arrayLiteral entries: MetricRequest...) { kind = .list(entries) }
  public init(dictionaryLiteral entries: (String, MetricRequest)...) {
    kind = .byOutput(entries.map { ($0, $1) })
  }

  /// Whether nothing is asked.
  public var isEmpty: Bool {
    switch kind {
    case .list(let entries): entries.allSatisfy(\.parts.isEmpty)
    case .byOutput(let entries): entries.allSatisfy(\.entry.parts.isEmpty)
    }
  }

  /// The requests for each output.
  ///
  /// - Parameters:
  ///   - argument: what the requests were given as, for messages.
  /// - Throws: ``MetricError/outputs(argument:found:outputs:)`` for a list of another length than there
  ///   are outputs, and for the name of an output that there is not.
  package func assigned(to outputs: [String], argument: String) throws(MetricError)
    -> [[MetricRequest]]
  {
    switch kind {
    case .list(let entries):
      if outputs.count == 1 { return [entries.flatMap(\.parts)] }
      guard entries.isEmpty || entries.count == outputs.count else {
        let found = "a list of \(entries.count) \(entries.count == 1 ? "entry" : "entries")"
        throw .outputs(argument: argument, found: found, outputs: outputs)
      }
      return entries.isEmpty ? outputs.map { _ in [] } : entries.map(\.parts)
    case .byOutput(let entries):
      var result = outputs.map { _ in [MetricRequest]() }
      for (name, entry) in entries {
        guard let index = outputs.firstIndex(of: name) else {
          throw .outputs(argument: argument, found: "\"\(name)\"", outputs: outputs)
        }
        result[index] += entry.parts
      }
      return result
    }
  }
}
