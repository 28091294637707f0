import CKernels

/// What each new place along one axis reads, for one pair of sizes.
final class ResizeTable {
  let pointer: UnsafePointer<assay_resize_axis>
  private let memory: UnsafeMutableRawPointer
  private let key: (Interpolation, Int, Int)

  init(_ interpolation: Interpolation, from: Int, to: Int) {
    key = (interpolation, from, to)
    let method = interpolation.method
    memory = .allocate(
      byteCount: assay_resize_axis_size(method, Int64(from), Int64(to)), alignment: 16)
    let axis = memory.assumingMemoryBound(to: assay_resize_axis.self)
    assay_resize_axis_fill(method, Int64(from), Int64(to), axis)
    pointer = UnsafePointer(axis)
  }

  deinit { memory.deallocate() }

  /// The places that one new place reads.
  var taps: Int { Int(pointer.pointee.taps) }

  /// Whether this is the table for these sizes.
  func serves(_ interpolation: Interpolation, from: Int, to: Int) -> Bool {
    key == (interpolation, from, to)
  }
}
