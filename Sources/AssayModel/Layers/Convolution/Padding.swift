/// What a window meets beyond the edge of an image or a sequence.
///
/// - Source: `padding` of Keras's layers.
public enum Padding: String, Sendable, Codable {
  /// Nothing: only whole windows count.
  case valid
  /// Zeros, so many that a stride of 1 keeps the size; of an odd number the greater part comes last.
  case same
  /// Zeros before the first step only, so that no step sees a later one; of sequences alone.
  case causal
}

/// A height and a width: `3` for both, or `[3, 5]`.
public struct Extent: Sendable, Equatable, Codable, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, CustomStringConvertible
{
  public let height: Int
  public let width: Int

  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }

  public init(integerLiteral size: Int) { self.init(size, size) }

  public init(arrayLiteral sizes: Int...) {
    precondition(
      sizes.count == 1 || sizes.count == 2,
      "Extent: \(sizes); wanted one number, or height and width")
    self.init(sizes[0], sizes[sizes.count - 1])
  }

  public var description: String { "[\(height), \(width)]" }

  /// Whether sums and products of the sizes can be trusted.
  var isSensible: Bool { [height, width].allSatisfy { $0 >= 1 && $0 < 1 << 31 } }
}
