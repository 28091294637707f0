import AssayCore

/// Every query as a mean of values, weighted by how well it matches their keys; on several heads, each
/// with projections of its own.
///
///     softmax(Q Kᵀ / √keyDim) V
///
///     let attention = MultiHeadAttention(numHeads: 4, keyDim: 16)
///     attention(x, x)  // self-attention: [batch, steps, features] stays
///
/// - Input: query `[batch, t, …]` and value `[batch, s, …]`, perhaps key and an attention mask
///   `[batch, t, s]` (any of its axes may be 1). Where there are more axes between batch and features,
///   attention is over all of them together.
/// - Output: that of the query, with `outputShape` in place of its features; as a second result the
///   weights `[batch, heads, t, s]`.
/// - Parameters: `query/kernel [inputs, heads, keyDim]`, `query/bias [heads, keyDim]`, the same of `key`,
///   of `gate` where there is one, of `value` (with `valueDim`), then
///   `attention_output/kernel [heads, valueDim, outputs]` and its bias; Glorot uniform and zeros.
/// - Mask: those of query, value and key are heeded; that of the query is passed on. A query that may see
///   nothing gets the mean of all values, and zeros where `dropout` is above 0, as with Keras.
/// - Source: `keras.layers.MultiHeadAttention`. `useCausalMask` is an argument of its call there;
///   `attention_axes` and `flash_attention` are left out.
public final class MultiHeadAttention: AttentionHeads {
  public let numHeads: Int
  public let keyDim: Int
  /// `keyDim` where it is left out.
  public let valueDim: Int
  /// The sizes in place of the query's features; those where it is left out.
  public let outputShape: [Int]?
  /// The axes that a file says attention is over, which are to be all between batch and features.
  package var attentionAxes: [Int]?

  public init(
    numHeads: Int, keyDim: Int, valueDim: Int? = nil, dropout: Float = 0, useBias: Bool = true,
    outputShape: [Int]? = nil, slidingWindow: Int? = nil, useCausalMask: Bool = false,
    useGate: Bool = false, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.numHeads = numHeads
    self.keyDim = keyDim
    self.valueDim = valueDim ?? keyDim
    self.outputShape = outputShape
    super.init(
      AttentionOptions(
        kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
        kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
        activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
        biasConstraint: biasConstraint), dropout: dropout, useBias: useBias,
      slidingWindow: slidingWindow, useGate: useGate, useCausalMask: useCausalMask, name: name)
  }

  public override func results(_ inputs: [Symbol], _ scope: Scope) -> [Symbol] {
    if let mistake = mistake(in: inputs) { return [mistake] }
    guard numHeads > 0, keyDim > 0, valueDim > 0, outputShape?.allSatisfy({ $0 > 0 }) ?? true,
      outputShape?.isEmpty != true
    else {
      return [
        Symbol(
          failure: .argument(
            where: "",
            found: "\(numHeads) heads, keys of \(keyDim), values of \(valueDim)"
              + (outputShape.map { ", outputs of \($0)" } ?? ""), wanted: "sizes of 1 or more"))
      ]
    }
    let rank = inputs[0].shape.count
    if let attentionAxes, attentionAxes != Array(1..<rank - 1) {
      return [
        Symbol(
          failure: .argument(
            where: "", found: "attention over axes \(attentionAxes) of \(inputs[0].shape)",
            wanted: "all axes between batch and features, \(Array(1..<rank - 1))"))
      ]
    }
    // All axes between batch and features are steps.
    let flat = inputs.prefix(3).map { input in
      input.reshaped([
        Shape.free, input.shape.sample.dropLast().reduce(1, *), input.shape.lastSize,
      ])
    }
    let query = projected(flat[0], "query", heads: numHeads, size: keyDim, scope)
    let key = projected(
      flat.count > 2 ? flat[2] : flat[1], "key", heads: numHeads, size: keyDim, scope)
    let gate =
      useGate ? projected(flat[0], "gate", heads: numHeads, size: valueDim, scope) : nil
    let value = projected(flat[1], "value", heads: numHeads, size: valueDim, scope)
    let mask = mask(of: inputs, queries: flat[0].shape[1], keys: flat[1].shape[1])
    let (attended, scores) = attended(query, key, value, size: keyDim, mask: mask)
    let sizes = outputShape ?? [inputs[0].shape.lastSize]
    let made = output(gate.map { attended * $0 } ?? attended, sizes, scope)
    return [made.reshaped(Shape(inputs[0].shape.dropLast() + sizes)), scores]
  }
}
