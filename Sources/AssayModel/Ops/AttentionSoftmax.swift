import AssayCore
import CKernels

/// The softmax over the keys of scores `[batch, heads, queries, keys]`, some of them left out.
///
/// The second input, where there is one, is a mask of as many axes, each of that size or 1: a key counts
/// where it is not 0.
///
/// - Gradient: 0 where a key is left out; keeps the result and the mask.
struct AttentionSoftmax: Op {
  /// What the scores are multiplied by first.
  let scale: Float
  /// Whether a query sees the keys up to its own position only.
  var isCausal = false
  /// How far from its own position a query sees; 0 is everything.
  var window = 0
  /// Whether a query that sees nothing gets zeros, rather than everything alike.
  var emptyIsZero = false

  func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let scores = inputs[0]
    guard let mask = inputs.dropFirst().first else { return scores }
    guard mask.count == 4, mask[3] == scores[3],
      zip(mask, scores).allSatisfy({ $0 == $1 || $0 == 1 })
    else {
      throw .shape(
        where: "", got: "a mask \(mask) for scores \(scores)",
        wanted: "a mask whose axes are those of the scores, or 1 but for the last")
    }
    return scores
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(AttentionSoftmaxGradient(forward: self), to: [y, dy] + inputs.dropFirst())]
  }

  var overwritableInput: Int? { 0 }

  func operations(_ node: Node, batchSize: Int) -> Int {
    12 * node.shape.filled(batchSize).elements
  }

  var isByRow: Bool { true }

  func plan(_ node: Node, _ planner: inout Planner) {
    let mask = node.inputs.dropFirst().first
    planner.call(
      assay_attention_softmax,
      [planner.buffer(node.inputs[0]), mask.map { planner.buffer($0) }, planner.buffer(node)],
      sizes: sizes(planner.shape(node), mask.map { planner.shape($0) }), settings: settings,
      work: planner.shape(node).elements)
  }

  var settings: [Float] { [scale, Float(window)] }

  func sizes(_ scores: Shape, _ mask: Shape?) -> [Int] {
    var flags = 0
    if isCausal { flags |= assay_mask_causal }
    if emptyIsZero { flags |= assay_mask_empty_is_zero }
    let axes = [assay_mask_batch, assay_mask_heads, assay_mask_queries]
    for (axis, flag) in axes.enumerated() where (mask?[axis] ?? 1) > 1 {
      flags |= flag
    }
    return Array(scores) + [flags]
  }
}

/// The gradient of ``AttentionSoftmax``, from its result, the gradient of that, and the mask.
struct AttentionSoftmaxGradient: Op {
  let forward: AttentionSoftmax

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("AttentionSoftmaxGradient: second derivatives are not supported")
  }

  var overwritableInput: Int? { 1 }

  func operations(_ node: Node, batchSize: Int) -> Int {
    5 * node.shape.filled(batchSize).elements
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let mask = node.inputs.dropFirst(2).first
    planner.call(
      assay_attention_softmax_gradient,
      [
        planner.buffer(node.inputs[0]), mask.map { planner.buffer($0) },
        planner.buffer(node.inputs[1]), planner.buffer(node),
      ], sizes: forward.sizes(planner.shape(node), mask.map { planner.shape($0) }),
      settings: forward.settings, work: planner.shape(node).elements)
  }
}

extension Symbol {
  /// The softmax over the last axis of `[batch, heads, queries, keys]`; see ``AttentionSoftmax``.
  package func attentionSoftmax(
    scale: Float = 1, mask: Symbol? = nil, isCausal: Bool = false, window: Int = 0,
    emptyIsZero: Bool = false
  ) -> Symbol {
    let op = AttentionSoftmax(
      scale: scale, isCausal: isCausal, window: window, emptyIsZero: emptyIsZero)
    return .apply(op, to: [self] + (mask.map { [$0] } ?? []))
  }
}
