import AssayMetrics
import AssayModel

// Where a decision's words become the things they name.

extension Decision {
  /// The accuracy that was decided on.
  func metric() -> any Metric {
    switch className {
    case "BinaryAccuracy":
      if case .number(let threshold) = config["threshold"] {
        return BinaryAccuracy(threshold: threshold)
      }
      return BinaryAccuracy()
    case "CategoricalAccuracy": return CategoricalAccuracy()
    case "SparseCategoricalAccuracy": return SparseCategoricalAccuracy()
    default: preconditionFailure("Decision: \(className) is no accuracy")
    }
  }

  /// The metric that was decided on, an accuracy or a crossentropy.
  func metric(for question: Resolution.Question) -> any Metric {
    guard question == .crossentropy else { return metric() }
    let fromLogits = config["from_logits"] == .bool(true)
    switch className {
    case "BinaryCrossentropy": return BinaryCrossentropy(fromLogits: fromLogits)
    case "CategoricalCrossentropy": return CategoricalCrossentropy(fromLogits: fromLogits)
    case "SparseCategoricalCrossentropy":
      return SparseCategoricalCrossentropy(fromLogits: fromLogits)
    default: preconditionFailure("Decision: \(className) is no crossentropy")
    }
  }

  /// The crossentropy that was decided on.
  func loss(labelSmoothing: Float, reduction: Loss.Reduction) -> Loss {
    let fromLogits = config["from_logits"] == .bool(true)
    switch className {
    case "BinaryCrossentropy":
      return .binaryCrossentropy(
        fromLogits: fromLogits, labelSmoothing: labelSmoothing, reduction: reduction)
    case "CategoricalCrossentropy":
      return .categoricalCrossentropy(
        fromLogits: fromLogits, labelSmoothing: labelSmoothing, reduction: reduction)
    case "SparseCategoricalCrossentropy":
      return .sparseCategoricalCrossentropy(fromLogits: fromLogits, reduction: reduction)
    default: preconditionFailure("Decision: \(className) is no crossentropy")
    }
  }
}
