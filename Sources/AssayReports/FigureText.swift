import Foundation

/// Figures as a chart writes them.
enum FigureText {
  /// `value` with four digits: `0.0312`, `1250`, `3.1e-07`.
  static func figure(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-infinity" : "infinity" }
    let size = abs(value)
    if size != 0, size < 1e-3 || size >= 1e6 { return scientific(value, digits: 3) }
    let whole = size < 1 ? 1 : Int(log10(size)) + 1
    return trimmed(String(format: "%.*f", max(0, 4 - (size < 1 ? 0 : whole)), value))
  }

  /// A number on an axis whose largest is `largest`, with the digits that its step needs.
  static func tick(_ value: Double, step: Double, largest: Double) -> String {
    let place = Int((log10(step) + 1e-9).rounded(.down))
    if (1e-3..<1e6).contains(largest) { return String(format: "%.*f", max(0, -place), value) }
    if value == 0 { return "0" }
    return scientific(value, digits: max(1, Int(log10(abs(value)).rounded(.down)) - place + 1))
  }

  /// A coordinate: two places, without zeros at the end.
  static func coordinate(_ value: Double) -> String {
    trimmed(String(format: "%.2f", value))
  }

  private static func scientific(_ value: Double, digits: Int) -> String {
    let text = String(format: "%.*e", digits - 1, value)
    let parts = text.split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return text }
    return "\(trimmed(String(parts[0])))e\(exponent)"
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text[...]
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text == "-0" ? "0" : String(text)
  }
}
