import AssayCore

/// What a parameter is made to fulfil again after every update.
///
///     Dense(64, kernelConstraint: .maxNorm(2))
///
/// Norms are taken over the given axes, the first by default: of the weights that lead to one unit of
/// a `Dense`.
///
/// - Source: `keras.constraints`; the same formulas and defaults.
public struct Constraint: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case nonNegative
    /// The norm is moved towards `least...most` by the share `rate`.
    case norm(least: Float, most: Float, rate: Float, axes: [Int])
  }

  /// Keras's class name.
  public let name: String
  let kind: Kind

  /// Weights below 0 become 0.
  public static let nonNeg = Constraint(name: "NonNeg", kind: .nonNegative)

  /// A norm above `maximum` becomes `maximum`.
  public static func maxNorm(_ maximum: Float = 2, axes: Int...) -> Constraint {
    Constraint(
      name: "MaxNorm", kind: .norm(least: 0, most: maximum, rate: 1, axes: axes.orFirst))
  }

  /// Every norm becomes 1.
  public static func unitNorm(axes: Int...) -> Constraint {
    Constraint(name: "UnitNorm", kind: .norm(least: 1, most: 1, rate: 1, axes: axes.orFirst))
  }

  /// A norm outside of `minimum...maximum` is moved towards it by the share `rate`.
  public static func minMaxNorm(
    _ minimum: Float = 0, _ maximum: Float = 1, rate: Float = 1, axes: Int...
  ) -> Constraint {
    Constraint(
      name: "MinMaxNorm", kind: .norm(least: minimum, most: maximum, rate: rate, axes: axes.orFirst)
    )
  }

  /// A constraint on norms by its class's name; the axes are those given.
  package static func norm(
    _ name: String, least: Float, most: Float, rate: Float, axes: [Int]
  ) -> Constraint {
    Constraint(name: name, kind: .norm(least: least, most: most, rate: rate, axes: axes.orFirst))
  }

  /// The arguments of a constraint on norms; `nil` of ``nonNeg``.
  package var norm: (least: Float, most: Float, rate: Float, axes: [Int])? {
    guard case .norm(let least, let most, let rate, let axes) = kind else { return nil }
    return (least, most, rate, axes)
  }

  /// What is wrong with this constraint for a parameter of a shape, if anything.
  func mistake(for shape: Shape) -> ModelError? {
    guard case .norm(let least, let most, let rate, let axes) = kind else { return nil }
    guard least >= 0, most >= least, most.isFinite, (0...1).contains(rate) else {
      return .argument(
        where: "", found: "\(name) of norms \(least) to \(most) at rate \(rate)",
        wanted: "0 or more, ascending, and a rate in 0...1")
    }
    guard axes.allSatisfy({ shape.axis($0) != nil }) else {
      return .argument(
        where: "", found: "\(name) over axes \(axes) of \(shape)",
        wanted: "axes from \(-shape.count) to \(shape.count - 1)")
    }
    return nil
  }

  /// Makes the weights fulfil the constraint.
  func apply(to weights: UnsafeMutablePointer<Float>, shape: Shape) {
    let count = shape.elements
    switch kind {
    case .nonNegative:
      for index in 0..<count where weights[index] < 0 { weights[index] = 0 }
    case .norm(let least, let most, let rate, let axes):
      let reduced = Set(axes.compactMap { shape.axis($0) })
      let kept = shape.indices.filter { !reduced.contains($0) }
      let groups = kept.reduce(1) { $0 * shape[$1] }
      for group in 0..<groups {
        var sum: Float = 0
        forEach(group, shape, kept, reduced.sorted()) { sum += weights[$0] * weights[$0] }
        let norm = sum.squareRoot()
        let clipped = Swift.min(Swift.max(norm, least), most)
        let wanted = rate * clipped + (1 - rate) * norm
        let factor = wanted / (1e-7 + norm)
        forEach(group, shape, kept, reduced.sorted()) { weights[$0] *= factor }
      }
    }
  }

  /// Calls `body` with the place of every element of one group, which varies along `reduced` alone.
  private func forEach(
    _ group: Int, _ shape: Shape, _ kept: [Int], _ reduced: [Int], _ body: (Int) -> Void
  ) {
    var strides = Array(repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    var start = 0
    var rest = group
    for axis in kept.reversed() {
      start += rest % shape[axis] * strides[axis]
      rest /= shape[axis]
    }
    for index in 0..<reduced.reduce(1, { $0 * shape[$1] }) {
      var place = start
      var rest = index
      for axis in reduced.reversed() {
        place += rest % shape[axis] * strides[axis]
        rest /= shape[axis]
      }
      body(place)
    }
  }
}

extension [Int] {
  fileprivate var orFirst: [Int] { isEmpty ? [0] : self }
}
