/// The description at the front of an npy file.
///
///     {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }
///
/// - Source: NumPy's `numpy.lib.format`, versions 1.0, 2.0 and 3.0.
struct NPYHeader: Equatable {
  var descriptor: String
  var isFortranOrder: Bool
  var shape: [Int]
}

extension NPYHeader {
  /// The header as NumPy writes it, magic number and padding included, so that the numbers begin
  /// at a multiple of 64 and the row count can grow in place.
  var encoded: [UInt8] {
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text =
      "{'descr': '\(descriptor)', 'fortran_order': \(isFortranOrder ? "True" : "False"), "
      + "'shape': (\(sizes)), }"
    if let rows = shape.first { text += spaces(21 - String(rows).count) }
    let prefix = NPY.magic.count + 4
    text += spaces(64 - (prefix + text.utf8.count + 1) % 64) + "\n"
    let length = text.utf8.count
    return NPY.magic + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + Array(text.utf8)
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }
}

extension NPYHeader {
  /// What is wrong with a header.
  struct Problem: Error {
    let found: String
    let wanted: String
    /// Whether NumPy would take it.
    var isUnsupported = false
  }

  /// Reads the description: one dictionary of three known keys, in any order, and nothing else.
  init(parsing bytes: [UInt8]) throws(Problem) {
    var parser = NPYHeaderParser(bytes)
    var descriptor: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try parser.expect("{")
    while !parser.skip("}") {
      let key = try parser.string(of: "a key")
      try parser.expect(":")
      switch key {
      case "descr" where descriptor == nil:
        guard !parser.skip("[") else {
          throw Problem(
            found: "a structured element type", wanted: NPYElement.wanted, isUnsupported: true)
        }
        descriptor = try parser.string(of: "an element type")
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try parser.truth()
      case "shape" where shape == nil: shape = try parser.sizes()
      default:
        throw Problem(
          found: "the key '\(key)' in the header",
          wanted: "'descr', 'fortran_order' and 'shape', each once")
      }
      if !parser.skip(",") {
        try parser.expect("}")
        break
      }
    }
    try parser.end()
    guard let descriptor, let isFortranOrder, let shape else {
      let missing =
        descriptor == nil ? "descr" : isFortranOrder == nil ? "fortran_order" : "shape"
      throw Problem(
        found: "a header without '\(missing)'",
        wanted: "'descr', 'fortran_order' and 'shape', each once")
    }
    self.init(descriptor: descriptor, isFortranOrder: isFortranOrder, shape: shape)
  }
}
