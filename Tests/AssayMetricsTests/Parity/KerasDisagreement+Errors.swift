import AssayCore
import AssayMetrics

/// Errors, where Keras has a figure.
extension KerasDisagreement {
  /// A row whose labels or predictions are all equal has no correlation: an error, where Keras's
  /// figure is NaN from then on.
  func constantRows(_ answer: KerasCall.Answer, _ call: KerasCall) -> Bool {
    guard call.className == "PearsonCorrelation",
      case .error(.argument(_, let name, _, _)) = answer,
      name.hasPrefix("the correlation within row")
    else { return false }
    func varied(_ update: KerasCall.Update) -> [Bool] {
      let width = update.predictions.shape.lastSize
      return (0..<update.predictions.count / width).map { row in
        [update.labels, update.predictions].allSatisfy { tensor in
          Set(tensor?.doubles[(row * width)..<(row * width + width)] ?? []).count > 1
        }
      }
    }
    return call.wanted.allSatisfy(\.isNaN)
      && call.updates.contains { zip(varied($0), rowWeights($0)).contains { !$0 && $1 > 0 } }
  }

  /// Rows of one class leave no choice: an error, where Keras takes the highest wrong score for 0.
  func oneClass(_ answer: KerasCall.Answer, _ call: KerasCall) -> Bool {
    guard call.className == "MeanMetricWrapper",
      case .error(.shapes("CategoricalHinge", _, _, _)) = answer
    else { return false }
    return call.updates.contains { $0.predictions.shape.lastSize == 1 }
  }

  /// A label that is no class, or neither 0 nor 1: Keras counts it as a miss, or as 1.
  func labelOutside(_ answer: KerasCall.Answer, _ call: KerasCall) -> Bool {
    guard case .error(let error) = answer else { return false }
    let labels = call.updates.flatMap { $0.labels?.doubles ?? [] }
    return switch error {
    case .classOutOfRange(_, let label, _, let classes):
      labels.contains(label) && !(0..<Double(classes)).contains(label)
    case .labelNotBinary(_, let label, _): labels.contains(label) && label != 0 && label != 1
    default: false
    }
  }

  /// A prediction that is NaN: Keras counts it as a miss, or all of its figure is NaN.
  func notANumber(_ answer: KerasCall.Answer, _ call: KerasCall) -> Bool {
    switch answer {
    case .error(.predictionNotANumber(_, let place)), .error(.notFinite(_, _, _, let place)):
      let wrong = call.updates[0].predictions
      return wrong.doubles.enumerated().contains {
        $1.isNaN && $0 / wrong.shape.lastSize == place.row
      }
    default: return false
    }
  }

  /// A weight below 0, which Keras counts.
  func weightBelowZero(_ answer: KerasCall.Answer, _ call: KerasCall) -> Bool {
    guard case .error(.weightOutOfRange(_, let weight, let place)) = answer else { return false }
    return weight < 0 && call.updates[0].weights?.doubles[place.row] == weight
  }

  /// `[batch, n]` against `[batch, 1]`: Keras pairs each with each.
  func broadcast(_ answer: KerasCall.Answer, _ call: KerasCall) -> Bool {
    guard case .error(.shapes(_, let labels, let predictions, _)) = answer else { return false }
    return labels.count == 2 && predictions.count == 2 && labels[0] == predictions[0]
      && min(labels[1], predictions[1]) == 1 && max(labels[1], predictions[1]) > 1
  }
}
