import AssayCore

/// Attention whose query heads share keys and values in groups; see ``MultiHeadAttention``.
///
/// - Input: query `[batch, t, features]` and value `[batch, s, …]`, perhaps key and an attention mask
///   `[batch, t, s]`.
/// - Output: that of the query; as a second result the weights `[batch, heads, t, s]`.
/// - Parameters: `query/kernel [inputs, queryHeads, headDim]` and bias, `key/kernel
///   [inputs, keyValueHeads, headDim]` and bias, those of `gate` where there is one, `value/kernel` and bias
///   as the key's, `attention_output/kernel [queryHeads, headDim, features]` and bias.
/// - Source: `keras.layers.GroupQueryAttention`, but for `flash_attention`.
public final class GroupQueryAttention: AttentionHeads {
  public let headDim: Int
  public let numQueryHeads: Int
  /// Divides `numQueryHeads`.
  public let numKeyValueHeads: Int

  public init(
    headDim: Int, numQueryHeads: Int, numKeyValueHeads: Int, dropout: Float = 0,
    useBias: Bool = true, slidingWindow: Int? = nil, useCausalMask: Bool = false,
    useGate: Bool = false, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.headDim = headDim
    self.numQueryHeads = numQueryHeads
    self.numKeyValueHeads = numKeyValueHeads
    super.init(
      AttentionOptions(
        kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
        kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
        activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
        biasConstraint: biasConstraint), dropout: dropout, useBias: useBias,
      slidingWindow: slidingWindow, useGate: useGate, useCausalMask: useCausalMask, name: name)
  }

  /// Keras's class is `GroupedQueryAttention`, which its names come from.
  public override var className: String { "GroupedQueryAttention" }

  public override func results(_ inputs: [Symbol], _ scope: Scope) -> [Symbol] {
    if let mistake = mistake(in: inputs) { return [mistake] }
    guard headDim > 0, numKeyValueHeads > 0, numQueryHeads > 0,
      numQueryHeads % numKeyValueHeads == 0
    else {
      return [
        Symbol(
          failure: .argument(
            where: "",
            found: "\(numQueryHeads) query heads, \(numKeyValueHeads) key heads of \(headDim)",
            wanted: "sizes of 1 or more, and a number of key heads that divides the query heads"))
      ]
    }
    guard inputs[0].shape.count == 3 else {
      return [inputs[0].require(false, "a query [batch, steps, features]")]
    }
    let given = inputs.count > 2 ? inputs[2] : inputs[1]
    let query = projected(inputs[0], "query", heads: numQueryHeads, size: headDim, scope)
    let key = projected(given, "key", heads: numKeyValueHeads, size: headDim, scope)
    let gate =
      useGate ? projected(inputs[0], "gate", heads: numQueryHeads, size: headDim, scope) : nil
    let value = projected(inputs[1], "value", heads: numKeyValueHeads, size: headDim, scope)
    let mask = mask(of: inputs, queries: inputs[0].shape[1], keys: inputs[1].shape[1])
    let (attended, scores) = attended(
      query, shared(key), shared(value), size: headDim, mask: mask)
    let made = output(
      gate.map { attended * $0 } ?? attended, [inputs[0].shape.lastSize], scope)
    return [made, scores]
  }

  /// Each head as often as queries share it.
  private func shared(_ x: Symbol) -> Symbol {
    guard x.error == nil else { return x }
    let (steps, times) = (x.shape[1], numQueryHeads / numKeyValueHeads)
    return x.reshaped([Shape.free, steps, numKeyValueHeads, 1, headDim])
      .broadcast(to: [Shape.free, steps, numKeyValueHeads, times, headDim])
      .reshaped([Shape.free, steps, numQueryHeads, headDim])
  }
}
