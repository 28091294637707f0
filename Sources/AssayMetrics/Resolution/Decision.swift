/// What a word such as `accuracy` became: a class of Keras's, its configuration, and why.
///
///     let decision = try Resolution.accuracy(facts)
///     decision.className             // "BinaryAccuracy"
///     decision.config["threshold"]   // .number(0)
///     decision.description           // "BinaryAccuracy(threshold: 0.0)"
///
/// Equal decisions compute the same figure for the same reasons; see ``sameAs(_:)`` for the figure alone.
public struct Decision: Equatable, Sendable {
  /// Keras's name of the metric or loss class.
  public let className: String
  /// Keras's arguments that the facts decided, in Keras's order.
  public let config: Configuration
  /// The reasons, one short sentence each.
  public let because: [String]
  /// What is likely wrong although the decision stands, one sentence each.
  public let warnings: [String]
  /// The one of ``warnings`` that says what Assay's own rule takes instead; `nil` where rules agree.
  public let correction: String?

  public init(
    _ className: String, _ config: Configuration = [:], because: [String], warnings: [String] = [],
    correction: String? = nil
  ) {
    self.className = className
    self.config = config
    self.because = because
    self.warnings = warnings + (correction.map { [$0] } ?? [])
    self.correction = correction
  }

  /// This decision with `warnings` before its own, each said once.
  public func warning(_ warnings: [String]) -> Decision {
    let own = self.warnings.filter { $0 != correction && !warnings.contains($0) }
    return Decision(
      className, config, because: because, warnings: warnings + own, correction: correction)
  }

  /// Whether both name one class with one configuration, whatever their reasons.
  public func sameAs(_ other: Decision) -> Bool {
    className == other.className && config == other.config
  }
}

extension Decision: CustomStringConvertible {
  /// The class as Swift writes it: `SparseCategoricalCrossentropy(fromLogits: true)`.
  public var description: String {
    guard !config.entries.isEmpty else { return className }
    let arguments = config.entries.map { "\(Decision.swiftName($0.key)): \($0.value)" }
    return "\(className)(\(arguments.joined(separator: ", ")))"
  }

  private static func swiftName(_ key: String) -> String {
    let words = key.split(separator: "_")
    return words.dropFirst().reduce(words.first.map(String.init) ?? "") { name, word in
      name + word.prefix(1).uppercased() + word.dropFirst()
    }
  }
}

extension Decision {
  /// One argument of a Keras class.
  public enum Value: Hashable, Sendable, CustomStringConvertible {
    case bool(Bool)
    case number(Double)

    public var description: String {
      switch self {
      case .bool(let value): "\(value)"
      case .number(let value): "\(value)"
      }
    }
  }

  /// Arguments by Keras's names, in order.
  ///
  ///     let config: Decision.Configuration = ["threshold": .number(0.5)]
  public struct Configuration: Equatable, Sendable, ExpressibleByDictionaryLiteral {
    /// One name and its value.
    public struct Entry: Equatable, Sendable {
      public let key: String
      public let value: Value
    }

    public let entries: [Entry]

    public init(dictionaryLiteral elements: (String, Value)...) {
      entries = elements.map { Entry(key: $0.0, value: $0.1) }
    }

    /// The value of `key`, if the decision sets it.
    public subscript(key: String) -> Value? { entries.first { $0.key == key }?.value }
  }
}
