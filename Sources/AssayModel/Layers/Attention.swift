import AssayCore

/// Every query as a mean of values, weighted by how well it matches their keys.
///
///     softmax(Q Kᵀ) V
///
///     Attention()(query, value)  // [batch, t, d] and [batch, s, d] give [batch, t, d]
///
/// - Input: query `[batch, t, features]`, value `[batch, s, …]`, perhaps key as the value.
/// - Output: `[batch, t, features of the value]`; as a second result the weights `[batch, t, s]`.
/// - Parameters: `scale []`, one, with `useScale`; `concat_score_weight []`, one, with `.concat`.
/// - Mask: of the value what is left out is not looked at, and queries that are left out get 0; theirs is
///   passed on.
/// - Source: `keras.layers.Attention`; `useCausalMask` is an argument of its call there.
public final class Attention: PairAttention {
  /// How well a query matches a key.
  public enum ScoreMode: String, Sendable {
    /// The sum of their products.
    case dot
    /// The sum of `tanh` of their sums.
    case concat
  }

  public let scoreMode: ScoreMode

  public init(
    useScale: Bool = false, scoreMode: ScoreMode = .dot, dropout: Float = 0,
    useCausalMask: Bool = false, name: String? = nil
  ) {
    self.scoreMode = scoreMode
    super.init(useScale: useScale, dropout: dropout, useCausalMask: useCausalMask, name: name)
  }

  override func scores(_ query: Symbol, _ key: Symbol, _ scope: Scope) -> Symbol {
    let scale = useScale ? scope.parameter("scale", [], .ones) : nil
    switch scoreMode {
    case .dot:
      let product = Symbol.contraction("btd", query, "bsd", key, to: "bts")
      return scale.map { product * $0 } ?? product
    case .concat:
      let weight = scope.parameter("concat_score_weight", [], .ones)
      let sums = pairs(query, key)
      return (scale.map { sums * $0 } ?? sums).tanh().sum(axis: -1) * weight
    }
  }
}

/// What the layers share that weigh values by how well a query matches each key.
public class PairAttention: Layer {
  /// Whether scores are scaled by a number that is learned.
  public let useScale: Bool
  /// The share of attention weights that training drops.
  public let dropout: Float
  /// Whether a query sees positions up to its own only.
  public let useCausalMask: Bool

  init(useScale: Bool, dropout: Float, useCausalMask: Bool, name: String?) {
    self.useScale = useScale
    self.dropout = dropout
    self.useCausalMask = useCausalMask
    super.init(name: name)
  }

  public final override func results(_ inputs: [Symbol], _ scope: Scope) -> [Symbol] {
    guard (2...3).contains(inputs.count) else {
      return [
        Symbol(
          failure: .shape(
            where: "", got: "\(inputs.count) inputs", wanted: "query and value, and perhaps key"))
      ]
    }
    let (query, value) = (inputs[0], inputs[1])
    let key = inputs.count > 2 ? inputs[2] : value
    guard inputs.allSatisfy({ $0.shape.count == 3 }), key.shape[1] == value.shape[1],
      key.shape[2] == query.shape[2]
    else {
      return [
        Symbol(
          failure: .shape(
            where: "", got: inputs.map { "\($0.shape)" }.joined(separator: " and "),
            wanted:
              "a query [batch, t, features], a value [batch, s, …] and a key of as many steps "
              + "as the value and features as the query"))
      ]
    }
    let made = scores(query, key, scope)
    let (t, s) = (query.shape[1], value.shape[1])
    let weights = made.reshaped([Shape.free, 1, t, s]).attentionSoftmax(
      mask: value.mask.map { $0.reshaped([Shape.free, 1, 1, s]) }, isCausal: useCausalMask
    ).reshaped([Shape.free, t, s])
    let dropped = dropout == 0 ? weights : weights.dropout(rate: dropout)
    let output = Symbol.contraction("bts", dropped, "bsd", value, to: "btd")
    return [query.mask.map { output.selected(by: $0) } ?? output, weights]
  }

  /// How well each query matches each key: `[batch, t, s]`.
  func scores(_ query: Symbol, _ key: Symbol, _ scope: Scope) -> Symbol { query }

  /// The sum of each query and each key: `[batch, t, s, features]`.
  final func pairs(_ query: Symbol, _ key: Symbol) -> Symbol {
    let (t, s, size) = (query.shape[1], key.shape[1], query.shape[2])
    return query.reshaped([Shape.free, t, 1, size]) + key.reshaped([Shape.free, 1, s, size])
  }

  public final override var supportsMasking: Bool { true }
}
