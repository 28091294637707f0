import AssayCore
import CKernels

/// Convolutions of every channel with a kernel of its own, by kernels of ours: 3 by 3 without holes, by strides
/// of 1 and 2, which is what networks for small machines are made of. All others are oneDNN's.
extension Convolution {
  /// Whether the loops of our own know this convolution.
  var isDepthwise: Bool {
    let (channels, stride) = (geometry.image.channels, geometry.rows.stride)
    // With few channels besides whole vectors, oneDNN is faster.
    return (channels % 16 == 0 || channels >= 100) && geometry.groups == channels
      && geometry.result.channels == channels
      && (1...2).contains(stride)
      && [geometry.rows, geometry.columns].allSatisfy {
        $0.size == 3 && $0.dilation == 1 && $0.stride == stride && $0.before >= 0
      }
  }

  func planDepthwise(_ node: Node, _ planner: inout Planner) {
    planDepthwise(
      node.inputs.map(planner.buffer), to: planner.buffer(node), batchSize: planner.batchSize,
      &planner)
  }

  /// Appends the convolution of some images: inputs and result begin with theirs.
  func planDepthwise(
    _ inputs: [UnsafeMutableRawPointer], to out: UnsafeMutableRawPointer, batchSize: Int,
    _ planner: inout Planner
  ) {
    let channels = geometry.image.channels
    let sizes = planner.scratch(bytes: MemoryLayout<assay_depthwise>.stride)
    sizes.bindMemory(to: assay_depthwise.self, capacity: 1).initialize(to: geometry.depthwise)
    let zeros = planner.scratch(bytes: channels * MemoryLayout<Float>.stride)
    let work = batchSize * geometry.image.height * geometry.image.width * channels
    switch direction {
    case .forward:
      planner.call(
        assay_depthwise_forward,
        [inputs[0], inputs[1], inputs.count > 2 ? inputs[2] : nil, out, sizes, zeros],
        sizes: [batchSize],
        settings: [bounds?.lowerBound ?? -.infinity, bounds?.upperBound ?? .infinity],
        work: work)
    case .toInput:
      planner.call(
        assay_depthwise_to_input, [inputs[0], inputs[1], out, sizes, zeros],
        sizes: [batchSize], work: work)
    case .toKernel:
      let sums = planner.scratch(
        bytes: Int(assay_depthwise_scratch(Int64(channels), Int32(planner.threads))))
      planner.call(
        assay_depthwise_to_kernel, [inputs[0], inputs[1], out, sizes, zeros, sums],
        sizes: [batchSize], work: work)
    }
  }
}

extension ConvolutionGeometry {
  /// The sizes as the kernels take them.
  fileprivate var depthwise: assay_depthwise {
    assay_depthwise(
      height: Int64(image.height), width: Int64(image.width), rows: Int64(result.height),
      columns: Int64(result.width), channels: Int64(image.channels), stride: Int64(rows.stride),
      top: Int64(rows.before), left: Int64(columns.before))
  }
}
