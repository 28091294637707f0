import AssayCore

/// Features less their mean, divided by their standard deviation, both known before training.
///
///     let normalization = Normalization()
///     try normalization.adapt(features)  // mean and variance of each column
///
/// - Input: any shape with the kept axes. Output: the same.
/// - Parameters: `mean` and `variance` of the sizes of the kept axes, zeros and ones until ``adapt(_:)``,
///   and `count []`; none is trained. None at all where mean and variance are given.
/// - Precision: moments in double; a deviation counts as 1e-7 at least.
/// - Source: `keras.layers.Normalization`.
public final class Normalization: Layer {
  /// The axes that keep a mean and a variance of their own, counted from the end when negative.
  public let axis: [Int]
  public let mean: [Float]?
  public let variance: [Float]?
  /// Whether normalized values are brought back: `x · deviation + mean`.
  public let invert: Bool

  private var adapted: (shape: Shape, mean: [Float], variance: [Float])?

  /// - Parameters:
  ///   - mean: one number, or one for each element of the kept axes; together with `variance`.
  public init(
    axis: [Int]?, mean: [Float]? = nil, variance: [Float]? = nil, invert: Bool = false,
    name: String? = nil
  ) {
    self.axis = axis ?? []
    self.mean = mean
    self.variance = variance
    self.invert = invert
    super.init(name: name)
  }

  public convenience init(
    axis: Int = -1, mean: [Float]? = nil, variance: [Float]? = nil, invert: Bool = false,
    name: String? = nil
  ) {
    self.init(axis: [axis], mean: mean, variance: variance, invert: invert, name: name)
  }

  /// Finds the mean and the population variance of data, in double precision; also for models that the
  /// layer is part of already.
  ///
  /// - Throws: ``ModelError``: data that the axes do not fit, or of another shape than the layer's input.
  public func adapt(_ data: Tensor) throws(ModelError) { try adapt([data]) }

  /// The same for data that comes in parts, such as the batches of a sequence.
  public func adapt(_ parts: some Sequence<Tensor>) throws(ModelError) {
    let place = "Normalization.adapt"
    guard mean == nil, variance == nil else {
      throw .argument(
        where: place, found: "a layer with a given mean and variance",
        wanted: "a layer that is made without them")
    }
    var moments: Moments?
    for part in parts {
      guard let kept = kept(of: part.shape) else {
        throw .shape(
          where: place, got: "data \(part.shape) with axis \(axis)",
          wanted: "axes that the data has, each once, other than the first")
      }
      if moments == nil { moments = Moments(sizes: Shape(kept.map { part.shape[$0] })) }
      guard moments?.sizes == Shape(kept.map { part.shape[$0] }) else {
        throw .shape(
          where: place, got: "data \(part.shape)",
          wanted: "\(moments?.sizes ?? []) along axis \(axis), as in the first part")
      }
      moments?.add(part, kept: kept)
    }
    guard let moments, moments.count > 0 else {
      throw .argument(where: place, found: "no data", wanted: "one sample or more")
    }
    for parameter in scope.parameters where parameter.name == "mean" {
      guard parameter.shape == moments.sizes else {
        throw .shape(
          where: place, got: "data with \(moments.sizes) along axis \(axis)",
          wanted: "\(parameter.shape), as in the layer's input")
      }
    }
    let found = (
      shape: moments.sizes, mean: moments.mean.map { Float($0) },
      variance: moments.variance.map { Float($0) }
    )
    adapted = found
    for parameter in scope.parameters {
      if parameter.name == "mean" { parameter.restart(from: found.mean) }
      if parameter.name == "variance" { parameter.restart(from: found.variance) }
    }
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard let kept = kept(of: x.shape) else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(x.shape) with axis \(axis)",
          wanted: "axes that the input has, each once, other than that of the batch"))
    }
    let sizes = Shape(kept.map { x.shape[$0] })
    let spread = Shape(x.shape.indices.map { kept.contains($0) ? x.shape[$0] : 1 })
    let mean: Symbol
    let variance: Symbol
    if self.mean != nil || self.variance != nil {
      guard let given = self.mean, let other = self.variance, given.count == other.count,
        given.count == 1 || given.count == sizes.elements
      else {
        return Symbol(
          failure: .argument(
            where: "",
            found:
              "a mean of \(self.mean?.count ?? 0) and a variance of \(self.variance?.count ?? 0) "
              + "numbers",
            wanted: "both, of 1 or \(sizes.elements) numbers"))
      }
      let shape = given.count == 1 ? Shape(x.shape.map { _ in 1 }) : spread
      mean = .constant(given, shape: shape)
      variance = .constant(other, shape: shape)
    } else {
      if let adapted, adapted.shape != sizes {
        return Symbol(
          failure: .shape(
            where: "", got: "\(x.shape) with \(sizes) along axis \(axis)",
            wanted: "\(adapted.shape), as in the data that was adapted to"))
      }
      mean = scope.parameter(
        "mean", sizes, adapted.map { .values($0.mean) } ?? .zeros, trainable: false
      ).reshaped(spread)
      variance = scope.parameter(
        "variance", sizes, adapted.map { .values($0.variance) } ?? .ones, trainable: false
      ).reshaped(spread)
      _ = scope.parameter("count", [], .zeros, trainable: false)
    }
    let deviation = variance.squareRoot().clipped(to: 1e-7...Float.greatestFiniteMagnitude)
    let x = x.asFloats
    return invert ? x * deviation + mean : (x - mean) / deviation
  }

  public override var supportsMasking: Bool { true }

  /// The kept axes from the first, or `nil` where they are none of the shape's.
  private func kept(of shape: Shape) -> [Int]? {
    let found = axis.compactMap { shape.axis($0) }
    guard found.count == axis.count, Set(found).count == axis.count, !found.contains(0) else {
      return nil
    }
    return found.sorted()
  }
}

/// Means and variances of columns, part by part, in double precision.
private struct Moments {
  let sizes: Shape
  private(set) var count = 0.0
  private(set) var mean: [Double]
  private var squares: [Double]

  init(sizes: Shape) {
    self.sizes = sizes
    mean = Array(repeating: 0, count: sizes.elements)
    squares = mean
  }

  var variance: [Double] { squares.map { $0 / count } }

  /// Adds one part: its own moments first, then both in one.
  ///
  /// - Source: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample
  ///   variances" (1979).
  mutating func add(_ part: Tensor, kept: [Int]) {
    let values = part.doubles
    guard !values.isEmpty, !mean.isEmpty else { return }
    let columns = columns(of: part.shape, kept)
    let width = columns.count
    let size = Double(values.count / mean.count)
    var means = mean.map { _ in 0.0 }
    for (flat, value) in values.enumerated() { means[columns[flat % width]] += value }
    for column in means.indices { means[column] /= size }
    var sums = mean.map { _ in 0.0 }
    for (flat, value) in values.enumerated() {
      let column = columns[flat % width]
      sums[column] += (value - means[column]) * (value - means[column])
    }
    let all = count + size
    for column in mean.indices {
      let difference = means[column] - mean[column]
      squares[column] += sums[column] + difference * difference * count * size / all
      mean[column] += difference * size / all
    }
    count = all
  }

  /// Which column each element of a sample belongs to; the first axis is never kept.
  private func columns(of shape: Shape, _ kept: [Int]) -> [Int] {
    let strides = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
    return (0..<shape.sample.elements).map { flat in
      kept.reduce(0) { $0 * shape[$1] + flat / strides[$1] % shape[$1] }
    }
  }
}
