/// An array of numbers in memory: contiguous, row-major, its element type known at run time.
///
///     let x = Tensor([[1, 2, 3], [4, 5, 6]] as [[Float]])
///     x.shape                  // [2, 3]
///     x[rows: 1..<2]           // [[4, 5, 6]], the same memory
///
/// A tensor is a value: a copy shares memory until one of them is written.
public struct Tensor: Sendable {
  /// The size along each axis; static.
  public private(set) var shape: Shape
  /// The type of the elements.
  public let dtype: DType

  private var storage: TensorStorage
  private var byteOffset: Int

  private init(storage: TensorStorage, byteOffset: Int, shape: Shape, dtype: DType) {
    self.storage = storage
    self.byteOffset = byteOffset
    self.shape = shape
    self.dtype = dtype
  }

  /// A tensor of zeros.
  public init(zeros shape: Shape, dtype: DType = .float32) {
    precondition(shape.isStatic, "Tensor: a shape with a free axis, \(shape)")
    self.init(
      storage: TensorStorage(byteCount: shape.elements * dtype.size), byteOffset: 0, shape: shape,
      dtype: dtype)
  }

  /// A tensor of the given numbers, row by row.
  ///
  /// - Throws: ``ShapeError/elementCount(shape:elements:)``.
  public init<S: Scalar>(_ scalars: [S], shape: Shape) throws {
    guard scalars.count == shape.elements else {
      throw ShapeError.elementCount(shape: shape, elements: scalars.count)
    }
    self.init(zeros: shape, dtype: S.dtype)
    scalars.withUnsafeBytes {
      if let base = $0.baseAddress { storage.pointer.copyMemory(from: base, byteCount: $0.count) }
    }
  }

  /// A tensor of one axis.
  public init<S: Scalar>(_ scalars: [S]) {
    self.init(zeros: [scalars.count], dtype: S.dtype)
    scalars.withUnsafeBytes {
      if let base = $0.baseAddress { storage.pointer.copyMemory(from: base, byteCount: $0.count) }
    }
  }

  /// A view of memory that `owner` keeps alive and may rewrite between uses.
  package init(
    viewing pointer: UnsafeMutableRawPointer, owner: AnyObject, shape: Shape, dtype: DType
  ) {
    self.init(
      storage: TensorStorage(
        viewing: pointer, byteCount: shape.elements * dtype.size, owner: owner),
      byteOffset: 0, shape: shape, dtype: dtype)
  }

  /// Takes the viewed memory back before its owner rewrites it.
  ///
  /// Where somebody kept a copy of this tensor, the copy gets memory of its own first, so that it stays
  /// the value it was.
  package mutating func endLending() {
    guard storage.isView, !isKnownUniquelyReferenced(&storage) else { return }
    storage = storage.detach()
  }

  /// The number of elements.
  public var count: Int { shape.elements }
  /// The number of axes.
  public var rank: Int { shape.count }
  /// The number of rows: the size of the first axis, 1 for a scalar.
  public var rowCount: Int { shape.isEmpty ? 1 : shape[0] }

  /// The rows in `range` as a view: the same memory, nothing copied.
  public subscript(rows range: Range<Int>) -> Tensor {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rowCount,
      "Tensor: rows \(range) of \(rowCount)")
    let rowBytes = shape.sample.elements * dtype.size
    return Tensor(
      storage: storage, byteOffset: byteOffset + range.lowerBound * rowBytes,
      shape: shape.withFirst(range.count), dtype: dtype)
  }

  /// The same elements in memory of their own.
  package func copy() -> Tensor {
    var copy = Tensor(zeros: shape, dtype: dtype)
    copy.withUnsafeMutableBytes { target in withUnsafeBytes { target.copyMemory(from: $0) } }
    return copy
  }

  /// The same elements under another shape.
  ///
  /// - Throws: ``ShapeError/elementCount(shape:elements:)``.
  public func reshaped(_ shape: Shape) throws -> Tensor {
    guard shape.isStatic, shape.elements == count else {
      throw ShapeError.elementCount(shape: shape, elements: count)
    }
    var copy = self
    copy.shape = shape
    return copy
  }

  /// Calls `body` with the elements' bytes.
  public func withUnsafeBytes<R, E>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    defer { withExtendedLifetime(storage) {} }
    return try body(
      UnsafeRawBufferPointer(start: storage.pointer + byteOffset, count: count * dtype.size))
  }

  /// Calls `body` with the elements; `S` must be the type of this tensor.
  public func withUnsafeScalars<S: Scalar, R, E>(
    of type: S.Type, _ body: (UnsafeBufferPointer<S>) throws(E) -> R
  ) throws(E) -> R {
    precondition(S.dtype == dtype, "Tensor: a tensor of \(dtype) read as \(S.dtype)")
    defer { withExtendedLifetime(storage) {} }
    let start = UnsafeRawPointer(storage.pointer + byteOffset).assumingMemoryBound(to: S.self)
    return try body(UnsafeBufferPointer(start: start, count: count))
  }

  /// Calls `body` with bytes that it may write; a shared tensor is copied first.
  public mutating func withUnsafeMutableBytes<R, E>(
    _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    if !isKnownUniquelyReferenced(&storage) || storage.isView {
      let copy = TensorStorage(byteCount: count * dtype.size)
      withUnsafeBytes { bytes in
        if let base = bytes.baseAddress, !bytes.isEmpty {
          copy.pointer.copyMemory(from: base, byteCount: bytes.count)
        }
      }
      storage = copy
      byteOffset = 0
    }
    defer { withExtendedLifetime(storage) {} }
    return try body(
      UnsafeMutableRawBufferPointer(
        start: storage.pointer + byteOffset, count: count * dtype.size))
  }

  /// The elements, row by row; `S` must be the type of this tensor.
  public func scalars<S: Scalar>(of type: S.Type) -> [S] {
    withUnsafeScalars(of: S.self) { Array($0) }
  }

  /// The elements as `Double`, whatever their type; integers beyond 2⁵³ are rounded.
  public var doubles: [Double] {
    (0..<count).map { self.double(at: $0) }
  }

  /// One element as `Double`, counted row by row.
  public func double(at index: Int) -> Double {
    precondition(index >= 0 && index < count, "Tensor: element \(index) of \(count)")
    return withUnsafeBytes { bytes in
      func load<S>(_: S.Type) -> S { bytes.load(fromByteOffset: index * dtype.size, as: S.self) }
      return switch dtype {
      case .bool, .uint8: Double(load(UInt8.self))
      case .int8: Double(load(Int8.self))
      case .int16: Double(load(Int16.self))
      case .int32: Double(load(Int32.self))
      case .int64: Double(load(Int64.self))
      case .float32: Double(load(Float.self))
      case .float64: load(Double.self)
      }
    }
  }
}

extension Tensor: Equatable {
  /// Whether type, shape and every bit of every element are the same.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    guard a.dtype == b.dtype, a.shape == b.shape else { return false }
    return a.withUnsafeBytes { x in b.withUnsafeBytes { y in x.elementsEqual(y) } }
  }
}

extension Tensor: CustomStringConvertible {
  public var description: String { "Tensor \(shape) \(dtype)" }
}

/// The memory of one or more tensors, 64-byte aligned so that every kernel may assume it.
private final class TensorStorage: @unchecked Sendable {
  // Written only through a uniquely referenced `Tensor`, or by the owner of a view, which is used
  // from one thread.
  private(set) var pointer: UnsafeMutableRawPointer
  private let byteCount: Int
  private var owner: AnyObject?
  var isView: Bool { owner != nil }

  init(byteCount: Int) {
    self.byteCount = byteCount
    owner = nil
    pointer = TensorStorage.allocate(byteCount)
    pointer.initializeMemory(as: UInt8.self, repeating: 0, count: max(byteCount, 64))
  }

  init(viewing pointer: UnsafeMutableRawPointer, byteCount: Int, owner: AnyObject) {
    self.pointer = pointer
    self.byteCount = byteCount
    self.owner = owner
  }

  deinit { if owner == nil { pointer.deallocate() } }

  /// Makes this view a copy that owns its memory, and returns a new view of the old memory.
  func detach() -> TensorStorage {
    guard let owner else { return self }
    let view = TensorStorage(viewing: pointer, byteCount: byteCount, owner: owner)
    let memory = TensorStorage.allocate(byteCount)
    memory.copyMemory(from: pointer, byteCount: byteCount)
    pointer = memory
    self.owner = nil
    return view
  }

  private static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
    .allocate(byteCount: max(byteCount, 64), alignment: 64)
  }
}
