import AssayCore
import AssayMetrics
import AssayModel

/// Values for the outputs of a model, as Keras nests them.
///
///     "mse"    ["mse", null]    {"a": "mse", "b": ["mae", "mse"]}
package indirect enum KerasStructure<Value> {
  case nothing
  case one(Value)
  /// For one output several, or one entry for each output.
  case list([KerasStructure])
  /// By the names of outputs.
  case byOutput([(name: String, entry: KerasStructure)])

  package var isNothing: Bool { if case .nothing = self { true } else { false } }
}

/// One loss for all outputs, or one for each.
package typealias LossStructure = KerasStructure<Loss>
/// Metrics for one output, or lists of them for each.
package typealias MetricStructure = KerasStructure<MetricRequest>

extension KerasStructure {
  /// - Parameters:
  ///   - depth: how deep lists may lie in lists or by names: 2 where an output has several.
  ///   - argument: the name in the configuration, for messages.
  init(
    _ json: JSON, depth: Int, argument: String, read: (JSON) throws -> Value
  ) throws {
    do {
      self = try KerasStructure.made(json, depth: depth, read)
    } catch let error as KerasFileError {
      throw error.inside(argument)
    }
  }

  private static func made(
    _ json: JSON, depth: Int, _ read: (JSON) throws -> Value
  ) throws -> KerasStructure {
    func tooDeep(_ found: String) -> KerasFileError {
      KerasFileError(found: found, wanted: "one value for an output, or a list of such")
    }
    switch json {
    case .null: return .nothing
    case .array(let items):
      guard depth > 0 else { throw tooDeep("a list in a list") }
      return .list(try items.map { try made($0, depth: depth - 1, read) })
    case .object(let members):
      // A tuple of Python's.
      if json["class_name"] == "__tuple__", case .array? = json["items"] {
        return try made(json["items"] ?? .null, depth: depth, read)
      }
      if json["class_name"] != nil { return .one(try read(json)) }
      guard depth > 0 else { throw tooDeep("values by names in a list") }
      return .byOutput(
        try members.map { member in
          do {
            let entry = try made(member.value, depth: depth - 1, read)
            guard case .byOutput = entry else { return (member.name, entry) }
            throw tooDeep("names of outputs in an output's own")
          } catch let error as KerasFileError {
            throw error.inside(KerasMessage.quoted(member.name))
          }
        })
    default: return .one(try read(json))
    }
  }

  /// - Parameters:
  ///   - argument: the name in the configuration, for messages.
  func json(argument: String, _ write: (Value) throws -> JSON) throws -> JSON {
    do {
      return try written(write)
    } catch let error as KerasFileError {
      throw error.inside(argument)
    }
  }

  private func written(_ write: (Value) throws -> JSON) throws -> JSON {
    switch self {
    case .nothing: .null
    case .one(let value): try write(value)
    case .list(let entries): .array(try entries.map { try $0.written(write) })
    case .byOutput(let entries):
      .object(try entries.map { JSON.Member($0.name, try $0.entry.written(write)) })
    }
  }
}

extension KerasStructure<MetricRequest> {
  /// The same as it is given to `compile`.
  package var requests: MetricRequests {
    switch self {
    case .nothing: []
    case .one(let request): MetricRequests([request])
    case .list(let entries): MetricRequests(entries.map(\.request))
    case .byOutput(let entries): MetricRequests(byOutput: entries.map { ($0, $1.request.parts) })
    }
  }

  private var request: MetricRequest {
    switch self {
    case .nothing: .list([])
    case .one(let request): request
    case .list(let entries): .list(entries.map(\.request))
    case .byOutput(let entries): .list(entries.map(\.entry.request))
    }
  }

  /// What was given to `compile`.
  package init(_ requests: MetricRequests) {
    func entry(_ request: MetricRequest) -> Self {
      guard case .list(let parts) = request.kind else { return .one(request) }
      return .list(parts.map { .one($0) })
    }
    switch requests.kind {
    case .list(let entries):
      self = requests.isEmpty ? .nothing : .list(entries.map(entry))
    case .byOutput(let entries):
      self = requests.isEmpty ? .nothing : .byOutput(entries.map { ($0, entry($1)) })
    }
  }
}
