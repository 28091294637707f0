/// How the figures of several outputs become one.
public enum OutputAggregation: String, Sendable, Codable, CaseIterable {
  /// They do not: one figure an output.
  case none
  /// Their mean.
  case uniformAverage = "uniform_average"
  /// Their mean, each weighted by the spread of its labels.
  case varianceWeightedAverage = "variance_weighted_average"

  static let parameter = MetricParameter(
    "class_aggregation", default: "uniform_average",
    "uniform_average, variance_weighted_average, or null for a figure an output")

  /// The argument, which null makes ``none``.
  init(_ arguments: MetricArguments) throws {
    self =
      arguments.values["class_aggregation"] == .some(.null)
      ? .none : try arguments.choice("class_aggregation", default: .uniformAverage)
  }

  var argument: MetricArgument { self == .none ? .null : .text(rawValue) }
}
