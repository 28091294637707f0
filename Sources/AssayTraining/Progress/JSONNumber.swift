/// A number that may be NaN or infinite, coded as ``JSONText`` writes it.
package struct JSONNumber: Codable, Sendable {
  package var value: Double

  package init(value: Double) { self.value = value }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let word = try? container.decode(String.self) else {
      value = try container.decode(Double.self)
      return
    }
    switch word {
    case "NaN": value = .nan
    case "Infinity": value = .infinity
    case "-Infinity": value = -.infinity
    default:
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "'\(word)' is no number; the words are NaN, Infinity and -Infinity")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite {
      try container.encode(value)
    } else {
      try container.encode(value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity")
    }
  }
}
