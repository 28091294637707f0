/// The type of a tensor's elements, known at run time.
///
/// Models compute in `float32`; the others are data and labels.
public enum DType: String, Sendable, Codable, CaseIterable, CustomStringConvertible {
  case bool, uint8, int8, int16, int32, int64, float32, float64

  /// The size of one element in bytes.
  public var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .int16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  /// Whether the elements are floating-point numbers.
  public var isFloatingPoint: Bool { self == .float32 || self == .float64 }

  /// The name NumPy and Keras use: `float32`, `int64`, `bool`.
  public var description: String { rawValue }
}

/// A Swift type that a ``Tensor`` can hold.
public protocol Scalar: Sendable {
  static var dtype: DType { get }
}

extension Bool: Scalar { public static var dtype: DType { .bool } }
extension UInt8: Scalar { public static var dtype: DType { .uint8 } }
extension Int8: Scalar { public static var dtype: DType { .int8 } }
extension Int16: Scalar { public static var dtype: DType { .int16 } }
extension Int32: Scalar { public static var dtype: DType { .int32 } }
extension Int64: Scalar { public static var dtype: DType { .int64 } }
extension Int: Scalar { public static var dtype: DType { .int64 } }
extension Float: Scalar { public static var dtype: DType { .float32 } }
extension Double: Scalar { public static var dtype: DType { .float64 } }
