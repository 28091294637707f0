/// Numbers as Python writes them, for files and messages that agree with Keras's.
package enum PythonNumber {
  /// The shortest digits that read back as the same number: `0.1`, `1e-05`, `1e+16`, `nan`, `inf`.
  package static func text(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
    // Swift begins with exponents at 2^53, Python at 1e16; below and above they agree.
    return (0x1p53..<1e16).contains(value.magnitude) ? "\(Int(value)).0" : value.description
  }
}
