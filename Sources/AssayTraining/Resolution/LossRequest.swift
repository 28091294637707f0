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
///
/// A model of several outputs takes one for all of them, a list in the model's order, or losses by the
/// outputs' names; `nil` trains an output with none:
///
///     loss: ["diagnosis": .crossentropy, "radius": "mse", "notes": nil]
public struct LossRequest: Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  enum Kind: Sendable {
    case nothing
    case list([LossRequest])
    case byOutput([(name: String, loss: LossRequest)])
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
  public init(nilLiteral: ()) { self = .none }
  public init(arrayLiteral losses: LossRequest...) { self = .list(losses) }
  public init(dictionaryLiteral losses: (String, LossRequest)...) { self = .byOutput(losses) }

  /// No loss: the output is not trained, but may have metrics.
  public static let none = LossRequest(.nothing, text: "none")

  /// One for each output, in the model's order.
  public static func list(_ losses: [LossRequest]) -> LossRequest {
    .init(.list(losses), text: "\(losses.count) losses")
  }

  /// Losses by the outputs' names; every output has to be named.
  public static func byOutput(_ losses: [(String, LossRequest)]) -> LossRequest {
    .init(.byOutput(losses.map { ($0, $1) }), text: "\(losses.count) losses by name")
  }

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
  /// The request for each output.
  ///
  /// - Throws: ``TrainingError`` for a list of another length than there are outputs, for the name of an
  ///   output that there is not, and for an output that is not named.
  func assigned(to outputs: [String]) throws(TrainingError) -> [LossRequest] {
    switch kind {
    case .list(let losses):
      guard losses.count == outputs.count else {
        throw .lossCount(found: losses.count, outputs: outputs)
      }
      return try losses.map { loss throws(TrainingError) in try loss.single(outputs) }
    case .byOutput(let losses):
      for (name, _) in losses where !outputs.contains(name) {
        throw .unknownOutput(argument: "loss", name: name, outputs: outputs)
      }
      return try outputs.map { output throws(TrainingError) in
        guard let found = losses.last(where: { $0.name == output }) else {
          throw .noLoss(output: output, named: losses.map(\.name))
        }
        return try found.loss.single(outputs)
      }
    default: return Array(repeating: self, count: outputs.count)
    }
  }

  private func single(_ outputs: [String]) throws(TrainingError) -> LossRequest {
    switch kind {
    case .list, .byOutput:
      throw .argument(
        "loss", found: "\(text) for one output",
        wanted: "one loss for each output; add them up in a custom loss")
    default: return self
    }
  }

  /// Whether the output is not trained.
  var isNothing: Bool { if case .nothing = kind { true } else { false } }

  /// The loss, unless it is ``crossentropy``, which needs the labels, or there is none.
  ///
  /// - Throws: ``TrainingError/unknownLoss(_:known:)``.
  func known() throws(TrainingError) -> Loss? {
    switch kind {
    case .crossentropy, .nothing, .list, .byOutput: return nil
    case .loss(let loss): return loss
    case .named(let name):
      guard let loss = Loss.Catalog.loss(named: name) else {
        throw .unknownLoss(name, known: ["crossentropy"] + Loss.Catalog.names)
      }
      return loss
    }
  }
}
