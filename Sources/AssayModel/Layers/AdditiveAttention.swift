import AssayCore

/// Every query as a mean of values, weighted by `Σ scale · tanh(query + key)`; see ``Attention``.
///
/// - Parameters: `scale [features]`, Glorot uniform, with `useScale`.
/// - Source: `keras.layers.AdditiveAttention`.
public final class AdditiveAttention: PairAttention {
  public override init(
    useScale: Bool = true, dropout: Float = 0, useCausalMask: Bool = false, name: String? = nil
  ) {
    super.init(
      useScale: useScale, dropout: dropout, useCausalMask: useCausalMask, name: name)
  }

  override func scores(_ query: Symbol, _ key: Symbol, _ scope: Scope) -> Symbol {
    let size = query.shape[2]
    let matches = pairs(query, key).tanh()
    guard useScale else { return matches.sum(axis: -1) }
    let scale = scope.parameter("scale", [size], .glorotUniform).reshaped([size, 1])
    return matches.matmul(scale).reshaped([Shape.free, query.shape[1], key.shape[1]])
  }
}
