import AssayCore

/// How one class of Keras's counts, and what it makes of the counts.
enum KerasRule: Sendable {
  case mean(KerasMean)
  case confusion(KerasConfusion)
  case overlap(KerasOverlap)
  case fBeta(KerasFBeta)
  case r2(KerasR2)

  static let classNames =
    KerasMean.classNames + KerasConfusion.classNames + KerasOverlap.classNames
    + ["F1Score", "FBetaScore", "R2Score"]

  init(_ arguments: KerasArguments) throws {
    let name = arguments.className
    switch name {
    case _ where KerasMean.classNames.contains(name): self = .mean(try KerasMean(arguments))
    case _ where KerasConfusion.classNames.contains(name):
      self = .confusion(try KerasConfusion(arguments))
    case _ where KerasOverlap.classNames.contains(name):
      self = .overlap(try KerasOverlap(arguments))
    case "F1Score", "FBetaScore": self = .fBeta(try KerasFBeta(arguments))
    case "R2Score": self = .r2(try KerasR2(arguments))
    default: throw MetricError.unknownName(name, known: KerasRule.classNames)
    }
  }

  /// How many numbers its variables are, where the configuration says so; 0 where they are few.
  var cells: Int {
    switch self {
    case .confusion(let rule): rule.cells
    case .overlap(let rule): rule.cells
    case .mean, .fBeta, .r2: 0
    }
  }

  func contribution(
    _ labels: KerasArray, _ predictions: KerasArray, _ weights: KerasArray?
  ) throws -> KerasArray {
    switch self {
    case .mean(let rule): try rule.contribution(labels, predictions, weights)
    case .confusion(let rule): try rule.contribution(labels, predictions, weights)
    case .overlap(let rule): try rule.contribution(labels, predictions, weights)
    case .fBeta(let rule): try rule.contribution(labels, predictions, weights)
    case .r2(let rule): try rule.contribution(labels, predictions, weights)
    }
  }

  func contribution(values: KerasArray, _ weights: KerasArray?) throws -> KerasArray {
    guard case .mean(let rule) = self else {
      throw MetricError.keras("labels and predictions are needed, not values")
    }
    return try rule.contribution(values: values, weights)
  }

  /// Whether a batch can have added variables of this shape.
  func fits(_ shape: [Int]) -> Bool {
    switch self {
    case .mean(let rule): rule.fits(shape)
    case .confusion(let rule): rule.fits(shape)
    case .overlap(let rule): rule.fits(shape)
    case .fBeta: shape.count == 2 && shape[0] == 4
    case .r2: shape.count == 2 && shape[0] == 5
    }
  }

  func result(_ state: KerasState) -> MetricValue {
    switch self {
    case .mean(let rule): rule.result(state)
    case .confusion(let rule): rule.result(state)
    case .overlap(let rule): rule.result(state)
    case .fBeta(let rule): rule.result(state)
    case .r2(let rule): rule.result(state)
    }
  }
}
