import AssayCore

/// An element type of npy files: how NumPy spells it, and what it becomes here.
///
/// float16 becomes float32; unsigned integers become the next wider signed one, and uint64 becomes
/// int64 where its numbers fit.
struct NPYElement: Equatable {
  /// The kinds of number on disk.
  enum Kind: String {
    case bool = "b1"
    case uint8 = "u1"
    case uint16 = "u2"
    case uint32 = "u4"
    case uint64 = "u8"
    case int8 = "i1"
    case int16 = "i2"
    case int32 = "i4"
    case int64 = "i8"
    case float16 = "f2"
    case float32 = "f4"
    case float64 = "f8"
  }

  let kind: Kind
  let isBigEndian: Bool

  static let wanted = "numbers of type bool, int, uint or float, of up to 64 bits"

  /// Reads NumPy's spelling: `<f4`, `>i8`, `|u1`.
  init(_ descriptor: String) throws(NPYHeader.Problem) {
    let order = descriptor.first
    guard let kind = Kind(rawValue: String(descriptor.dropFirst())),
      order == "<" || order == ">" || (order == "|" && kind.size == 1)
    else {
      let name = NPYElement.refusedName(descriptor).map { " (\($0))" } ?? ""
      throw .init(
        found: "elements of type '\(descriptor)'\(name)", wanted: NPYElement.wanted,
        isUnsupported: true)
    }
    self.kind = kind
    isBigEndian = order == ">" && kind.size > 1
  }

  /// How NumPy spells the type of a tensor.
  static func descriptor(of dtype: DType) -> String {
    switch dtype {
    case .bool: "|b1"
    case .uint8: "|u1"
    case .int8: "|i1"
    case .int16: "<i2"
    case .int32: "<i4"
    case .int64: "<i8"
    case .float32: "<f4"
    case .float64: "<f8"
    }
  }

  private static func refusedName(_ descriptor: String) -> String? {
    switch descriptor.dropFirst().first {
    case "O": "Python objects"
    case "U": "text"
    case "S", "a": "byte strings"
    case "V": "raw or structured bytes"
    case "c": "complex numbers"
    case "M": "dates"
    case "m": "time spans"
    case "f": "long floating-point numbers"
    default: nil
    }
  }
}

extension NPYElement.Kind {
  /// The size of one element on disk.
  var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// What a tensor holds it as; never smaller than on disk.
  var dtype: DType {
    switch self {
    case .bool: .bool
    case .uint8: .uint8
    case .int8: .int8
    case .int16: .int16
    case .uint16, .int32: .int32
    case .uint32, .uint64, .int64: .int64
    case .float16, .float32: .float32
    case .float64: .float64
    }
  }
}
