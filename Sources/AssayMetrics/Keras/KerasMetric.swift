import AssayCore

/// What Keras 3 itself prints, for the same batches: its own rules, right or wrong.
///
///     var metric = try KerasMetric(className: "AUC", configuration: ["num_thresholds": 3])
///     try metric.update(labels: y, predictions: p)
///     metric.result
///
/// Averages of samples' averages, silent broadcasting, 0 for what is undefined, a NaN that counts as a
/// miss: all of it, so that a figure of Keras's can be compared and explained. Batches matter as they do
/// in Keras. Assay's own metrics are the ones to use.
///
/// - Source: Keras 3.15.1 on TensorFlow; the classes that only Keras 2.6 had, from there.
public struct KerasMetric: Metric {
  public static let direction: Direction? = nil
  public static let name = "keras_metric"

  public let className: String
  public let configuration: [String: MetricArgument]
  let rule: KerasRule
  /// Exact sums of what each batch adds to Keras's variables.
  private var state = KerasState()

  /// Every class there is.
  public static let classNames: [String] = KerasRule.classNames

  /// - Parameters:
  ///   - configuration: what the class's `get_config` returns.
  /// - Throws: ``MetricError`` for a class or an argument that is unknown or refused by Keras.
  public init(className: String, configuration: [String: MetricArgument] = [:]) throws {
    self.className = className
    self.configuration = configuration
    rule = try KerasRule(KerasArguments(className: className, values: configuration))
  }

  public var empty: Self {
    var copy = self
    copy.state = KerasState()
    return copy
  }

  public var value: Double? { result.scalar }

  /// As `result()` gives it: 0 where nothing has been counted; `nil` where Keras has nothing to show.
  public var result: MetricValue { rule.result(state) }

  /// - Throws: ``MetricError`` where Keras would raise an error; nothing is counted then.
  public mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    try add(
      rule.contribution(
        KerasArray(labels), KerasArray(predictions), weights.map { KerasArray($0) }))
  }

  /// Counts values without labels: `Mean`, `Sum`, `MeanTensor`.
  public mutating func update(values: Tensor, weights: Tensor? = nil) throws {
    try add(rule.contribution(values: KerasArray(values), weights.map { KerasArray($0) }))
  }

  private mutating func add(_ contribution: KerasArray) throws {
    try state.add(contribution)
  }

  /// Adds what `other`, of the same class and configuration, has counted.
  public mutating func merge(_ other: Self) {
    precondition(
      hasConfiguration(of: other),
      "KerasMetric: merging \(other.className) into \(className)")
    state.merge(other.state)
  }

  private func hasConfiguration(of other: Self) -> Bool {
    className == other.className
      && configuration.mapValues(\.asRead) == other.configuration.mapValues(\.asRead)
  }

  public func encodeState(to encoder: any Encoder) throws { try state.encode(to: encoder) }

  public mutating func restoreState(from decoder: any Decoder) throws {
    let state = try KerasState(from: decoder)
    guard state.isEmpty || rule.fits(state.shape) else {
      throw MetricError.configuration(metric: className)
    }
    self.state = state
  }
}

extension KerasMetric: MergeCheckingMetric {
  package func requireMergeable(_ other: Self) throws {
    guard hasConfiguration(of: other) else {
      throw MetricError.configuration(metric: className)
    }
    guard state.isEmpty || other.state.isEmpty || state.shape == other.state.shape else {
      throw MetricError.merging(
        metric: className, "the shape of Keras's variables", found: other.state.shape,
        wanted: state.shape)
    }
  }
}
