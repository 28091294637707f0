/// A setting of a run that TensorBoard's HParams panel compares runs by.
///
///     let settings: [String: HParam] = ["learning_rate": 0.001, "optimizer": "adam", "augment": true]
public enum HParam: Hashable, Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral, ExpressibleByBooleanLiteral
{
  case number(Double)
  case text(String)
  case flag(Bool)

  public init(floatLiteral value: Double) { self = .number(value) }
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(booleanLiteral value: Bool) { self = .flag(value) }
}
