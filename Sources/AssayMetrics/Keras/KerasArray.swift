import AssayCore

/// A small array with the arithmetic of Keras's tensors: broadcasting, and rounding to `float32` after
/// every operation unless the numbers are `float64`.
///
/// Made for saying what Keras would say, not for speed.
struct KerasArray: Equatable {
  var shape: [Int]
  var data: [Double]
  /// Whether the numbers are kept as doubles.
  var isWide = false

  init(shape: [Int], data: [Double], isWide: Bool = false) {
    self.shape = shape
    self.data = isWide ? data : data.map { Double(Float($0)) }
    self.isWide = isWide
  }

  init(_ tensor: Tensor) {
    self.init(
      shape: Array(tensor.shape), data: tensor.doubles, isWide: tensor.dtype == .float64)
  }

  init(scalar: Double) { self.init(shape: [], data: [scalar]) }

  var rank: Int { shape.count }
  var count: Int { data.count }
  var last: Int { shape.last ?? 1 }

  /// These numbers as another array's are kept.
  func cast(as other: KerasArray) -> KerasArray {
    KerasArray(shape: shape, data: data, isWide: other.isWide)
  }

  /// As `float32`.
  var narrow: KerasArray { KerasArray(shape: shape, data: data) }

  func map(_ body: (Double) -> Double) -> KerasArray {
    KerasArray(shape: shape, data: data.map(body), isWide: isWide)
  }

  /// One of two and the other, element by element, broadcast as NumPy does.
  ///
  /// - Throws: ``MetricError/keras(_:)`` where Keras would.
  func zip(
    _ other: KerasArray, _ body: (Double, Double) -> Double
  ) throws -> KerasArray {
    let shape = try KerasArray.broadcast(self.shape, other.shape)
    let a = try broadcast(to: shape)
    let b = try other.broadcast(to: shape)
    return KerasArray(
      shape: shape, data: Swift.zip(a.data, b.data).map(body), isWide: isWide || other.isWide)
  }

  static func broadcast(_ a: [Int], _ b: [Int]) throws -> [Int] {
    let rank = max(a.count, b.count)
    return try (0..<rank).map { axis in
      let x = axis < rank - a.count ? 1 : a[axis - (rank - a.count)]
      let y = axis < rank - b.count ? 1 : b[axis - (rank - b.count)]
      guard x == y || x == 1 || y == 1 else {
        throw MetricError.keras("shapes \(Shape(a)) and \(Shape(b)) cannot be broadcast")
      }
      return x == 1 ? y : x
    }
  }

  func broadcast(to shape: [Int]) throws -> KerasArray {
    if shape == self.shape { return self }
    guard shape.count >= rank, try KerasArray.broadcast(self.shape, shape) == shape else {
      throw MetricError.keras("shape \(Shape(self.shape)) cannot be broadcast to \(Shape(shape))")
    }
    let lead = shape.count - rank
    var strides = [Int](repeating: 0, count: shape.count)
    var stride = 1
    for axis in self.shape.indices.reversed() {
      strides[lead + axis] = self.shape[axis] == 1 ? 0 : stride
      stride *= self.shape[axis]
    }
    let total = shape.reduce(1, *)
    var result = [Double](repeating: 0, count: total)
    var place = [Int](repeating: 0, count: shape.count)
    var at = 0
    for index in 0..<total {
      result[index] = data[at]
      for axis in shape.indices.reversed() {
        place[axis] += 1
        at += strides[axis]
        if place[axis] < shape[axis] { break }
        at -= strides[axis] * shape[axis]
        place[axis] = 0
      }
    }
    return KerasArray(shape: shape, data: result, isWide: isWide)
  }

  func reshaped(_ shape: [Int]) -> KerasArray {
    var copy = self
    copy.shape = shape
    return copy
  }

  var flat: KerasArray { reshaped([count]) }

  /// An axis counted from the front.
  func axis(_ axis: Int) throws -> Int {
    let found = axis < 0 ? axis + rank : axis
    guard found >= 0, found < rank else {
      throw MetricError.keras("axis \(axis) of an array of shape \(Shape(shape))")
    }
    return found
  }

  /// What `body` makes of the elements along an axis.
  func reduce(
    _ axis: Int, keepsAxis: Bool = false, _ body: ([Double]) -> Double
  ) throws -> KerasArray {
    let axis = try self.axis(axis)
    let length = shape[axis]
    let inner = shape[(axis + 1)...].reduce(1, *)
    let outer = shape[..<axis].reduce(1, *)
    var result: [Double] = []
    result.reserveCapacity(outer * inner)
    var line = [Double](repeating: 0, count: length)
    for o in 0..<outer {
      for i in 0..<inner {
        for l in 0..<length { line[l] = data[(o * length + l) * inner + i] }
        result.append(body(line))
      }
    }
    var shape = shape
    if keepsAxis { shape[axis] = 1 } else { shape.remove(at: axis) }
    return KerasArray(shape: shape, data: result, isWide: isWide)
  }

  func sum(_ axis: Int, keepsAxis: Bool = false) throws -> KerasArray {
    try reduce(axis, keepsAxis: keepsAxis) { $0.reduce(0, +) }
  }

  func mean(_ axis: Int, keepsAxis: Bool = false) throws -> KerasArray {
    try reduce(axis, keepsAxis: keepsAxis) { $0.reduce(0, +) / Double($0.count) }
  }

  /// The place of the greatest along the last axis, the first of equals; a NaN is never greater.
  func argmax(_ axis: Int = -1) throws -> KerasArray {
    try reduce(axis) { line in
      var best = 0
      var greatest = -Double.infinity
      for (place, x) in line.enumerated() where x > greatest {
        greatest = x
        best = place
      }
      return Double(best)
    }
  }

  /// The sum of all.
  var total: Double { data.reduce(0, +) }

  /// Both with one rank: a last axis of one is added or dropped.
  static func aligned(
    _ a: KerasArray, _ b: KerasArray, expandsRank1: Bool = true
  ) -> (KerasArray, KerasArray) {
    var (a, b) = (a, b)
    if a.rank == b.rank + 1, a.shape.last == 1 {
      if b.rank == 1, expandsRank1 { b.shape.append(1) } else { a.shape.removeLast() }
    } else if b.rank == a.rank + 1, b.shape.last == 1 {
      if a.rank == 1, expandsRank1 { a.shape.append(1) } else { b.shape.removeLast() }
    }
    return (a, b)
  }

  /// A figure, or an array of them.
  var value: MetricValue {
    shape.isEmpty ? .scalar(data[0]) : .array(Shape(shape), data.map { $0 })
  }
}

/// `a / b`, and 0 where b is 0.
func divideNoNaN(_ a: Double, _ b: Double) -> Double { b == 0 ? 0 : a / b }
