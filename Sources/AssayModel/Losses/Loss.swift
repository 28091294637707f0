import AssayCore

/// What training makes small: a formula over labels and predictions, and how its values become one.
///
///     Loss.meanSquaredError
///     Loss.sparseCategoricalCrossentropy(fromLogits: true)
///     Loss("log_cosh") { labels, predictions in
///       let error = predictions - labels
///       return (error + (-2 * error).softplus() - 0.6931472).mean(axis: -1)
///     }
///
/// - Source: `keras.losses`; the same names, defaults and formulas.
public struct Loss: Sendable {
  /// How the values of a batch become one number.
  public enum Reduction: String, Sendable, Codable, CaseIterable {
    /// `Σ value · weight / number of values`.
    case sumOverBatchSize = "sum_over_batch_size"
    /// The same, by its other name.
    case mean
    /// `Σ value · weight`.
    case sum
    /// `Σ value · weight / Σ weight`, each weight counted as often as it is used, and 0 where they
    /// sum to 0. Keras counts a weight that repeats over an axis once.
    case meanWithSampleWeight = "mean_with_sample_weight"
    /// No reduction: the values themselves. Training needs one of the others.
    case none
  }

  /// What labels a loss takes.
  public enum Labels: Sendable {
    /// Numbers in the shape of the predictions.
    case likePredictions
    /// The index of the right class, in the shape of the predictions without their last axis.
    case classIndices
  }

  /// Keras's name of the loss function: `mean_squared_error`.
  public let name: String
  /// Keras's class name, or the name itself for a loss of the user's own.
  public let className: String
  public let labels: Labels
  /// Whether predictions are logits; `nil` where the loss does not ask.
  public let fromLogits: Bool?
  public var reduction: Reduction
  private let formula: @Sendable (_ labels: Symbol, _ predictions: Symbol) -> Symbol

  /// A loss of one's own, from symbols.
  ///
  /// - Parameters:
  ///   - name: the key in logs and messages.
  ///   - values: one value a sample or more, `[batch, …]`, or a scalar for the whole batch. Labels have
  ///     the shape of the predictions.
  public init(
    _ name: String, reduction: Reduction = .sumOverBatchSize,
    values: @escaping @Sendable (_ labels: Symbol, _ predictions: Symbol) -> Symbol
  ) {
    self.init(name, className: name, reduction: reduction, formula: values)
  }

  init(
    _ name: String, className: String, labels: Labels = .likePredictions, fromLogits: Bool? = nil,
    reduction: Reduction,
    formula: @escaping @Sendable (_ labels: Symbol, _ predictions: Symbol) -> Symbol
  ) {
    self.name = name
    self.className = className
    self.labels = labels
    self.fromLogits = fromLogits
    self.reduction = reduction
    self.formula = formula
  }

  /// The values before reduction.
  package func values(labels: Symbol, predictions: Symbol) -> Symbol {
    formula(labels, predictions)
  }

  /// One number for the batch, or the values themselves under ``Reduction/none``.
  package func callAsFunction(
    labels: Symbol, predictions: Symbol, weights: Symbol? = nil
  ) -> Symbol {
    let values = values(labels: labels, predictions: predictions)
    if let weights, values.error == nil, weights.error == nil {
      guard broadcastShape(values.shape, weights.shape) == values.shape else {
        return Symbol(
          failure: .shape(
            where: "", got: "weights \(weights.shape)",
            wanted: "a shape that repeats to that of the values, \(values.shape)"))
      }
    }
    let weighted = weights.map { values * $0 } ?? values
    switch reduction {
    case .none: return weighted
    case .sum: return weighted.sum()
    case .sumOverBatchSize, .mean: return weighted.mean()
    case .meanWithSampleWeight:
      guard let weights else { return values.mean() }
      return weighted.sum().divided(byNonzero: weights.broadcast(to: values.shape).sum())
    }
  }

  /// The shape and type of labels for predictions of a shape.
  package func labelInput(for predictions: Shape) -> Symbol {
    let shape = labels == .classIndices ? Shape(predictions.dropLast()) : predictions
    let dtype: DType = labels == .classIndices ? .int32 : .float32
    return .input(shape, dtype: dtype, name: "labels")
  }
}
