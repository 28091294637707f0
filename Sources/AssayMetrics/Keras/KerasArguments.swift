/// The arguments of a class of Keras's as its `get_config` writes them.
struct KerasArguments {
  let className: String
  let values: [String: MetricArgument]

  private var checked: MetricArguments { MetricArguments(className, values) }

  func number(_ name: String, _ absent: Double) throws -> Double {
    try checked.number(name) ?? absent
  }

  func integer(_ name: String, _ absent: Int) throws -> Int { try checked.integer(name) ?? absent }

  func optionalInteger(_ name: String) throws -> Int? { try checked.integer(name) }

  func bool(_ name: String, _ absent: Bool) throws -> Bool {
    try checked.bool(name, default: absent)
  }

  func text(_ name: String) -> String? {
    if case .text(let text) = values[name] { text } else { nil }
  }

  func needed(_ name: String) throws -> Double {
    guard let number = try checked.number(name) else { throw checked.missing(name, "a number") }
    return number
  }

  /// Numbers, one or several, or the array that Keras serialises as an object.
  func numbers(_ name: String) throws -> [Double]? {
    guard case .object(let members) = values[name] else { return try checked.numbers(name) }
    guard case .object(let config) = members["config"], let list = config["value"] else {
      throw checked.error(name, values[name] ?? nil, "numbers")
    }
    return try MetricArguments(className, [name: list]).numbers(name)
  }

  /// Axes: one, several, or none.
  func axes(_ name: String) throws -> [Int]? { try checked.integers(name) }

  func error(_ name: String, _ wanted: String) -> MetricError {
    checked.error(name, values[name] ?? nil, wanted)
  }
}
