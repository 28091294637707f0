extension Loss.Argument {
  static func number(
    _ name: String, _ value: Float, standard: Float, isWritten: Bool = true
  ) -> Self {
    .init(
      name, .number(shortest(value)), standard: .number(shortest(standard)), isWritten: isWritten)
  }

  static func fromLogits(_ value: Bool) -> Self {
    .init("from_logits", .bool(value), standard: .bool(false))
  }

  static func labelSmoothing(_ value: Float) -> Self {
    .number("label_smoothing", value, standard: 0)
  }

  static func axis(_ axis: Int, isWritten: Bool = true) -> Self {
    .init("axis", .number(Double(axis)), standard: .number(-1), isWritten: isWritten)
  }

  /// Axes that are summed over; all where there are none.
  static func axes(_ axes: [Int]?) -> Self {
    .init("axis", axes.map { .list($0.map { .number(Double($0)) }) } ?? .null, standard: .null)
  }

  static func ignoreClasses(_ classes: [Int]) -> Self {
    let numbers = classes.map { Loss.ConfigValue.number(Double($0)) }
    return .init(
      "ignore_class", numbers.count > 1 ? .list(numbers) : numbers.first ?? .null, standard: .null)
  }

  /// 0.1 of the float32 that is next to it.
  private static func shortest(_ value: Float) -> Double {
    Double(value.description) ?? Double(value)
  }
}
