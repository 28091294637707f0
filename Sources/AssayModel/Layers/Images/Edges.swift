/// Amounts at the four edges of an image: `1` at each, `[2, 3]` above and below and at both sides, or each by
/// its own.
public struct Edges: Sendable, Equatable, Codable, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, CustomStringConvertible
{
  public let top, bottom, left, right: Int

  public init(top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }

  public init(integerLiteral size: Int) {
    self.init(top: size, bottom: size, left: size, right: size)
  }

  public init(arrayLiteral sizes: Int...) {
    precondition(
      sizes.count == 2,
      "Edges: \(sizes); wanted two numbers, for the height and the width, or Edges(top:bottom:left:right:)"
    )
    self.init(top: sizes[0], bottom: sizes[0], left: sizes[1], right: sizes[1])
  }

  public var description: String { "top \(top), bottom \(bottom), left \(left), right \(right)" }

  /// Whether sums of the amounts can be trusted.
  var isSensible: Bool { [top, bottom, left, right].allSatisfy { $0 >= 0 && $0 < 1 << 31 } }
}
