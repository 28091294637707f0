import AssayCore
import CKernels

/// Copies rows of `array` to `target`, in the order of `rows`, as elements of `dtype`.
///
/// Nothing is allocated, so this runs in every step. A number that int32 cannot hold becomes the
/// nearest that it can; ``Checks`` refuses such labels before the first step.
///
/// - Parameters:
///   - rows: each in `0..<array.rowCount`.
///   - target: room for as many rows.
///   - dtype: the array's own, `float32` or `int32`.
///   - threads: the most threads that a large copy may use.
package func gather(
  rows: UnsafeBufferPointer<Int32>, of array: Tensor, into target: UnsafeMutableRawPointer,
  as dtype: DType, threads: Int = 1
) {
  guard let indices = rows.baseAddress, array.count > 0 else { return }
  precondition(
    assay_rows_inside(indices, Int64(rows.count), Int64(array.rowCount)) != 0,
    "gather: a row outside 0..<\(array.rowCount)")
  let width = array.count / array.rowCount
  array.withUnsafeBytes { bytes in
    if dtype == array.dtype {
      assay_gather(
        bytes.baseAddress, indices, Int64(rows.count), Int64(width * dtype.size), target,
        Int32(threads))
    } else {
      convert(bytes, of: array.dtype, indices, rows.count, width, into: target, as: dtype)
    }
  }
}

/// Copies the rows in `range`, as ``gather(rows:of:into:as:)`` does: one block, where nothing is
/// shuffled.
package func gather(
  range: Range<Int>, of array: Tensor, into target: UnsafeMutableRawPointer, as dtype: DType
) {
  let rows = array[rows: range]
  guard rows.count > 0 else { return }
  rows.withUnsafeBytes { bytes in
    if dtype == rows.dtype {
      target.copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
    } else {
      convert(bytes, of: rows.dtype, nil, 1, rows.count, into: target, as: dtype)
    }
  }
}

private func convert(
  _ bytes: UnsafeRawBufferPointer, of source: DType, _ rows: UnsafePointer<Int32>?, _ count: Int,
  _ width: Int, into target: UnsafeMutableRawPointer, as dtype: DType
) {
  switch dtype {
  case .float32:
    assay_gather_float32(
      bytes.baseAddress, source.kernel, rows, Int64(count), Int64(width),
      target.assumingMemoryBound(to: Float.self))
  case .int32:
    assay_gather_int32(
      bytes.baseAddress, source.kernel, rows, Int64(count), Int64(width),
      target.assumingMemoryBound(to: Int32.self))
  default:
    preconditionFailure("gather: \(source) as \(dtype); only float32 and int32 are converted to")
  }
}

extension Tensor {
  /// A copy of the given rows.
  func selecting(rows: [Int32]) -> Tensor {
    var copy = Tensor(zeros: shape.withFirst(rows.count), dtype: dtype)
    copy.withUnsafeMutableBytes { target in
      rows.withUnsafeBufferPointer {
        gather(rows: $0, of: self, into: target.baseAddress!, as: dtype)
      }
    }
    return copy
  }
}

extension DType {
  /// The C kernels' name for this type.
  var kernel: assay_dtype {
    switch self {
    case .bool: assay_bool
    case .uint8: assay_uint8
    case .int8: assay_int8
    case .int16: assay_int16
    case .int32: assay_int32
    case .int64: assay_int64
    case .float32: assay_float32
    case .float64: assay_float64
    }
  }
}
