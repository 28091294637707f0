import AssayCore

/// A penalty for large weights or activations that is added to the loss.
///
///     Dense(64, kernelRegularizer: .l2(0.01))
///     Regularizer("largest") { x in 0.1 * x.abs().sum() }  // one's own
///
/// - Source: `keras.regularizers`; the same formulas and default factors.
public struct Regularizer: Sendable {
  /// Keras's class name, or that of one's own.
  public let name: String
  /// The factors of `Σ |x|` and `Σ x²`; `nil` of one's own.
  package private(set) var factors: (l1: Float, l2: Float)?
  /// What ``orthogonal(_:columns:)`` was asked for.
  package private(set) var orthogonality: (factor: Float, columns: Bool)?
  private let penalty: @Sendable (Symbol) -> Symbol

  /// - Parameters:
  ///   - penalty: one number for the weights, or for all activations of a batch.
  public init(_ name: String, penalty: @escaping @Sendable (Symbol) -> Symbol) {
    self.name = name
    self.penalty = penalty
  }

  /// `factor · Σ |x|`.
  public static func l1(_ factor: Float = 0.01) -> Regularizer { l1l2("L1", l1: factor, l2: 0) }

  /// `factor · Σ x²`.
  public static func l2(_ factor: Float = 0.01) -> Regularizer { l1l2("L2", l1: 0, l2: factor) }

  /// `l1 · Σ |x| + l2 · Σ x²`.
  public static func l1l2(l1: Float = 0, l2: Float = 0) -> Regularizer {
    l1l2("L1L2", l1: l1, l2: l2)
  }

  /// How far the rows of a matrix are from standing at right angles: the mean of the absolute products of
  /// two different rows of length 1, times `factor`.
  ///
  /// - Parameters:
  ///   - columns: of the columns instead.
  /// - Shape: a matrix of two rows or more.
  /// - Source: `keras.regularizers.OrthogonalRegularizer`.
  public static func orthogonal(_ factor: Float = 0.01, columns: Bool = false) -> Regularizer {
    var made = Regularizer("OrthogonalRegularizer") { x in
      let x = x.require(
        x.shape.count == 2 && x.shape[columns ? 1 : 0] > 1, "a matrix of two rows or more")
      guard x.error == nil else { return x }
      let rows = columns ? x.transposed(to: [1, 0]) : x
      let count = rows.shape[0]
      // The epsilon keeps a row of zeros from dividing by 0.
      let lengths = (rows.square().sum(axis: 1) + 1e-12).squareRoot().reshaped([count, 1])
      let unit = rows / lengths
      let products = unit.matmul(unit.transposed(to: [1, 0])).abs()
      let others = products.sum() - unit.square().sum()
      return others * (factor / Float(count * (count - 1)))
    }
    made.orthogonality = (factor, columns)
    return made
  }

  private static func l1l2(_ name: String, l1: Float, l2: Float) -> Regularizer {
    var made = Regularizer(name) { x in
      guard l1 >= 0, l2 >= 0, l1.isFinite, l2.isFinite else {
        return Symbol(
          failure: .argument(
            where: "", found: "\(name) has a factor of \(l1 >= 0 && l1.isFinite ? l2 : l1)",
            wanted: "a finite number of 0 or more"))
      }
      let parts =
        (l1 == 0 ? [] : [l1 * x.abs().sum()]) + (l2 == 0 ? [] : [l2 * x.square().sum()])
      return parts.dropFirst().reduce(parts.first ?? .constant(0), +)
    }
    made.factors = (l1, l2)
    return made
  }

  /// The penalty for `x`: a scalar.
  package func callAsFunction(_ x: Symbol) -> Symbol {
    let value = penalty(x)
    guard value.error == nil, !value.shape.isEmpty else { return value }
    return Symbol(
      failure: .shape(
        where: "", got: "\(value.shape) from \(name)", wanted: "one number; take its sum()"))
  }
}
