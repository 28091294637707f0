import AssayCore

/// Keras's R², in the arithmetic of `float32`, with what that loses.
struct KerasR2: Sendable {
  private let aggregation: String?
  private let regressors: Int

  init(_ arguments: KerasArguments) throws {
    switch arguments.values["class_aggregation"] {
    case nil: aggregation = "uniform_average"
    case .null: aggregation = nil
    default: aggregation = arguments.text("class_aggregation")
    }
    guard [nil, "uniform_average", "variance_weighted_average"].contains(aggregation) else {
      throw arguments.error(
        "class_aggregation", "uniform_average, variance_weighted_average or none")
    }
    regressors = try arguments.integer("num_regressors", 0)
    guard regressors >= 0 else { throw arguments.error("num_regressors", "0 or more") }
  }

  /// Σwy, Σwy², Σw(y − p)² and Σw of each output, and the number of elements: `[5, outputs]`.
  func contribution(
    _ labels: KerasArray, _ predictions: KerasArray, _ weights: KerasArray?
  ) throws -> KerasArray {
    let (y, p) = KerasArray.aligned(labels.narrow, predictions.narrow)
    guard y.rank == 2, p.rank == 2 else {
      throw MetricError.keras("R2Score with shapes \(Shape(y.shape)) and \(Shape(p.shape))")
    }
    var w = weights?.narrow ?? KerasArray(scalar: 1)
    if w.rank == 1 { w.shape.append(1) }
    w = try w.broadcast(to: y.shape)
    let weighted = try y.zip(w, *)
    let errors = try y.zip(p, -).map { $0 * $0 }.zip(w, *)
    func sums(_ x: KerasArray) throws -> [Double] {
      try x.reduce(0) { line in Double(line.reduce(Float(0)) { $0 + Float($1) }) }.data
    }
    let squares = try y.zip(weighted, *)
    let count = [Double](repeating: Double(y.count), count: y.last)
    return KerasArray(
      shape: [5, y.last],
      data: try sums(weighted) + sums(squares) + sums(errors) + sums(w) + count, isWide: true)
  }

  func result(_ state: KerasState) -> MetricValue {
    guard !state.isEmpty else { return .scalar(nil) }
    let numbers = state.numbers.map { Float($0) }
    let width = numbers.count / 5
    var totals: [Float] = []
    var scores: [Float] = []
    for output in 0..<width {
      let sum = numbers[output]
      let mean = sum / numbers[3 * width + output]
      let total = numbers[width + output] - sum * mean
      let score = 1 - numbers[2 * width + output] / total
      totals.append(total)
      scores.append(score.isInfinite ? 0 : score)
    }
    let samples = numbers[4 * width]
    func adjusted(_ score: Float) -> Double {
      let regressors = Float(regressors)
      guard regressors != 0, regressors < samples - 1 else { return Double(score) }
      return Double(1 - (1 - score) * (samples - 1) / (samples - regressors - 1))
    }
    switch aggregation {
    case nil: return .vector(scores.map(adjusted))
    case "uniform_average": return .scalar(adjusted(scores.reduce(0, +) / Float(width)))
    default:
      let weighted = zip(totals, scores).reduce(Float(0)) { $0 + $1.0 * $1.1 }
      return .scalar(adjusted(weighted / totals.reduce(0, +)))
    }
  }
}
