import AssayCore

/// What is known of one output before the first step: all that a resolution may look at.
///
///     let facts = ResolutionFacts(
///       output: [Shape.free, 10], labels: [Shape.free], labelType: .int64, lastActivation: .linear)
///     try Resolution.accuracy(facts).description  // "SparseCategoricalAccuracy"
public struct ResolutionFacts: Equatable, Sendable {
  /// The output's shape, with its free batch axis.
  public var output: Shape
  /// The labels' shape, with its free batch axis.
  public var labels: Shape
  /// The labels' type; `nil` where it is not known.
  public var labelType: DType?
  /// The activation that gives the output; `nil` where it is not known.
  public var lastActivation: LastActivation?
  /// The loss that was asked for; `nil` for none, or for `crossentropy`, which is still to be resolved.
  public var loss: LossIdentity?
  /// What was said of `from_logits`; `nil` where nothing was.
  public var fromLogits: Bool?
  /// What the labels themselves show; `nil` where they were not read beforehand.
  public var labelFacts: LabelFacts?

  public init(
    output: Shape, labels: Shape, labelType: DType? = nil, lastActivation: LastActivation? = nil,
    loss: LossIdentity? = nil, fromLogits: Bool? = nil, labelFacts: LabelFacts? = nil
  ) {
    self.output = output
    self.labels = labels
    self.labelType = labelType
    self.lastActivation = lastActivation
    self.loss = loss
    self.fromLogits = fromLogits
    self.labelFacts = labelFacts
  }
}

/// A loss that the user chose.
public enum LossIdentity: Hashable, Sendable {
  /// One of Keras's, whose `from_logits` stands in ``ResolutionFacts/fromLogits``.
  case keras(KerasLoss)
  /// The user's own; says nothing about labels or outputs.
  case custom(String)
}

extension ResolutionFacts {
  /// The Keras loss that was asked for, if one was.
  var kerasLoss: KerasLoss? { if case .keras(let loss) = loss { loss } else { nil } }

  /// The labels as the reasons show them: `labels [batch] int64`.
  var labelText: String { "labels \(labels)" + (labelType.map { " \($0)" } ?? "") }

  /// Whether the loss that was asked for reads its inputs as logits.
  var lossReadsLogits: Bool { fromLogits == true && kerasLoss?.takesFromLogits != false }
}
