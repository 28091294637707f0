import AssayCore

extension Tensor {
  /// A copy with the axes in the opposite order.
  func transposed() -> Tensor {
    guard rank > 1, count > 0 else { return reversedView() }
    var copy = Tensor(zeros: Shape(shape.reversed()), dtype: dtype)
    copy.withUnsafeMutableBytes { target in
      withUnsafeBytes { source in
        switch dtype.size {
        case 1: transpose(source, into: target, as: UInt8.self)
        case 2: transpose(source, into: target, as: UInt16.self)
        case 4: transpose(source, into: target, as: UInt32.self)
        default: transpose(source, into: target, as: UInt64.self)
        }
      }
    }
    return copy
  }

  /// With one axis or no elements, the order of the axes is a matter of the shape alone.
  private func reversedView() -> Tensor {
    rank > 1 ? Tensor(zeros: Shape(shape.reversed()), dtype: dtype) : self
  }

  /// Fills the target from front to back. Its last axis is the source's first, the one of the
  /// largest stride; `index` counts the source's other axes, the second one fastest.
  private func transpose<Word: BitwiseCopyable>(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, as: Word.Type
  ) {
    let from = source.assumingMemoryBound(to: Word.self)
    let to = target.assumingMemoryBound(to: Word.self)
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 1, to: 0, by: -1) {
      strides[axis - 1] = strides[axis] * shape[axis]
    }
    let inner = shape[0]
    let innerStride = strides[0]
    var index = [Int](repeating: 0, count: rank)
    var offset = 0
    for start in stride(from: 0, to: count, by: inner) {
      for i in 0..<inner { to[start + i] = from[offset + i * innerStride] }
      for axis in 1..<rank {
        index[axis] += 1
        offset += strides[axis]
        if index[axis] < shape[axis] { break }
        offset -= index[axis] * strides[axis]
        index[axis] = 0
      }
    }
  }
}
