import AssayCore
import AssayModel

// What layers are made with, in ranges in which nothing overflows.
extension KerasConfig {
  /// The largest kernel, stride, dilation, pool and padding.
  static let largestWindow = 1 << 20

  /// A finite number.
  func finite(
    _ name: String, _ standard: Float? = nil,
    in range: ClosedRange<Float> = -Float.greatestFiniteMagnitude...Float.greatestFiniteMagnitude
  ) throws -> Float {
    guard let found = try optionalFinite(name, in: range) ?? standard else {
      throw missing(name, wanted: "a number")
    }
    return found
  }

  /// The same; `nil` where there is none.
  func optionalFinite(
    _ name: String,
    in range: ClosedRange<Float> = -Float.greatestFiniteMagnitude...Float.greatestFiniteMagnitude
  ) throws -> Float? {
    guard let value = known(name) else { return nil }
    guard let number = KerasConfig.number(value).map({ Float($0) }), range.contains(number) else {
      let isAny = range.upperBound == .greatestFiniteMagnitude
      let wanted =
        isAny
        ? "a finite number" + (range.lowerBound == 0 ? " of 0 or more" : "")
        : "a number in \(range)"
      throw wrong(name, value, wanted: wanted)
    }
    return number
  }

  /// The probability that something is dropped.
  func rate(_ name: String, _ standard: Float? = nil) throws -> Float {
    let value = known(name)
    guard let found = try optionalFinite(name) ?? standard else {
      throw missing(name, wanted: "a rate in 0..<1")
    }
    guard found >= 0, found < 1 else { throw wrong(name, value, wanted: "a rate in 0..<1") }
    return found
  }

  /// Finite numbers; `nil` where there are none.
  func finites(_ name: String) throws -> [Float]? {
    let value = known(name)
    guard let found = try numbers(name)?.map({ Float($0) }) else { return nil }
    guard !found.isEmpty, found.allSatisfy(\.isFinite) else {
      throw wrong(name, value, wanted: "finite numbers, one or more")
    }
    return found
  }

  /// A range from two numbers; of one alone by `around`; `nil` where there is none.
  func range(
    _ name: String, within wanted: ClosedRange<Float>,
    of around: (Float) -> ClosedRange<Float> = { -abs($0)...abs($0) }
  ) throws -> ClosedRange<Float>? {
    let value = known(name)
    guard let found = try numbers(name)?.map({ Float($0) }) else { return nil }
    guard found.count == 1 || found.count == 2, found.allSatisfy({ wanted.contains($0) }),
      found[0] <= found[found.count - 1]
    else {
      throw self.wrong(
        name, value, wanted: "one number or two, the second not below the first, in \(wanted)")
    }
    return found.count == 1 ? around(found[0]) : found[0]...found[1]
  }

  /// A size of a window, or its stride or dilation, along one axis.
  func length(_ name: String, _ standard: Int? = nil) throws -> Int {
    guard
      let found = try ints(name, count: 1, in: 1...KerasConfig.largestWindow)?.first ?? standard
    else { throw missing(name, wanted: "a whole number in \(1...KerasConfig.largestWindow)") }
    return found
  }

  /// The same along the height and the width.
  func extent(_ name: String, _ standard: Extent? = nil) throws -> Extent {
    guard let found = try optionalExtent(name) ?? standard else {
      throw missing(name, wanted: "two whole numbers in \(1...KerasConfig.largestWindow)")
    }
    return found
  }

  func optionalExtent(
    _ name: String, in range: ClosedRange<Int> = 1...KerasConfig.largestWindow
  ) throws -> Extent? {
    try ints(name, count: 2, in: range).map { Extent($0[0], $0[1]) }
  }

  /// Axes of a shape, one or more; `nil` where there are none.
  func axes(_ name: String) throws -> [Int]? {
    let value = known(name)
    let found = try ints(name, in: -Shape.maximumRank...Shape.maximumRank)
    guard found?.isEmpty != true, found.map({ $0.count <= Shape.maximumRank }) ?? true else {
      throw wrong(name, value, wanted: "1 to \(Shape.maximumRank) axes")
    }
    return found
  }

  func axis(_ name: String, _ standard: Int) throws -> Int {
    // Older files have one axis as a list.
    let value = known(name)
    let found = try axes(name) ?? [standard]
    guard found.count == 1 else { throw wrong(name, value, wanted: "one axis") }
    return found[0]
  }

  /// Any whole number, as a seed.
  func seed() throws -> Int? {
    // Keras draws one where none was given, perhaps an object of its own.
    if case .object? = known("seed") { return nil }
    return try optionalInt("seed", in: 0...Int.max)
  }

  /// The shape of a mask of dropout: sizes, and null for that of the input.
  func noiseShape() throws -> [Int?]? {
    guard let value = known("noise_shape") else { return nil }
    let wanted = "at most \(Shape.maximumRank) sizes, null where they are the input's"
    guard case .array(let sizes) = value, sizes.count <= Shape.maximumRank else {
      throw wrong("noise_shape", value, wanted: wanted)
    }
    return try sizes.map { size in
      if size == .null { return nil }
      guard let number = KerasConfig.int(size), (1...KerasConfig.largest).contains(number) else {
        throw wrong("noise_shape", value, wanted: wanted)
      }
      return number
    }
  }

  /// - Throws: ``KerasFileError`` for any value but those that change nothing here; null is one of them.
  func only(_ name: String, _ harmless: JSON..., because: String? = nil) throws {
    guard let value = known(name), !harmless.contains(value) else { return }
    let list = (harmless.isEmpty ? [.null] : harmless).map { $0.line(.words) }
    throw wrong(
      name, value, wanted: list.joined(separator: " or ") + (because.map { ": " + $0 } ?? ""))
  }
}

extension JSON {
  static func noiseShape(_ shape: [Int?]?) -> JSON {
    shape.map { .array($0.map { $0.map { .integer($0) } ?? .null }) } ?? .null
  }

  static func optional(_ number: Int?) -> JSON { number.map { .integer($0) } ?? .null }
  static func optional(_ number: Float?) -> JSON { number.map { .float($0) } ?? .null }
  static func floats(_ numbers: [Float]) -> JSON { .array(numbers.map { .float($0) }) }
  static func extent(_ extent: Extent) -> JSON { .integers([extent.height, extent.width]) }
  static func range(_ range: ClosedRange<Float>) -> JSON {
    floats([range.lowerBound, range.upperBound])
  }
  /// One axis alone, or several as a list.
  static func axes(_ axes: [Int]) -> JSON { axes.count == 1 ? .integer(axes[0]) : .integers(axes) }
}
