/// Numbers as Python writes them, for files and messages that agree with Keras's.
package enum PythonNumber {
  /// The shortest digits that read back as the same number: `0.1`, `1e-05`, `12345678901234568.0`
  /// as `1.2345678901234568e+16`, `nan`, `inf`.
  package static func text(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
    // Swift begins with exponents at 2^54, Python at 1e16; below and above they agree.
    guard (1e16...0x1p54).contains(value.magnitude) else { return value.description }
    let text = value.description
    guard !text.contains("e"), text.hasSuffix(".0") else { return text }
    let sign = text.hasPrefix("-") ? "-" : ""
    let digits = text.dropFirst(sign.count).dropLast(2)
    var fraction = digits.dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    let point = fraction.isEmpty ? "" : "."
    return "\(sign)\(digits.prefix(1))\(point)\(fraction)e+\(digits.count - 1)"
  }
}
