import AssayCore
import CKernels

/// A normalisation by the moments of the batch and the depthwise convolution of what it gives, some images at a
/// time: what lies between them stays in the cache, and is not kept for the way back, which makes it again.
///
/// - Shape: takes the image, its moments, γ, β and the kernel; see ``BatchNormalise`` and ``Convolution``.
/// - Gradient: those of the two; keeps the inputs.
struct NormalisedConvolution: Op {
  let normalise: BatchNormalise
  let convolution: Convolution

  func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    try convolution.shape(of: [inputs[0], inputs[4]])
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    let toInput = Convolution(geometry: convolution.geometry, direction: .toInput)
    let toKernel = NormalisedKernelGradient(
      normalise: normalise,
      convolution: Convolution(geometry: convolution.geometry, direction: .toKernel))
    let image = Array(inputs[..<4])
    return normalise.gradients(.apply(toInput, dy, inputs[4]), of: y, from: image)
      + [.apply(toKernel, to: image + [dy])]
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    [
      normalise.operations(node.inputs[0], batchSize: batchSize),
      convolution.operations(node, batchSize: batchSize),
    ].checkedSum ?? .max
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let (kernel, out) = (planner.buffer(node.inputs[4]), planner.buffer(node))
    let imageBytes = node.shape.filled(1).elements * MemoryLayout<Float>.stride
    planner.normalise(normalise, node.inputs) { images, between, planner in
      convolution.planDepthwise(
        [between, kernel], to: out + images.lowerBound * imageBytes, batchSize: images.count,
        &planner)
    }
  }
}

/// The gradient of the kernel of a ``NormalisedConvolution``: from the image, its moments, γ, β, and the gradient
/// of the result.
private struct NormalisedKernelGradient: Op {
  let normalise: BatchNormalise
  let convolution: Convolution

  func shape(of inputs: [Shape]) -> Shape { convolution.geometry.kernel }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("NormalisedKernelGradient: second derivatives are not supported")
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    [
      normalise.operations(node.inputs[0], batchSize: batchSize),
      convolution.operations(node, batchSize: batchSize),
    ].checkedSum ?? .max
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let (dy, out) = (planner.buffer(node.inputs[4]), planner.buffer(node))
    let imageBytes = node.inputs[4].shape.filled(1).elements * MemoryLayout<Float>.stride
    let kernelBytes = node.shape.elements * MemoryLayout<Float>.stride
    // One gradient for each part, added up at the end.
    let count = planner.parts(of: node.inputs[0]).count
    let sums = count > 1 ? planner.scratch(bytes: count * kernelBytes) : out
    var part = 0
    planner.normalise(normalise, node.inputs) { images, between, planner in
      convolution.planDepthwise(
        [between, dy + images.lowerBound * imageBytes], to: sums + part * kernelBytes,
        batchSize: images.count, &planner)
      part += 1
    }
    if count > 1 {
      planner.call(assay_sum, [sums, out], sizes: [1, count, node.shape.elements, 1])
    }
  }
}

extension Planner {
  /// How many bytes of a normalised image are made before they are used: the threads' caches, and what they
  /// share, keep them.
  private static let bytesAtOnce = 4 << 20

  /// The images that are gone through together, as many as there are threads at the least.
  fileprivate func parts(of image: Node) -> [Range<Int>] {
    let bytes = image.shape.filled(1).elements * MemoryLayout<Float>.stride
    let most = max(Planner.bytesAtOnce / max(bytes, 1), threads, 1)
    return stride(from: 0, to: batchSize, by: most).map { $0..<min($0 + most, batchSize) }
  }

  /// Appends a normalisation part by part, and behind each part what reads it.
  fileprivate mutating func normalise(
    _ op: BatchNormalise, _ inputs: [Node],
    _ read: (_ images: Range<Int>, _ between: UnsafeMutableRawPointer, inout Planner) -> Void
  ) {
    let parts = parts(of: inputs[0])
    let rows = inputs[0].shape.filled(1).rows
    let bytes = (parts.first?.count ?? 0) * inputs[0].shape.filled(1).elements
    let between = between(bytes: bytes * MemoryLayout<Float>.stride)
    for images in parts {
      op.plan(
        Array(inputs[..<4]), rows: images.lowerBound * rows..<images.upperBound * rows, to: between,
        &self)
      read(images, between, &self)
    }
  }
}
