import AssayCore
import CKernels

/// Convolutions by windows of 3 × 3 with a quarter of the products.
extension Convolution {
  /// Whether the op takes this way: its windows are 3 × 3 and pass pixel by pixel, and the products saved
  /// outweigh the way of image and kernel to the points where they are multiplied, and back.
  package func isWinograd(batchSize: Int) -> Bool {
    guard geometry.hasWinograd else { return false }
    if let prefersWinograd { return prefersWinograd }
    // Measured, oneDNN wins at 8 channels, where a tile is not half full, and where there are fewer than
    // a dozen of them to a kernel.
    return min(geometry.image.channels, geometry.result.channels) >= 16
      && geometry.result.height * geometry.result.width >= 8 * geometry.tiles
      && batchSize * geometry.tiles >= 16
  }

  func planWinograd(_ node: Node, _ planner: inout Planner) {
    let threads = planner.threads(forOperations: operations(node, batchSize: planner.batchSize))
    let work = threads > 1 ? Int.max : 0
    let sizes = planner.scratch(bytes: MemoryLayout<assay_winograd>.stride)
    let form = sizes.bindMemory(to: assay_winograd.self, capacity: 1)
    form.initialize(to: geometry.winograd(batchSize: planner.batchSize))
    let way = Int32(direction.winograd)
    func evaluateKernel(_ kernel: Node) {
      if planner.isConstant(kernel) {
        form.pointee.points = planner.scratch(
          bytes: Int(assay_winograd_points_bytes(form, way)))
      }
      planner.call(
        assay_winograd_kernel, [planner.buffer(kernel), sizes], sizes: [Int(way)], work: work,
        onlyReading: kernel)
    }
    let inputs = node.inputs.map(planner.buffer)
    switch direction {
    case .forward:
      evaluateKernel(node.inputs[1])
      planner.call(
        assay_winograd_forward,
        [inputs[0], planner.buffer(node), sizes, inputs.count > 2 ? inputs[2] : nil, inputs[1]],
        sizes: [],
        settings: [bounds?.lowerBound ?? -.infinity, bounds?.upperBound ?? .infinity], work: work)
    case .toInput:
      evaluateKernel(node.inputs[1])
      planner.call(
        assay_winograd_to_input, [inputs[0], planner.buffer(node), sizes, nil, inputs[1]],
        sizes: [], work: work)
    case .toKernel:
      planner.call(
        assay_winograd_to_kernel, [inputs[0], inputs[1], planner.buffer(node), sizes], sizes: [],
        work: work)
    }
    let bytes = Int(assay_winograd_scratch_bytes(form, way, Int32(threads)))
    withUnsafeMutablePointer(to: &form.pointee.scratch) {
      planner.shareScratch(bytes: bytes, at: $0)
    }
  }
}

extension Convolution.Direction {
  fileprivate var winograd: Int {
    switch self {
    case .forward: Int(ASSAY_WINOGRAD_FORWARD)
    case .toInput: Int(ASSAY_WINOGRAD_TO_INPUT)
    case .toKernel: Int(ASSAY_WINOGRAD_TO_KERNEL)
    }
  }
}

extension ConvolutionGeometry {
  /// Whether there is such a way at all.
  fileprivate var hasWinograd: Bool {
    groups == 1
      && [rows, columns].allSatisfy { $0.size == 3 && $0.stride == 1 && $0.dilation == 1 }
      && result.height > 0 && result.width > 0
  }

  /// The tiles of 4 × 4 that a result is cut into.
  fileprivate var tiles: Int { (result.height + 3) / 4 * ((result.width + 3) / 4) }

  fileprivate func winograd(batchSize: Int) -> assay_winograd {
    assay_winograd(
      batch: Int64(batchSize), height: Int64(image.height), width: Int64(image.width),
      channels: Int64(image.channels), rows: Int64(result.height), columns: Int64(result.width),
      filters: Int64(result.channels), top: Int64(rows.before), left: Int64(columns.before),
      points: nil, scratch: nil)
  }
}
