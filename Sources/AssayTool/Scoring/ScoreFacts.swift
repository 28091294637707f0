import Assay

/// What the first rows of labels and predictions show: what kind of problem they are of.
struct ScoreFacts {
  enum Kind: String {
    case binary = "binary classification"
    case classScores = "classification by scores"
    case classIDs = "classification by class indices"
    case multiLabel = "multi-label classification"
    case regression
  }

  let kind: Kind
  /// What `accuracy` and `crossentropy` are resolved from.
  let resolution: ResolutionFacts
  /// Whether scores are logits rather than probabilities.
  let areLogits: Bool
  /// Where the scale of the scores was seen.
  let because: [String]
  /// Why it is this kind.
  let kindReason: String

  /// - Parameters:
  ///   - labels: the first rows; predictions of the same rows.
  init(labels: Tensor, predictions: Tensor) {
    let seen = LabelFacts(labels)
    // Predictions of rank 1 stand for one output.
    let output = predictions.rank == 1 ? Shape([Shape.free, 1]) : predictions.shape.withFirst(-1)
    let labelShape = labels.rank == 0 ? Shape([1]) : labels.shape.withFirst(Shape.free)
    let isProbability = ScoreFacts.areProbabilities(predictions)
    let isBinary = seen?.onesPerRow != nil
    let areScores = predictions.dtype.isFloatingPoint
    areLogits = !isProbability
    because = [
      isProbability
        ? "predictions lie in 0...1: probabilities"
        : "predictions leave 0...1: logits"
    ]
    resolution = ResolutionFacts(
      output: output, labels: labelShape, labelType: labels.dtype, fromLogits: areLogits,
      labelFacts: seen)
    let isSparse = labelShape.count < output.count || labelShape.lastSize == 1
    let text =
      "labels \(labelShape) \(labels.dtype), predictions \(predictions.shape.withFirst(-1)) "
      + "\(predictions.dtype)"
    if output.lastSize > 1, isSparse, seen?.allIntegers != false {
      kind = .classScores
      kindReason = "\(text): class indices against a row of scores each"
    } else if output.lastSize > 1, isBinary, seen?.onesPerRow == 1...1 {
      kind = .classScores
      kindReason = "\(text): one-hot rows against rows of scores"
    } else if output.lastSize > 1, isBinary {
      kind = .multiLabel
      kindReason = "\(text): rows of zeros and ones, not one-hot"
    } else if !areScores, seen?.allIntegers != false {
      kind = .classIDs
      kindReason = "\(text): whole numbers on both sides"
    } else if isBinary {
      kind = .binary
      kindReason = "\(text): labels are 0 and 1"
    } else {
      kind = .regression
      kindReason = "\(text): labels are numbers other than 0 and 1"
    }
  }

  /// Whether every prediction could be a probability.
  private static func areProbabilities(_ predictions: Tensor) -> Bool {
    predictions.doubles.allSatisfy { $0 >= 0 && $0 <= 1 }
  }
}
