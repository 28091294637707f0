import AssayCore

/// What the layers share that project queries, keys and values onto several heads.
public class AttentionHeads: Layer {
  /// The share of attention weights that training drops.
  public let dropout: Float
  public let useBias: Bool
  /// How far from its own position a query sees; `nil` is everything.
  public let slidingWindow: Int?
  /// Whether the result is multiplied by `sigmoid` of one more projection of the query.
  public let useGate: Bool
  /// Whether a query sees positions up to its own only.
  public let useCausalMask: Bool
  public let kernelInitializer: Initializer
  public let biasInitializer: Initializer
  public let kernelRegularizer: Regularizer?
  public let biasRegularizer: Regularizer?
  public let kernelConstraint: Constraint?
  public let biasConstraint: Constraint?
  package let projectionRegularizer: Regularizer?

  init(
    _ options: AttentionOptions, dropout: Float, useBias: Bool, slidingWindow: Int?,
    useGate: Bool, useCausalMask: Bool, name: String?
  ) {
    self.dropout = dropout
    self.useBias = useBias
    self.slidingWindow = slidingWindow
    self.useGate = useGate
    self.useCausalMask = useCausalMask
    kernelInitializer = options.kernelInitializer
    biasInitializer = options.biasInitializer
    kernelRegularizer = options.kernelRegularizer
    biasRegularizer = options.biasRegularizer
    kernelConstraint = options.kernelConstraint
    biasConstraint = options.biasConstraint
    projectionRegularizer = options.activityRegularizer
    super.init(name: name)
  }

  /// Attention with arguments by name.
  ///
  ///     attention(query, value, attentionMask: mask)
  ///
  /// - Parameters:
  ///   - key: the value where it is left out.
  ///   - attentionMask: `[batch, queries, keys]`; a key counts where it is not 0.
  public final func callAsFunction(
    _ query: Symbol, _ value: Symbol, key: Symbol? = nil, attentionMask: Symbol
  ) -> Symbol {
    callAsFunction([query, value, key ?? value, attentionMask])
  }

  public final override var supportsMasking: Bool { true }

  /// `[…, inputs]` times a kernel `[inputs, heads, size]`: `[…, heads, size]`.
  final func projected(
    _ x: Symbol, _ name: String, heads: Int, size: Int, _ scope: Scope
  ) -> Symbol {
    let inputs = x.shape.lastSize
    let kernel = scope.parameter(
      "\(name)/kernel", [inputs, heads, size], kernelInitializer, regularizer: kernelRegularizer,
      constraint: kernelConstraint)
    let bias =
      useBias
      ? scope.parameter(
        "\(name)/bias", [heads, size], biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint) : nil
    let made = x.matmul(
      kernel.reshaped([inputs, heads * size]), adding: bias?.reshaped([heads * size])
    ).reshaped(Shape(x.shape.dropLast() + [heads, size]))
    return noting(name == "gate" ? made.sigmoid() : made, scope)
  }

  /// `[batch, steps, heads, size]` times a kernel of those two and the sizes of the output.
  final func output(_ x: Symbol, _ sizes: [Int], _ scope: Scope) -> Symbol {
    let inner = Array(x.shape.suffix(2))
    let width = sizes.reduce(1, *)
    let kernel = scope.parameter(
      "attention_output/kernel", Shape(inner + sizes), kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    let bias =
      useBias
      ? scope.parameter(
        "attention_output/bias", Shape(sizes), biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint) : nil
    let flat = x.reshaped(Shape(x.shape.dropLast(2) + [inner.reduce(1, *)]))
    let made = flat.matmul(
      kernel.reshaped([inner.reduce(1, *), width]), adding: bias?.reshaped([width]))
    return noting(made.reshaped(Shape(x.shape.dropLast(2) + sizes)), scope)
  }

  private func noting(_ made: Symbol, _ scope: Scope) -> Symbol {
    if let projectionRegularizer, made.error == nil {
      scope.addLoss(projectionRegularizer(made) / made.samples)
    }
    return made
  }

  /// The weighted values and the weights, `[batch, heads, queries, keys]`, of projected inputs.
  final func attended(
    _ query: Symbol, _ key: Symbol, _ value: Symbol, size: Int, mask: Symbol?
  ) -> (output: Symbol, scores: Symbol) {
    let scores = Symbol.contraction("bthd", query, "bshd", key, to: "bhts").attentionSoftmax(
      scale: 1 / Float(size).squareRoot(), mask: mask, isCausal: useCausalMask,
      window: slidingWindow ?? 0, emptyIsZero: dropout > 0)
    let dropped = dropout == 0 ? scores : scores.dropout(rate: dropout)
    return (.contraction("bhts", dropped, "bshd", value, to: "bthd"), scores)
  }

  /// Where queries may look: the masks of the inputs and the one given, as `[batch, 1, queries or 1, keys]`.
  final func mask(of inputs: [Symbol], queries: Int, keys: Int) -> Symbol? {
    var masks: [Symbol] = []
    if let mask = inputs[0].mask { masks.append(mask.reshaped([Shape.free, 1, queries, 1])) }
    for input in inputs[1..<Swift.min(3, inputs.count)] {
      if let mask = input.mask { masks.append(mask.reshaped([Shape.free, 1, 1, keys])) }
    }
    if inputs.count == 4 {
      let given = inputs[3].isDifferent(from: 0)
      let missing = Array(repeating: 1, count: Swift.max(4 - given.shape.count, 0))
      masks.append(
        given.reshaped(Shape(given.shape.prefix(1) + missing + given.shape.dropFirst())))
    }
    guard let first = masks.first else { return nil }
    let all = masks.dropFirst().reduce(first, *)
    // A mask of queries alone is one of each key too.
    return all.error == nil && all.shape[3] != keys
      ? all.broadcast(to: all.shape.withLast(keys)) : all
  }

  /// What is wrong with the inputs, in Keras's terms.
  final func mistake(in inputs: [Symbol]) -> Symbol? {
    guard (2...4).contains(inputs.count) else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(inputs.count) inputs",
          wanted: "query and value, and perhaps key and attention mask"))
    }
    guard inputs.prefix(3).allSatisfy({ $0.shape.count == inputs[0].shape.count }),
      inputs[0].shape.count >= 3
    else {
      return Symbol(
        failure: .shape(
          where: "", got: inputs.prefix(3).map { "\($0.shape)" }.joined(separator: " and "),
          wanted: "query, value and key of one rank, [batch, steps, features]"))
    }
    let key = inputs.count > 2 ? inputs[2] : inputs[1]
    guard inputs[1].shape.sample.dropLast() == key.shape.sample.dropLast() else {
      return Symbol(
        failure: .shape(
          where: "", got: "a value \(inputs[1].shape) and a key \(key.shape)",
          wanted: "value and key of as many steps"))
    }
    guard slidingWindow.map({ $0 > 0 }) ?? true else {
      return Symbol(
        failure: .argument(
          where: "", found: "slidingWindow is \(slidingWindow ?? 0)", wanted: "1 or more, or nil"))
    }
    return nil
  }
}

/// What the kernels and biases of an attention layer start as and are held to.
struct AttentionOptions {
  let kernelInitializer: Initializer
  let biasInitializer: Initializer
  let kernelRegularizer: Regularizer?
  let biasRegularizer: Regularizer?
  let activityRegularizer: Regularizer?
  let kernelConstraint: Constraint?
  let biasConstraint: Constraint?
}
