import AssayCore

/// Turns indices into vectors that are learned: row `i` of a table for index `i`.
///
///     Input(60, dtype: .int32)
///     Embedding(1000, 16, maskZero: true)  // [batch, 60, 16]
///
/// - Input: `[batch, …]` of `int32`, each in `0..<inputDim`. Output: `[batch, …, outputDim]`.
/// - Parameters: `embeddings [inputDim, outputDim]`, uniform in ±0.05.
/// - Mask: with `maskZero`, index 0 is padding.
/// - Source: `keras.layers.Embedding`.
public final class Embedding: Layer {
  /// The number of rows of the table.
  public let inputDim: Int
  /// The length of each vector.
  public let outputDim: Int
  public let embeddingsInitializer: Initializer
  public let embeddingsRegularizer: Regularizer?
  public let embeddingsConstraint: Constraint?
  /// Whether index 0 means that there is nothing.
  public let maskZero: Bool

  public init(
    _ inputDim: Int, _ outputDim: Int, embeddingsInitializer: Initializer = .randomUniform(),
    embeddingsRegularizer: Regularizer? = nil, embeddingsConstraint: Constraint? = nil,
    activityRegularizer: Regularizer? = nil, maskZero: Bool = false, name: String? = nil
  ) {
    self.inputDim = inputDim
    self.outputDim = outputDim
    self.embeddingsInitializer = embeddingsInitializer
    self.embeddingsRegularizer = embeddingsRegularizer
    self.embeddingsConstraint = embeddingsConstraint
    self.maskZero = maskZero
    super.init(name: name)
    self.activityRegularizer = activityRegularizer
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard inputDim > 0, outputDim > 0 else {
      return Symbol(
        failure: .argument(
          where: "", found: "a table of \(inputDim) rows of \(outputDim)",
          wanted: "sizes of 1 or more"))
    }
    guard x.error == nil else { return x }
    let table = scope.parameter(
      "embeddings", [inputDim, outputDim], embeddingsInitializer,
      regularizer: embeddingsRegularizer, constraint: embeddingsConstraint)
    return .apply(EmbeddingOp(), x.indices, table)
  }

  public override var supportsMasking: Bool { maskZero }

  public override func mask(of inputs: [Symbol], output: Symbol) -> Symbol? {
    maskZero ? inputs[0].isDifferent(from: 0) : nil
  }
}

extension Node {
  /// The number of rows of the smallest table that these indices are looked up in; `nil` for none.
  func indexLimit(readers: [Node]) -> Int? {
    readers.compactMap { reader -> Int? in
      guard reader.op is EmbeddingOp else { return nil }
      var source = reader.inputs[0]
      while source.op is ReshapeOp || source.op is IndicesOp { source = source.inputs[0] }
      return source === self ? reader.inputs[1].shape[0] : nil
    }.min()
  }
}
