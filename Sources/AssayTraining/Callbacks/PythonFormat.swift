import Foundation

/// One of Python's format specifications for numbers: `02d`, `.4f`, `10.3e`, `g`.
///
///     try PythonFormat("08.3f").text(3.14159)   // "0003.142"
///
/// Fill, alignment, sign, zeros, width, precision and the types `d`, `f`, `e` and `g` are known, in large
/// letters too; without a type a number is written in full.
///
/// - Source: Python's format specification mini-language.
package struct PythonFormat: Equatable {
  private var fill: Character = " "
  private var alignment: Character = ">"
  private var sign: Character = "-"
  private var width = 0
  private var precision: Int?
  private var type: Character?

  /// What is wrong with a specification.
  package struct Problem: Error, Equatable {
    package let wanted: String
  }

  /// Reads a specification, the part after the colon.
  package init(_ text: some StringProtocol) throws(Problem) {
    var rest = Substring(text)
    let alignments: Set<Character> = ["<", ">", "^", "="]
    var isAligned = false
    if let second = rest.dropFirst().first, alignments.contains(second) {
      fill = rest.removeFirst()
      alignment = rest.removeFirst()
      isAligned = true
    } else if let first = rest.first, alignments.contains(first) {
      alignment = rest.removeFirst()
      isAligned = true
    }
    if let first = rest.first, ["+", "-", " "].contains(first) { sign = rest.removeFirst() }
    if rest.first == "0" {
      rest.removeFirst()
      if !isAligned { (fill, alignment) = ("0", "=") }
    }
    width = try Self.count(&rest) ?? 0
    if rest.first == "." {
      rest.removeFirst()
      precision = try Self.count(&rest)
      guard precision != nil else { throw Self.unknown }
    }
    if let first = rest.first, "dfFeEgG".contains(first) { type = rest.removeFirst() }
    guard rest.isEmpty else { throw Self.unknown }
    // Python rounds such a number by a rule of its own.
    if precision != nil, type == nil || type == "d" { throw Self.unknown }
  }

  /// A number with a fraction, or that could have one.
  package func text(_ value: Double) throws(Problem) -> String {
    guard let type else { return padded(PythonNumber.text(value)) }
    guard type != "d" else {
      throw Problem(wanted: "f, e or g for a figure, as in {loss:.4f}")
    }
    let isLarge = type.isUppercase
    guard value.isFinite else {
      let word = PythonNumber.text(value)
      return padded(isLarge ? word.uppercased() : word)
    }
    return padded(String(format: "%.\(precision ?? 6)\(type)", value))
  }

  /// A whole number.
  package func text(whole value: Int) throws(Problem) -> String {
    type == nil || type == "d" ? padded("\(value)") : try text(Double(value))
  }

  private func padded(_ number: String) -> String {
    var digits = Substring(number)
    var front = ""
    if digits.first == "-" {
      front = String(digits.removeFirst())
    } else if sign != "-" {
      front = String(sign)
    }
    let missing = max(0, width - front.count - digits.count)
    func filled(_ count: Int) -> String { String(repeating: fill, count: count) }
    switch alignment {
    case "<": return front + digits + filled(missing)
    case "^": return filled(missing / 2) + front + digits + filled(missing - missing / 2)
    case "=": return front + filled(missing) + digits
    default: return filled(missing) + front + digits
    }
  }

  private static let unknown = Problem(wanted: "d, f, e or g, as in {epoch:02d} and {loss:.4f}")

  /// The digits in front as a number of at most 99.
  private static func count(_ text: inout Substring) throws(Problem) -> Int? {
    let digits = text.prefix { ("0"..."9").contains($0) }
    text = text.dropFirst(digits.count)
    guard !digits.isEmpty else { return nil }
    guard let count = Int(digits), count < 100 else {
      throw Problem(wanted: "fewer than 100 characters for a number")
    }
    return count
  }
}
