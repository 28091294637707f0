import AssayCore
import CKernels
import COneDNN

/// The convolution of images with a kernel, by oneDNN, in Keras's layouts; one dimension has a height of 1.
///
/// - Shape: `forward` takes an image, the kernel and perhaps a bias, and gives the result; `toInput` takes a
///   result and the kernel, and gives an image; `toKernel` takes an image and a result, and gives a kernel.
/// - Gradient: the other two directions; keeps both operands.
package struct Convolution: Op {
  package enum Direction { case forward, toInput, toKernel }
  let geometry: ConvolutionGeometry
  let direction: Direction
  /// What the result is cut to; see ``fuseConvolutions(_:)``.
  var bounds: ClosedRange<Float>?
  /// Overrides the choice of ``isWinograd(batchSize:)`` where there is one.
  var prefersWinograd: Bool?

  package init(
    geometry: ConvolutionGeometry, direction: Direction, bounds: ClosedRange<Float>? = nil,
    prefersWinograd: Bool? = nil
  ) {
    self.geometry = geometry
    self.direction = direction
    self.bounds = bounds
    self.prefersWinograd = prefersWinograd
  }

  package func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let wanted: [Shape] =
      switch direction {
      case .forward: [geometry.imageShape, geometry.kernel, [geometry.result.channels]]
      case .toInput: [geometry.resultShape, geometry.kernel]
      case .toKernel: [geometry.imageShape, geometry.resultShape]
      }
    for (got, wanted) in zip(inputs, wanted) where got != wanted {
      throw .shape(where: "", got: "\(got) in a convolution", wanted: "\(wanted)")
    }
    return switch direction {
    case .forward: geometry.resultShape
    case .toInput: geometry.imageShape
    case .toKernel: geometry.kernel
    }
  }

  package func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    func apply(_ direction: Direction, _ a: Symbol, _ b: Symbol) -> Symbol {
      .apply(
        Convolution(geometry: geometry, direction: direction, prefersWinograd: prefersWinograd),
        a, b)
    }
    switch direction {
    case .forward:
      // 0 where the result was cut, by the result.
      let d =
        bounds.map { .apply(UnaryGradient(function: .reluGeneral, settings: $0.asRelu), y, dy) }
        ?? dy
      return [apply(.toInput, d, inputs[1]), apply(.toKernel, inputs[0], d), d.sum(over: 0..<3)]
    case .toInput:
      return [apply(.forward, dy, inputs[1]), apply(.toKernel, dy, inputs[0])]
    case .toKernel:
      preconditionFailure("Convolution: second derivatives are not supported")
    }
  }

  package func operations(_ node: Node, batchSize: Int) -> Int {
    AssayModel.operations(batchSize, geometry.operations)
  }

  package var isByRow: Bool { direction == .forward }

  package func plan(_ node: Node, _ planner: inout Planner) throws(ModelError) {
    if isWinograd(batchSize: planner.batchSize) {
      planWinograd(node, &planner)
    } else if isDepthwise {
      planDepthwise(node, &planner)
    } else if isProduct(node, planner) {
      try planProduct(node, &planner)
    } else {
      try planByOneDNN(node, &planner)
    }
  }

  private func planByOneDNN(_ node: Node, _ planner: inout Planner) throws(ModelError) {
    let (image, kernel, result): (Node, Node, Node) =
      switch direction {
      case .forward: (node.inputs[0], node.inputs[1], node)
      case .toInput: (node, node.inputs[1], node.inputs[0])
      case .toKernel: (node.inputs[0], node, node.inputs[1])
      }
    var convolution = geometry.convolution
    convolution.batch = Int64(planner.batchSize)
    convolution.direction = Int32(
      direction == .forward
        ? ASSAY_CONVOLUTION_FORWARD
        : direction == .toInput ? ASSAY_CONVOLUTION_TO_INPUT : ASSAY_CONVOLUTION_TO_KERNEL)
    if let bounds {
      convolution.clips = 1
      (convolution.minimum, convolution.maximum) = (bounds.lowerBound, bounds.upperBound)
    }
    convolution.image = planner.buffer(image)
    convolution.kernel = planner.buffer(kernel)
    convolution.result = planner.buffer(result)
    if direction == .forward, node.inputs.count > 2 {
      convolution.bias = planner.buffer(node.inputs[2])
    }
    let threads = planner.threads(
      forOperations: operations(node, batchSize: planner.batchSize))
    assay_set_thread_count(Int32(threads))
    var primitive: OpaquePointer?
    var reorder: OpaquePointer?
    let status = assay_convolution_create(&convolution, &primitive, &reorder)
    guard status >= 0 else { throw .oneDNNMissing(String(cString: assay_onednn_load_error())) }
    guard status == 0, let primitive else {
      throw .oneDNN(
        call: "convolution \(geometry.imageShape.filled(planner.batchSize)) by \(geometry.kernel)",
        status: Int(status))
    }
    if let reorder, direction != .toKernel {
      planner.call(reorder, threads: 1, onlyReading: kernel)
    }
    planner.call(primitive, threads: threads)
    if let reorder, direction == .toKernel { planner.call(reorder, threads: 1) }
  }
}

extension ConvolutionGeometry {
  /// The sizes as the façade takes them.
  fileprivate var convolution: assay_convolution {
    var sizes = assay_convolution()
    (sizes.in_height, sizes.in_width) = (Int64(image.height), Int64(image.width))
    (sizes.out_height, sizes.out_width) = (Int64(result.height), Int64(result.width))
    (sizes.in_channels, sizes.out_channels) = (Int64(image.channels), Int64(result.channels))
    sizes.groups = Int64(groups)
    (sizes.kernel_height, sizes.kernel_width) = (Int64(rows.size), Int64(columns.size))
    (sizes.stride_height, sizes.stride_width) = (Int64(rows.stride), Int64(columns.stride))
    (sizes.dilation_height, sizes.dilation_width) = (Int64(rows.dilation), Int64(columns.dilation))
    (sizes.pad_top, sizes.pad_left) = (Int64(rows.before), Int64(columns.before))
    // As far as the last window reaches, and no further.
    sizes.pad_bottom = Int64(
      (result.height - 1) * rows.stride + rows.span - image.height - rows.before)
    sizes.pad_right = Int64(
      (result.width - 1) * columns.stride + columns.span - image.width - columns.before)
    return sizes
  }
}

extension ClosedRange<Float> {
  /// The settings of the general relu that cuts to this range from 0.
  fileprivate var asRelu: [Float] { [0, upperBound, lowerBound] }
}
