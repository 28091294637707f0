/// Every built-in metric, once; names, help, documentation and the law tests read this list.
///
///     MetricCatalog.all.map(\.className)  // ["Accuracy", "BinaryAccuracy", …]
///     try MetricCatalog.metric(named: "mse").direction  // lowerIsBetter
public enum MetricCatalog {
  /// What is known of a metric without making one.
  public struct Entry: Sendable {
    /// Keras's class: `MeanSquaredError`.
    public let className: String
    /// Keras's default name, the key in logs: `mean_squared_error`.
    public let name: String
    /// Keras's short names: `mse`, `MSE`.
    public let aliases: [String]
    /// What it is, in one line.
    public let summary: String
    /// Which way is better.
    public let direction: Direction?
    /// Makes one with Keras's default arguments.
    public let make: @Sendable () -> any Metric & Codable & Equatable

    fileprivate init<M: Metric & Codable & Equatable>(
      _ type: M.Type, _ summary: String, aliases: [String] = [], make: @escaping @Sendable () -> M
    ) {
      className = "\(type)"
      name = type.name
      direction = type.direction
      self.aliases = aliases
      self.summary = summary
      self.make = make
    }

    /// The strings that mean this metric. `accuracy` is no such string: it asks for the one of several
    /// that fits.
    public var strings: [String] {
      name == "accuracy" ? [] : [className, name] + aliases
    }
  }

  /// The metrics, in alphabetical order.
  public static let all: [Entry] = [
    Entry(Accuracy.self, "share of predictions that are exactly the label") { Accuracy() },
    Entry(BinaryAccuracy.self, "share of elements on the right side of a threshold") {
      BinaryAccuracy()
    },
    Entry(CategoricalAccuracy.self, "share whose greatest score is that of the one-hot label") {
      CategoricalAccuracy()
    },
    Entry(MeanAbsoluteError.self, "mean of absolute differences", aliases: ["mae", "MAE"]) {
      MeanAbsoluteError()
    },
    Entry(MeanSquaredError.self, "mean of squared differences", aliases: ["mse", "MSE"]) {
      MeanSquaredError()
    },
    Entry(SparseCategoricalAccuracy.self, "share whose greatest score is that of the class index") {
      SparseCategoricalAccuracy()
    },
    Entry(
      SparseTopKCategoricalAccuracy.self, "share whose class index is among the k greatest scores"
    ) { SparseTopKCategoricalAccuracy() },
    Entry(
      TopKCategoricalAccuracy.self, "share whose one-hot label is among the k greatest scores"
    ) { TopKCategoricalAccuracy() },
  ]

  /// The metric that Keras calls by this string, with its default arguments.
  ///
  /// - Throws: ``MetricError/unknownName(_:known:)``, which lists the names there are.
  public static func metric(named string: String) throws -> any Metric & Codable & Equatable {
    guard let entry = all.first(where: { $0.strings.contains(string) }) else {
      throw MetricError.unknownName(
        string, known: ["accuracy"] + all.flatMap { $0.strings.dropFirst() })
    }
    return entry.make()
  }
}
