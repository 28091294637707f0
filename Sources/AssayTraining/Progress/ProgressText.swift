import AssayCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The words of a progress line, as Keras 3 writes them.
package enum ProgressText {
  /// `7/51`, the first number as wide as the second, or the bare number where the end is unknown.
  package static func count(_ done: Int, of steps: Int?) -> String {
    guard let steps, steps > 0 else { return padded("\(done)", to: 7) + "/Unknown" }
    let total = "\(steps)"
    return padded("\(done)", to: total.count) + "/" + total
  }

  /// Seconds to come: `12s`, `1:05`, `1:01:01`.
  package static func remaining(_ seconds: Double) -> String {
    // More than a century is no estimate, and would not fit an integer at the extreme.
    let whole = Int(min(max(seconds, 0), 4e9))
    if seconds > 3600 {
      return "\(whole / 3600):\(twoDigits(whole % 3600 / 60)):\(twoDigits(whole % 60))"
    }
    if seconds > 60 { return "\(whole / 60):\(twoDigits(whole % 60))" }
    return "\(whole)s"
  }

  /// Seconds gone by: `3s`.
  package static func elapsed(_ seconds: Double) -> String { decimal(seconds, places: 0) + "s" }

  /// The time of one step: `2s/step`, `22ms/step`, `61us/step`.
  package static func perStep(_ seconds: Double) -> String {
    if seconds >= 1 || seconds == 0 { return decimal(seconds, places: 0) + "s/step" }
    if seconds >= 1e-3 { return decimal(seconds * 1000, places: 0) + "ms/step" }
    return decimal(seconds * 1_000_000, places: 0) + "us/step"
  }

  /// A figure: four places, or an exponent where those would show little or nothing of it.
  package static func figure(_ value: Double) -> String {
    abs(value) > 1e-3 ? decimal(value, places: 4) : exponential(value)
  }

  /// A figure of the plain line, where Keras writes every negative one with an exponent.
  package static func plainFigure(_ value: Double) -> String {
    value > 1e-3 ? decimal(value, places: 4) : exponential(value)
  }

  /// A key without what would move the cursor.
  package static func name(_ key: String) -> String {
    guard key.unicodeScalars.contains(where: \.disturbsText) else { return key }
    var clean = String.UnicodeScalarView()
    for scalar in key.unicodeScalars { clean.append(scalar.disturbsText ? "\u{FFFD}" : scalar) }
    return String(clean)
  }

  private static func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  private static func decimal(_ value: Double, places: Int32) -> String {
    formatted(value, "%.*f", places)
  }

  private static func exponential(_ value: Double) -> String { formatted(value, "%.*e", 4) }

  // The C library rounds the exact value, as Python does; Swift's own description would round twice.
  private static func formatted(_ value: Double, _ format: StaticString, _ places: Int32) -> String
  {
    guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
    // 309 digits, a sign, a point and the places at most.
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 352) { buffer in
      let length = format.withUTF8Buffer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
          withVaList([places, value]) {
            vsnprintf(buffer.baseAddress, buffer.count, characters.baseAddress!, $0)
          }
        }
      }
      // The point is the one of the program's locale.
      let point = UInt8(ascii: ".")
      return String(
        decoding: buffer.prefix(Int(length)).lazy.map {
          $0 == CChar(UInt8(ascii: ",")) ? point : UInt8(bitPattern: $0)
        }, as: UTF8.self)
    }
  }
}
