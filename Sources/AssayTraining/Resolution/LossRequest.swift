import AssayModel

/// What is written in `loss:` when a model is compiled; becomes a ``Loss`` before the first step.
///
///     loss: .crossentropy
///     loss: .sparseCategoricalCrossentropy(fromLogits: true)
///     loss: "mse"
///     loss: .custom("cubed") { labels, predictions in
///       let error = (labels - predictions).abs()
///       return (error * error * error).mean(axis: -1)
///     }
public struct LossRequest: Sendable, ExpressibleByStringLiteral {
  enum Kind: Sendable {
    case crossentropy(labelSmoothing: Float, reduction: Loss.Reduction)
    case loss(Loss)
    case named(String)
  }

  let kind: Kind
  /// What the user wrote, for explanations.
  let text: String

  private init(_ kind: Kind, text: String) {
    self.kind = kind
    self.text = text
  }

  /// A loss by one of Keras's names: `mse`, `MeanSquaredError`, `crossentropy`. A name that is not known
  /// is thrown by `compile`.
  public init(_ name: String) {
    let isCrossentropy = ["crossentropy", "ce"].contains(name.lowercased())
    self.init(
      isCrossentropy
        ? .crossentropy(labelSmoothing: 0, reduction: .sumOverBatchSize) : .named(name), text: name)
  }

  public init(stringLiteral name: String) { self.init(name) }

  /// A loss that has been made.
  public static func loss(_ loss: Loss) -> LossRequest { .init(.loss(loss), text: loss.className) }

  /// The crossentropy that fits the model and its labels: binary, categorical or sparse, from
  /// probabilities or from logits.
  public static let crossentropy = crossentropy()

  /// ``crossentropy`` with label smoothing or another reduction. Smoothing does not apply to class
  /// indices.
  public static func crossentropy(
    labelSmoothing: Float = 0, reduction: Loss.Reduction = .sumOverBatchSize
  ) -> LossRequest {
    .init(
      .crossentropy(labelSmoothing: labelSmoothing, reduction: reduction), text: "crossentropy")
  }

  /// ``Loss/binaryCrossentropy(fromLogits:labelSmoothing:reduction:)``.
  public static func binaryCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Float = 0,
    reduction: Loss.Reduction = .sumOverBatchSize
  ) -> LossRequest {
    .loss(
      .binaryCrossentropy(
        fromLogits: fromLogits, labelSmoothing: labelSmoothing, reduction: reduction))
  }

  /// ``Loss/categoricalCrossentropy(fromLogits:labelSmoothing:reduction:)``.
  public static func categoricalCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Float = 0,
    reduction: Loss.Reduction = .sumOverBatchSize
  ) -> LossRequest {
    .loss(
      .categoricalCrossentropy(
        fromLogits: fromLogits, labelSmoothing: labelSmoothing, reduction: reduction))
  }

  /// ``Loss/sparseCategoricalCrossentropy(fromLogits:reduction:)``.
  public static func sparseCategoricalCrossentropy(
    fromLogits: Bool = false, reduction: Loss.Reduction = .sumOverBatchSize
  ) -> LossRequest {
    .loss(.sparseCategoricalCrossentropy(fromLogits: fromLogits, reduction: reduction))
  }

  /// ``Loss/meanSquaredError``.
  public static let meanSquaredError = loss(.meanSquaredError)
  /// ``Loss/meanAbsoluteError``.
  public static let meanAbsoluteError = loss(.meanAbsoluteError)
  /// ``Loss/huber(delta:reduction:)``.
  public static func huber(delta: Float = 1) -> LossRequest { loss(.huber(delta: delta)) }

  /// A loss of one's own, from symbols: one value a sample or more, or a scalar.
  public static func custom(
    _ name: String, reduction: Loss.Reduction = .sumOverBatchSize,
    values: @escaping @Sendable (_ labels: Symbol, _ predictions: Symbol) -> Symbol
  ) -> LossRequest {
    loss(Loss(name, reduction: reduction, values: values))
  }
}

extension LossRequest {
  /// The losses that have names, with their default arguments.
  private static let catalog: [(names: [String], loss: Loss)] = [
    (["mean_squared_error", "MeanSquaredError", "mse", "MSE"], .meanSquaredError),
    (["mean_absolute_error", "MeanAbsoluteError", "mae", "MAE"], .meanAbsoluteError),
    (["huber", "Huber"], .huber()),
    (["binary_crossentropy", "BinaryCrossentropy", "bce", "BCE"], .binaryCrossentropy()),
    (["categorical_crossentropy", "CategoricalCrossentropy"], .categoricalCrossentropy()),
    (
      ["sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"],
      .sparseCategoricalCrossentropy()
    ),
  ]

  /// The loss, unless it is ``crossentropy``, which needs the labels.
  ///
  /// - Throws: ``TrainingError/unknownLoss(_:known:)``.
  func known() throws(TrainingError) -> Loss? {
    switch kind {
    case .crossentropy: return nil
    case .loss(let loss): return loss
    case .named(let name):
      guard let entry = LossRequest.catalog.first(where: { $0.names.contains(name) }) else {
        throw .unknownLoss(
          name, known: ["crossentropy"] + LossRequest.catalog.flatMap(\.names))
      }
      return entry.loss
    }
  }
}
