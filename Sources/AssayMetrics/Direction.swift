/// Which way a figure is better.
public enum Direction: String, Sendable, Codable {
  case higherIsBetter, lowerIsBetter
}
