import Foundation

// Text in columns.

extension String {
  /// This text with one space or more after it, `columns` wide where it fits.
  func padded(to columns: Int) -> String {
    self + String(repeating: " ", count: max(1, columns - count))
  }
}

extension Double {
  /// This number with `digits` digits after the point, zeros included.
  func fixed(_ digits: Int) -> String {
    guard isFinite, abs(self) < 1e15 else { return text }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    // Above, the number of units does not fit an integer.
    guard let units = Int64(exactly: (abs(self) * scale).rounded()) else {
      return String(format: "%.*f", digits, self)
    }
    let whole = String(units)
    let padded = String(repeating: "0", count: max(digits + 1 - whole.count, 0)) + whole
    let sign = self < 0 ? "-" : ""
    guard digits > 0 else { return sign + padded }
    return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
  }
}
