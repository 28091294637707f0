/// The size of a tensor along each axis, stored inline so that slicing allocates nothing.
///
///     let shape: Shape = [32, 8, 8]
///     shape.count      // 3 axes
///     shape.elements   // 2048
///
/// An axis of size ``free`` is not known before a batch is seen; it prints as `batch`.
///
/// - Range: at most 8 axes, each 0 or more, or ``free``.
public struct Shape: Hashable, Sendable, RandomAccessCollection, ExpressibleByArrayLiteral {
  /// The size of an axis that a batch decides.
  public static let free = -1
  /// The most axes a shape can have.
  public static let maximumRank = 8

  private var sizes: SIMD8<Int> = .zero
  private var rank: Int = 0

  /// A shape of sizes that the program itself chose; more than 8 is a mistake in the program.
  public init(_ sizes: some Sequence<Int>) {
    for size in sizes {
      precondition(rank < Shape.maximumRank, "Shape: more than \(Shape.maximumRank) axes")
      precondition(size >= Shape.free, "Shape: an axis of size \(size)")
      self.sizes[rank] = size
      rank += 1
    }
  }

  public init(arrayLiteral sizes: Int...) { self.init(sizes) }

  /// A shape that came from outside.
  ///
  /// - Throws: ``ShapeError`` for a negative size, too many axes, or more bytes than can be addressed.
  public init(checking sizes: [Int], elementSize: Int = 8) throws {
    guard sizes.count <= Shape.maximumRank else { throw ShapeError.rankTooHigh(sizes) }
    var bytes = elementSize
    for size in sizes {
      guard size >= 0 else { throw ShapeError.negativeSize(sizes) }
      let (product, overflow) = bytes.multipliedReportingOverflow(by: Swift.max(size, 1))
      guard !overflow, product < Int(1) << 56 else { throw ShapeError.tooLarge(sizes) }
      bytes = product
    }
    self.init(sizes)
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { rank }

  public subscript(axis: Int) -> Int {
    get {
      precondition(axis >= 0 && axis < rank, "Shape: axis \(axis) of \(self)")
      return sizes[axis]
    }
    set {
      precondition(axis >= 0 && axis < rank, "Shape: axis \(axis) of \(self)")
      sizes[axis] = newValue
    }
  }

  /// The size of the last axis, 1 for a scalar.
  public var lastSize: Int { rank == 0 ? 1 : sizes[rank - 1] }

  /// The number of elements: the product of the sizes, 1 for a scalar.
  public var elements: Int {
    var product = 1
    for axis in 0..<rank { product *= sizes[axis] }
    return product
  }

  /// The number of rows of the last axis: the product of every size but the last.
  public var rows: Int { dropLast().reduce(1, *) }

  /// Whether no axis is ``free``.
  public var isStatic: Bool { !contains(Shape.free) }

  /// The shape of one sample: all axes but the first.
  public var sample: Shape { Shape(dropFirst()) }

  /// This shape with another first axis.
  public func withFirst(_ size: Int) -> Shape {
    var copy = self
    copy[0] = size
    return copy
  }

  /// This shape with another last axis.
  public func withLast(_ size: Int) -> Shape {
    var copy = self
    copy[rank - 1] = size
    return copy
  }
}

extension Shape: CustomStringConvertible {
  public var description: String {
    "[" + map { $0 == Shape.free ? "batch" : String($0) }.joined(separator: ", ") + "]"
  }
}

extension Shape: Codable {
  public init(from decoder: any Decoder) throws {
    let sizes = try decoder.singleValueContainer().decode([Int?].self)
    _ = try Shape(checking: sizes.map { $0 ?? 1 })
    self.init(sizes.map { $0 ?? Shape.free })
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(map { $0 == Shape.free ? nil : $0 })
  }
}

/// A shape from outside that no tensor can have.
public enum ShapeError: Error, Equatable, CustomStringConvertible {
  case rankTooHigh([Int])
  case negativeSize([Int])
  case tooLarge([Int])
  case elementCount(shape: Shape, elements: Int)

  public var description: String {
    switch self {
    case .rankTooHigh(let sizes):
      "shape \(sizes) has \(sizes.count) axes; at most \(Shape.maximumRank) are supported"
    case .negativeSize(let sizes): "shape \(sizes) has a negative size"
    case .tooLarge(let sizes): "shape \(sizes) has more elements than memory can address"
    case .elementCount(let shape, let elements):
      "shape \(shape) has \(shape.elements) elements, but \(elements) were given"
    }
  }
}
