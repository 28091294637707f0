import AssayCore
import CKernels

/// The means and variances of every channel, the last axis, over all that comes before it: `[2, channels]`.
///
/// - Gradient: none; that of ``BatchNormalise`` sees through it.
package struct BatchMoments: Op {
  package init() {}

  package func shape(of inputs: [Shape]) -> Shape { [2, inputs[0].lastSize] }
  package func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [nil] }
  package func operations(_ node: Node, batchSize: Int) -> Int {
    2 * node.inputs[0].shape.filled(batchSize).elements
  }

  package func plan(_ node: Node, _ planner: inout Planner) {
    let x = planner.shape(node.inputs[0])
    planner.call(
      assay_batch_moments,
      [
        planner.buffer(node.inputs[0]), planner.buffer(node),
        planner.batchNormScratch(channels: x.lastSize),
      ], sizes: [x.rows, x.lastSize], work: x.elements)
  }
}

/// Every channel, the last axis, moved and scaled by moments: `γ (x − mean) / √(variance + ε) + β`.
///
/// - Shape: the moments are those of the batch, `[2, channels]`, or a mean and a variance of
///   `[channels]`; then come γ and β.
/// - Gradient: through the moments of the batch too; keeps the first input, and makes the rest again.
package struct BatchNormalise: Op {
  let epsilon: Float
  /// What the result is cut to; see ``fuseNormalisations(_:)``.
  var bounds: ClosedRange<Float>?

  package init(epsilon: Float, bounds: ClosedRange<Float>? = nil) {
    self.epsilon = epsilon
    self.bounds = bounds
  }

  package func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  package func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    let sums = Symbol.apply(BatchNormSums(of: self), to: [dy] + inputs)
    let isBatch = inputs.count == 4
    let dx = Symbol.apply(
      BatchNormToInput(of: self), to: [dy] + inputs + (isBatch ? [sums] : []))
    return [dx] + (isBatch ? [nil] : [nil, nil]) + [sums.row(1), sums.row(0)]
  }

  // The gradient reads the first input, which a planner knows.
  package var overwritableInput: Int? { 0 }

  package func operations(_ node: Node, batchSize: Int) -> Int {
    4 * node.shape.filled(batchSize).elements
  }

  package var isByRow: Bool { true }

  package func plan(_ node: Node, _ planner: inout Planner) {
    plan(
      node.inputs, rows: 0..<planner.shape(node).rows, to: planner.buffer(node), &planner)
  }

  /// Appends the normalisation of some rows of the first input.
  func plan(
    _ inputs: [Node], rows: Range<Int>, to out: UnsafeMutableRawPointer,
    _ planner: inout Planner
  ) {
    let parts = BatchNormParts(inputs, planner)
    let channels = inputs[0].shape.lastSize
    planner.call(
      assay_batch_normalise,
      [
        parts.x + rows.lowerBound * channels * MemoryLayout<Float>.stride, parts.mean,
        parts.variance, parts.gamma, parts.beta, out,
      ],
      sizes: [
        rows.count, channels, Int(bitPattern: planner.batchNormScratch(channels: channels)),
      ], settings: settings, work: rows.count * channels)
  }

  fileprivate var settings: [Float] {
    [epsilon, bounds?.lowerBound ?? -.infinity, bounds?.upperBound ?? .infinity]
  }
}

/// What the gradients of β and γ are: the sums of `dy`, and of `dy` times the normalised input.
private struct BatchNormSums: Op {
  let of: BatchNormalise

  func shape(of inputs: [Shape]) -> Shape { [2, inputs[0].lastSize] }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("BatchNormSums: second derivatives are not supported")
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    6 * node.inputs[0].shape.filled(batchSize).elements
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let x = planner.shape(node.inputs[0])
    let parts = BatchNormParts(Array(node.inputs[1...]), planner)
    planner.call(
      assay_batch_norm_sums,
      [
        parts.x, planner.buffer(node.inputs[0]), parts.mean, parts.gamma, parts.beta,
        planner.buffer(node),
      ],
      sizes: [
        x.rows, x.lastSize, Int(bitPattern: parts.variance),
        Int(bitPattern: planner.batchNormScratch(channels: x.lastSize)),
      ], settings: of.settings, work: x.elements)
  }
}

/// The gradient of the input: from that of the result, the inputs of the op, and the sums where the moments
/// are the batch's.
private struct BatchNormToInput: Op {
  let of: BatchNormalise

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("BatchNormToInput: second derivatives are not supported")
  }

  var overwritableInput: Int? { 0 }

  func operations(_ node: Node, batchSize: Int) -> Int {
    6 * node.shape.filled(batchSize).elements
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let x = planner.shape(node)
    // dy, x, moments, γ, β, sums; or dy, x, mean, variance, γ, β.
    let isBatch = node.inputs[2].shape.count == 2
    let parts = BatchNormParts(Array(node.inputs[1..<(isBatch ? 5 : 6)]), planner)
    let sums = isBatch ? Int(bitPattern: planner.buffer(node.inputs[5])) : 0
    planner.call(
      assay_batch_norm_to_input,
      [
        parts.x, planner.buffer(node.inputs[0]), parts.mean, parts.gamma, parts.beta,
        planner.buffer(node),
      ],
      sizes: [
        x.rows, x.lastSize, Int(bitPattern: parts.variance),
        Int(bitPattern: planner.batchNormScratch(channels: x.lastSize)), sums,
      ], settings: of.settings, work: x.elements)
  }
}

/// Where the inputs of a ``BatchNormalise`` are.
private struct BatchNormParts {
  let x, mean, variance, gamma, beta: UnsafeMutableRawPointer

  init(_ inputs: [Node], _ planner: Planner) {
    x = planner.buffer(inputs[0])
    mean = planner.buffer(inputs[1])
    let isBatch = inputs.count == 4
    variance =
      isBatch
      ? mean + inputs[0].shape.lastSize * MemoryLayout<Float>.stride : planner.buffer(inputs[2])
    gamma = planner.buffer(inputs[inputs.count - 2])
    beta = planner.buffer(inputs[inputs.count - 1])
  }
}

extension Planner {
  fileprivate mutating func batchNormScratch(channels: Int) -> UnsafeMutableRawPointer {
    scratch(bytes: Int(assay_batch_norm_scratch(Int64(channels), Int32(threads))))
  }
}

/// One row of a matrix.
private struct RowOp: Op {
  let index: Int

  func shape(of inputs: [Shape]) -> Shape { Shape(inputs[0].dropFirst()) }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [nil] }

  func plan(_ node: Node, _ planner: inout Planner) {
    let bytes = node.shape.elements * MemoryLayout<Float>.stride
    planner.call(
      assay_copy, [planner.buffer(node.inputs[0]) + index * bytes, planner.buffer(node)],
      sizes: [bytes])
  }
}

extension Symbol {
  /// One row of what the ops here give; it passes no gradient on.
  func row(_ index: Int) -> Symbol { .apply(RowOp(index: index), self) }
}
