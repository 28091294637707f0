import AssayCore

/// The type of the elements of a dataset or an attribute.
enum ElementType: Sendable, Equatable {
  enum Padding: Sendable { case terminated, zeros, spaces }

  case integer(size: Int, signed: Bool, bigEndian: Bool)
  case float(size: Int, bigEndian: Bool)
  /// One byte, the enumeration FALSE 0, TRUE 1 that h5py makes of `bool`.
  case bool
  case text(size: Int, padding: Padding)
  /// A length and a place in a global heap.
  case variableText
  /// A type that nothing here reads: what it is.
  case other(String, size: Int)

  init(_ dtype: DType) {
    self =
      switch dtype {
      case .bool: .bool
      case .uint8: .integer(size: 1, signed: false, bigEndian: false)
      case .int8, .int16, .int32, .int64:
        .integer(size: dtype.size, signed: true, bigEndian: false)
      case .float32, .float64: .float(size: dtype.size, bigEndian: false)
      }
  }

  /// The size of one element in the file.
  var size: Int {
    switch self {
    case .integer(let size, _, _), .float(let size, _), .text(let size, _), .other(_, let size):
      size
    case .bool: 1
    case .variableText: 16
    }
  }

  var isText: Bool {
    switch self {
    case .text, .variableText: true
    default: false
    }
  }

  var name: String {
    switch self {
    case .integer(let size, let signed, _): "\(signed ? "" : "u")int\(size * 8)"
    case .float(let size, _): "float\(size * 8)"
    case .bool: "bool"
    case .text, .variableText: "string"
    case .other(let name, _): name
    }
  }

  /// The type of a tensor that holds every number of this type.
  var dtype: DType? {
    switch self {
    case .integer(1, let signed, _): signed ? .int8 : .uint8
    case .integer(2, true, _): .int16
    case .integer(4, true, _): .int32
    case .integer: .int64
    case .float(let size, _): size == 8 ? .float64 : .float32
    case .bool: .bool
    case .text, .variableText, .other: nil
    }
  }
}
