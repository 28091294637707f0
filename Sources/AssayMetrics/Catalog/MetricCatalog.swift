/// Every built-in metric, once; names, help, documentation and the law tests read this list.
///
///     MetricCatalog.all.map(\.className)  // ["Accuracy", "BinaryAccuracy", …]
///     try MetricCatalog.metric(named: "mse").direction  // lowerIsBetter
public enum MetricCatalog {
  /// What is known of a metric without making one.
  public struct Entry: Sendable {
    /// The class itself.
    public let type: any CatalogMetric.Type

    /// Keras's class: `MeanSquaredError`.
    public var className: String { type.className }
    /// Keras's default name, the key in logs: `mean_squared_error`.
    public var name: String { type.name }
    /// Keras's short names, `mse`, and Assay's own.
    public var aliases: [String] { type.aliases }
    /// What it is, in one line.
    public var summary: String { type.summary }
    /// Which way is better.
    public var direction: Direction? { type.direction }
    /// What it counts, in the plural.
    public var unit: String { type.unit }
    /// What it can be made with.
    public var parameters: [MetricParameter] { type.parameters }
    /// Whether what it counts grows with the data.
    public var isGrowing: Bool { type.isGrowing }

    /// Makes one.
    ///
    /// - Throws: ``MetricError`` for an argument that is unknown, missing or out of range.
    public func make(_ arguments: [String: MetricArgument] = [:]) throws -> any CatalogMetric {
      try type.init(arguments: MetricArguments(className, arguments))
    }

    /// The strings that mean this metric. `accuracy` is no such string: it asks for the one of several
    /// that fits.
    public var strings: [String] {
      guard name != "accuracy" else { return [] }
      var strings = [className]
      for string in [snakeCase(className), name] + aliases where !strings.contains(string) {
        strings.append(string)
      }
      return strings
    }
  }

  /// The metrics, in alphabetical order.
  public static let all: [Entry] =
    (accuracies + means + regression + probabilistic + thresholds + areas + classes + rankings)
    .map { Entry(type: $0) }
    .sorted { $0.className < $1.className }

  /// The entry of a class, by its name in configurations and states.
  public static func entry(class className: String) -> Entry? {
    all.first { $0.className == className }
  }

  /// The metric that is called by this string: a class, Keras's name in snake case, a short name, or
  /// Assay's own.
  ///
  /// - Throws: ``MetricError/unknownName(_:known:)``, which lists the names there are, and what
  ///   making it throws.
  public static func metric(
    named string: String, _ arguments: [String: MetricArgument] = [:]
  ) throws -> any CatalogMetric {
    guard let entry = all.first(where: { $0.strings.contains(string) }) else {
      throw MetricError.unknownName(
        string, known: ["accuracy"] + all.flatMap { $0.strings.dropFirst() })
    }
    return try entry.make(arguments)
  }
}

/// Keras's snake case: `_` before an upper-case letter that starts a lower-case run, or follows a
/// lower-case letter or a digit.
package func snakeCase(_ name: String) -> String {
  let letters = Array(name)
  var result = ""
  for (place, letter) in letters.enumerated() {
    if letter.isUppercase, place > 0 {
      let startsRun = place + 1 < letters.count && letters[place + 1].isLowercase
      if startsRun || !letters[place - 1].isUppercase { result += "_" }
    }
    result += letter.lowercased()
  }
  return result
}
