/// The arguments a metric is made with, each taken by its name in Keras and checked.
///
///     let arguments = MetricArguments("TopKCategoricalAccuracy", ["k": 3])
///     try arguments.integer("k", default: 5, in: 1...)  // 3
///
/// - Throws: of every reading, ``MetricError/argument(metric:name:found:wanted:)``.
public struct MetricArguments: Sendable, Equatable {
  /// The class, for errors.
  public let metric: String
  public let values: [String: MetricArgument]

  public init(_ metric: String, _ values: [String: MetricArgument] = [:]) {
    self.metric = metric
    self.values = values
  }

  /// Throws unless every argument is one of these; `name` and `dtype`, which every class of Keras
  /// has, are.
  public func requireKnown(_ names: [String]) throws {
    let known = names + ["name", "dtype"]
    guard let unknown = values.keys.sorted().first(where: { !known.contains($0) }) else { return }
    throw MetricError.unknownArgument(metric: metric, name: unknown, known: names)
  }

  /// Whether the argument is given, and other than null.
  public func has(_ name: String) -> Bool { given(name) != nil }

  public func bool(_ name: String, default absent: Bool) throws -> Bool {
    switch given(name) {
    case nil: absent
    case .bool(let value): value
    case .integer(0): false
    case .integer(1): true
    case let found?: throw error(name, found, "true or false")
    }
  }

  /// An integer; `nil` where it is absent or null.
  public func integer(_ name: String, in range: some RangeExpression<Int> = Int.min...) throws
    -> Int?
  {
    guard let found = given(name) else { return nil }
    guard let value = found.integer, range.contains(value) else {
      throw error(name, found, "a whole number" + text(of: range))
    }
    return value
  }

  public func integer(
    _ name: String, default absent: Int, in range: some RangeExpression<Int> = Int.min...
  ) throws -> Int {
    try integer(name, in: range) ?? absent
  }

  /// A finite number; `nil` where it is absent or null.
  public func number(
    _ name: String, in range: some RangeExpression<Double> = (-Double.infinity)...
  ) throws -> Double? {
    guard let found = given(name) else { return nil }
    guard let value = found.number, value.isFinite, range.contains(value) else {
      throw error(name, found, "a number" + text(of: range))
    }
    return value
  }

  public func number(
    _ name: String, default absent: Double,
    in range: some RangeExpression<Double> = (-Double.infinity)...
  ) throws -> Double {
    try number(name, in: range) ?? absent
  }

  /// One number, or several: `0.5`, `[0.3, 0.5]`, or the array that Keras writes as an object; `nil` where
  /// it is absent or null.
  public func numbers(
    _ name: String, in range: some RangeExpression<Double> = (-Double.infinity)...
  ) throws -> [Double]? {
    guard let found = given(name) else { return nil }
    let elements = found.elements
    let values = elements.compactMap(\.number)
    guard !values.isEmpty, values.count == elements.count,
      values.allSatisfy({ $0.isFinite && range.contains($0) })
    else { throw error(name, found, "numbers" + text(of: range)) }
    return values
  }

  /// One integer, or several; `nil` where it is absent or null.
  public func integers(
    _ name: String, in range: some RangeExpression<Int> = Int.min...
  ) throws -> [Int]? {
    guard let found = given(name) else { return nil }
    let elements = if case .list(let list) = found { list } else { [found] }
    let values = elements.compactMap(\.integer)
    guard !values.isEmpty, values.count == elements.count, values.allSatisfy(range.contains)
    else { throw error(name, found, "whole numbers" + text(of: range)) }
    return values
  }

  /// One of several words.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, default absent: Choice
  ) throws -> Choice where Choice.RawValue == String {
    guard let found = given(name) else { return absent }
    guard case .text(let word) = found, let choice = Choice(rawValue: word) else {
      throw error(
        name, found, "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  /// What is given but null counts as absent.
  private func given(_ name: String) -> MetricArgument? {
    switch values[name] {
    case nil, .null: nil
    case let value?: value
    }
  }

  /// An argument that does not fit.
  public func error(_ name: String, _ found: MetricArgument, _ wanted: String) -> MetricError {
    .argument(metric: metric, name: name, found: found.description, wanted: wanted)
  }

  /// The argument that is missing.
  public func missing(_ name: String, _ wanted: String) -> MetricError {
    .argument(metric: metric, name: name, found: "nothing", wanted: wanted)
  }

  private func text<Bound: LosslessStringConvertible>(
    of range: some RangeExpression<Bound>
  ) -> String {
    switch range {
    case let range as ClosedRange<Bound>: " in \(range)"
    case let range as Range<Bound>: " in \(range)"
    case let range as PartialRangeFrom<Bound>:
      ["\(Int.min)", "-inf"].contains("\(range.lowerBound)") ? "" : ", \(range.lowerBound) or more"
    case let range as PartialRangeThrough<Bound>: ", \(range.upperBound) or less"
    default: ""
    }
  }
}

extension MetricArgument {
  /// The elements of a list, or of an array that Keras has serialised:
  /// `{"class_name": "__numpy__", "config": {"value": [1, 2]}}`. Anything else is its only element.
  fileprivate var elements: [MetricArgument] {
    switch self {
    case .list(let list): return list
    case .object(let members):
      guard case .object(let config) = members["config"], case .list(let list) = config["value"]
      else { return [self] }
      return list
    default: return [self]
    }
  }
}
