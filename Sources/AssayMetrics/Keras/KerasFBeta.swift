import AssayCore

/// Keras's F-scores.
struct KerasFBeta: Sendable {
  private let average: String?
  private let beta: Double
  private let threshold: Double?

  init(_ arguments: KerasArguments) throws {
    average = arguments.text("average")
    guard [nil, "micro", "macro", "weighted"].contains(average) else {
      throw arguments.error("average", "micro, macro, weighted or none")
    }
    beta = arguments.className == "F1Score" ? 1 : try arguments.number("beta", 1)
    guard beta > 0 else { throw arguments.error("beta", "more than 0") }
    switch arguments.values["threshold"] {
    case nil, .null: threshold = nil
    default:
      let number = try arguments.number("threshold", 0.5)
      guard number > 0, number <= 1 else { throw arguments.error("threshold", "in 0...1") }
      threshold = number
    }
  }

  /// Hits, false hits, misses and labels of each class: `[4, classes]`.
  func contribution(
    _ labels: KerasArray, _ predictions: KerasArray, _ weights: KerasArray?
  ) throws -> KerasArray {
    let (y, p) = (labels.narrow, predictions.narrow)
    guard y.rank == 2, p.rank == 2 else {
      throw MetricError.keras("FBetaScore with shapes \(Shape(y.shape)) and \(Shape(p.shape))")
    }
    let guesses: KerasArray
    if let threshold {
      let limit = Double(Float(threshold))
      guesses = p.map { $0 > limit ? 1 : 0 }
    } else {
      let greatest = try p.reduce(-1, keepsAxis: true) { $0.max() ?? 0 }
      guesses = try p.zip(greatest) { $0 >= $1 && abs($0) > 1e-9 ? 1 : 0 }
    }
    var weight = KerasArray(scalar: 1)
    if let weights {
      guard weights.rank == 1 else {
        throw MetricError.keras("weights of shape \(Shape(weights.shape)); one a sample is wanted")
      }
      weight = weights.narrow.reshaped([weights.count, 1])
    }
    let parts = try [
      guesses.zip(y, *), guesses.zip(y) { $0 * (1 - $1) }, guesses.zip(y) { (1 - $0) * $1 },
      y.zip(guesses) { y, _ in y },
    ].map { try $0.zip(weight, *).sum(0) }
    let width = parts[0].count
    var data = parts.flatMap(\.data)
    if average == "micro" { data = parts.map(\.total) }
    return KerasArray(shape: [4, average == "micro" ? 1 : width], data: data, isWide: true)
  }

  func result(_ state: KerasState) -> MetricValue {
    guard !state.isEmpty else { return .scalar(nil) }
    let numbers = state.numbers
    let width = numbers.count / 4
    let epsilon = KerasFunction.epsilon
    let scores = (0..<width).map { c -> Double in
      let hits = numbers[c]
      let precision = hits / (hits + numbers[width + c] + epsilon)
      let recall = hits / (hits + numbers[2 * width + c] + epsilon)
      return precision * recall / (beta * beta * precision + recall + epsilon) * (1 + beta * beta)
    }
    switch average {
    case nil: return .vector(scores)
    case "weighted":
      let support = numbers[(3 * width)...]
      let all = support.reduce(0, +) + epsilon
      return .scalar(zip(scores, support).reduce(0) { $0 + $1.0 * ($1.1 / all) })
    default: return .scalar(scores.reduce(0, +) / Double(width))
    }
  }
}
