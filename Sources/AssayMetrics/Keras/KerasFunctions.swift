import AssayCore

/// Keras's functions of labels and predictions: a value a sample, or an element.
enum KerasFunction: String, CaseIterable {
  case accuracy
  case binaryAccuracy = "binary_accuracy"
  case categoricalAccuracy = "categorical_accuracy"
  case sparseCategoricalAccuracy = "sparse_categorical_accuracy"
  case topKCategoricalAccuracy = "top_k_categorical_accuracy"
  case sparseTopKCategoricalAccuracy = "sparse_top_k_categorical_accuracy"
  case meanSquaredError = "mean_squared_error"
  case meanAbsoluteError = "mean_absolute_error"
  case meanAbsolutePercentageError = "mean_absolute_percentage_error"
  case meanSquaredLogarithmicError = "mean_squared_logarithmic_error"
  case logCosh = "log_cosh"
  case huber
  case cosineSimilarity = "cosine_similarity"
  case hinge
  case squaredHinge = "squared_hinge"
  case categoricalHinge = "categorical_hinge"
  case klDivergence = "kl_divergence"
  case poisson
  case binaryCrossentropy = "binary_crossentropy"
  case categoricalCrossentropy = "categorical_crossentropy"
  case sparseCategoricalCrossentropy = "sparse_categorical_crossentropy"
  case binaryFocalCrossentropy = "binary_focal_crossentropy"
  case categoricalFocalCrossentropy = "categorical_focal_crossentropy"
  case categoricalGeneralizedCrossEntropy = "categorical_generalized_cross_entropy"
  case pearsonCorrelation = "pearson_correlation"
  case concordanceCorrelation = "concordance_correlation"
  case dice, tversky, circle, ctc

  static let epsilon = Double(Float(1e-7))

  /// Values, and which of them count where the function says so itself.
  struct Values {
    var values: KerasArray
    var mask: KerasArray?
  }

  func values(
    _ labels: KerasArray, _ predictions: KerasArray, _ arguments: KerasArguments
  ) throws -> Values {
    let p = predictions
    let y = labels.cast(as: p)
    let axis = try arguments.values["axis"] == nil ? -1 : arguments.axes("axis")?.first ?? -1
    switch self {
    case .sparseCategoricalCrossentropy:
      return try sparseCrossentropy(labels, p, axis, arguments)
    case .circle: return try circle(labels, p, arguments)
    default: return Values(values: try plain(y, p, labels, axis, arguments))
    }
  }

  private func plain(
    _ y: KerasArray, _ p: KerasArray, _ labels: KerasArray, _ axis: Int,
    _ arguments: KerasArguments
  ) throws -> KerasArray {
    switch self {
    case .accuracy:
      let (y, p) = KerasArray.aligned(y, p)
      return try y.zip(p) { $0 == $1 ? 1 : 0 }.narrow
    case .binaryAccuracy:
      let threshold = try arguments.number("threshold", 0.5)
      let (y, p) = KerasArray.aligned(labels, p)
      let limit = p.isWide ? threshold : Double(Float(threshold))
      return try y.zip(p) { $0 == ($1 > limit ? 1 : 0) ? 1 : 0 }.narrow
    case .categoricalAccuracy:
      var y = try labels.argmax()
      let shape = y.shape
      let isSame = y.rank == p.rank
      if isSame {
        guard y.shape.last == 1 else { throw MetricError.keras("labels \(Shape(labels.shape))") }
        y.shape.removeLast()
      }
      let matches = try y.zip(p.argmax()) { $0 == $1 ? 1 : 0 }
      return (isSame ? matches.reshaped(shape) : matches).narrow
    case .sparseCategoricalAccuracy:
      var y = y
      let shape = y.shape
      let isSqueezed = y.rank == p.rank && y.shape.last == 1
      if isSqueezed { y.shape.removeLast() }
      var matches = try y.zip(p.argmax()) { $0 == $1 ? 1 : 0 }
      if isSqueezed {
        guard matches.count == shape.reduce(1, *) else {
          throw MetricError.keras("labels \(Shape(shape)) and predictions \(Shape(p.shape))")
        }
        matches = matches.reshaped(shape)
      }
      if matches.rank > 1, matches.shape.last == 1 { matches.shape.removeLast() }
      return matches.narrow
    case .topKCategoricalAccuracy:
      return try inTop(labels.argmax(), p, try arguments.integer("k", 5))
    case .sparseTopKCategoricalAccuracy:
      let k = try arguments.integer("k", 5)
      guard try arguments.bool("from_sorted_ids", false) else {
        return try inTop(labels.map { $0.rounded(.towardZero) }, p, k)
      }
      return try inFirst(y, p, k)
    case .meanSquaredError, .meanAbsoluteError, .meanAbsolutePercentageError,
      .meanSquaredLogarithmicError, .logCosh, .huber, .poisson:
      return try regression(y, p, arguments)
    case .cosineSimilarity:
      let (y, p) = KerasArray.aligned(y, p)
      return try normalized(y, axis).zip(normalized(p, axis), *).sum(axis)
    case .hinge, .squaredHinge:
      let (y, p) = (hingeLabels(y), p)
      let margins = try y.zip(p) { max(1 - $0 * $1, 0) }
      return try (self == .hinge ? margins : margins.map { $0 * $0 }).mean(-1)
    case .categoricalHinge:
      let positive = try y.zip(p, *).sum(-1)
      let negative = try y.zip(p) { (1 - $0) * $1 }.reduce(-1) { $0.max() ?? 0 }
      return try negative.zip(positive) { max($0 - $1 + 1, 0) }
    case .klDivergence:
      let clip = { (x: Double) in min(max(x, KerasFunction.epsilon), 1) }
      return try y.map(clip).zip(p.map(clip)) { $0 * Double.log($0 / $1) }.sum(-1)
    case .binaryCrossentropy: return try binaryCrossentropy(y, p, arguments).mean(axis)
    case .binaryFocalCrossentropy: return try binaryFocal(y, p, arguments).mean(axis)
    case .categoricalCrossentropy, .categoricalFocalCrossentropy:
      return try categoricalCrossentropy(y, p, axis, arguments)
    case .categoricalGeneralizedCrossEntropy:
      let q = try arguments.number("q", 0.5)
      return try p.zip(oneHot(labels, p.last), *).sum(-1).map { (1 - Double.pow($0, q)) / q }
    case .pearsonCorrelation, .concordanceCorrelation: return try correlation(y, p, axis)
    case .dice, .tversky: return try overlap(y, p, arguments)
    case .ctc: return try KerasCTC.losses(labels: labels, logits: p)
    case .sparseCategoricalCrossentropy, .circle: return p
    }
  }

  /// A hit where fewer than k scores are greater than the label's, which has to be finite.
  private func inTop(_ y: KerasArray, _ p: KerasArray, _ k: Int) throws -> KerasArray {
    let classes = p.last
    let rows = classes == 0 ? 0 : p.count / classes
    guard p.rank > 1, y.count == rows else {
      throw MetricError.keras("labels \(Shape(y.shape)) and predictions \(Shape(p.shape))")
    }
    let hits = (0..<rows).map { row -> Double in
      let scores = p.data[(row * classes)..<((row + 1) * classes)]
      guard y.data[row] >= 0, y.data[row] < Double(classes) else { return 0 }
      let own = scores[row * classes + Int(y.data[row])]
      guard own.isFinite, !scores.contains(where: \.isNaN) else { return 0 }
      return scores.count { $0 > own } < k ? 1 : 0
    }
    return KerasArray(shape: y.rank > 1 ? y.shape : [rows], data: hits)
  }

  /// A hit where the label is among the first k ids.
  private func inFirst(_ y: KerasArray, _ p: KerasArray, _ k: Int) throws -> KerasArray {
    let width = p.last
    let rows = width == 0 ? 0 : p.count / width
    guard p.rank > 1, y.count == rows else {
      throw MetricError.keras("labels \(Shape(y.shape)) and predictions \(Shape(p.shape))")
    }
    let hits = (0..<rows).map { row in
      p.data[(row * width)..<(row * width + min(max(k, 0), width))].contains(y.data[row]) ? 1.0 : 0
    }
    return KerasArray(shape: y.rank > 1 ? y.shape : [rows], data: hits)
  }

  private func regression(
    _ labels: KerasArray, _ predictions: KerasArray, _ arguments: KerasArguments
  ) throws -> KerasArray {
    let (y, p) =
      self == .poisson ? (labels, predictions) : KerasArray.aligned(labels, predictions)
    let epsilon = KerasFunction.epsilon
    let delta = try arguments.number("delta", 1)
    func single(_ x: Double) -> Double { p.isWide ? x : Double(Float(x)) }
    let values = try y.zip(p) { y, p in
      switch self {
      case .meanSquaredError: single(y - p) * single(y - p)
      case .meanAbsoluteError: abs(y - p)
      case .meanAbsolutePercentageError: abs(single(y - p) / max(abs(y), epsilon))
      case .meanSquaredLogarithmicError:
        {
          let a = single(Double.log(single(max(p, epsilon) + 1)))
          let b = single(Double.log(single(max(y, epsilon) + 1)))
          return (a - b) * (a - b)
        }()
      case .logCosh:
        {
          let x = single(p - y)
          return x + softplus(-2 * x) - Double.log(2)
        }()
      case .huber:
        abs(p - y) <= delta
          ? 0.5 * (p - y) * (p - y) : delta * abs(p - y) - 0.5 * delta * delta
      default: p - y * single(Double.log(single(p + epsilon)))
      }
    }
    // A bare number has no axis to take the mean over.
    let means = values.rank == 0 ? values : try values.mean(-1)
    return self == .meanAbsolutePercentageError ? means.map { 100 * $0 } : means
  }

  private func softplus(_ x: Double) -> Double { max(x, 0) + Double.log(1 + Double.exp(-abs(x))) }

  private func normalized(_ x: KerasArray, _ axis: Int) throws -> KerasArray {
    let inverse = try x.map { $0 * $0 }.sum(axis, keepsAxis: true)
      .map { min(1 / $0.squareRoot(), 1 / KerasFunction.epsilon) }
    return try x.zip(inverse, *)
  }

  private func hingeLabels(_ y: KerasArray) -> KerasArray {
    y.data.allSatisfy { $0 == 0 || $0 == 1 } ? y.map { 2 * $0 - 1 } : y
  }

  private func correlation(
    _ labels: KerasArray, _ predictions: KerasArray, _ axis: Int
  ) throws -> KerasArray {
    let (y, p) = KerasArray.aligned(labels, predictions)
    let (my, mp) = (try y.mean(axis, keepsAxis: true), try p.mean(axis, keepsAxis: true))
    let (dy, dp) = (try y.zip(my, -), try p.zip(mp, -))
    func variance(_ x: KerasArray) throws -> KerasArray {
      let mean = try x.mean(axis, keepsAxis: true)
      return try x.zip(mean) { ($0 - $1) * ($0 - $1) }.mean(axis, keepsAxis: true)
    }
    let (vy, vp) = (try variance(dy), try variance(dp))
    if self == .pearsonCorrelation {
      let a = try dy.zip(vy.map { $0.squareRoot() }, /)
      let b = try dp.zip(vp.map { $0.squareRoot() }, /)
      return try a.zip(b, *).mean(axis)
    }
    let covariance = try y.zip(mp, -).zip(dp, *)
    let norm = try vy.zip(vp, +).zip(my.zip(mp) { ($0 - $1) * ($0 - $1) }, +)
    return try covariance.zip(norm) { 2 * $0 / ($1 + KerasFunction.epsilon) }.mean(axis)
  }

  private func overlap(
    _ y: KerasArray, _ p: KerasArray, _ arguments: KerasArguments
  ) throws -> KerasArray {
    let axes = try arguments.axes("axis")
    func sum(_ x: KerasArray) throws -> KerasArray {
      guard let axes else { return KerasArray(scalar: x.total) }
      return try axes.map { try x.axis($0) }.sorted(by: >).reduce(x) { try $0.sum($1) }
    }
    let epsilon = KerasFunction.epsilon
    let both = try sum(y.zip(p, *))
    if self == .dice {
      let all = try sum(y).zip(sum(p), +)
      return try both.zip(all) { 1 - 2 * $0 / ($1 + epsilon) }
    }
    let (alpha, beta) = (try arguments.number("alpha", 0.5), try arguments.number("beta", 0.5))
    let missed = try sum(y.zip(p) { (1 - $1) * $0 })
    let alarms = try sum(y.zip(p) { $1 * (1 - $0) })
    let rest = try missed.zip(alarms) { alpha * $0 + beta * $1 + epsilon }
    return try both.zip(rest) { 1 - $0 / ($0 + $1) }
  }
}
