import AssayCore

extension Metric {
  /// Counts the places of one batch where the mask is 1, and nothing of the others.
  ///
  ///     // Sequences of 4 steps, the second padded after its first step; one weight a sequence.
  ///     try mae.update(
  ///       labels: y, predictions: p, weights: Tensor([1, 2] as [Float]),
  ///       mask: Tensor([[1, 1, 1, 1], [1, 0, 0, 0]] as [[Float]]))
  ///
  /// What stands at a masked place is not looked at: label, prediction or weight.
  ///
  /// - Parameters:
  ///   - mask: 0 or 1, in a shape that begins the predictions' shape: `[batch]`, `[batch, steps]`.
  ///     A weight belongs to the sample, or the step, of its first axes, whatever the sizes: one a
  ///     sample never weighs the steps.
  /// - Throws: ``MetricError``, and counts nothing.
  public mutating func update(
    labels: Tensor, predictions: Tensor, weights: Tensor?, mask: Tensor
  ) throws {
    try update(
      labels: labels, predictions: predictions,
      weights: masked(weights, by: mask, predictions: predictions.shape))
  }

  /// The weights where the mask is 1, and 0 elsewhere, in the longer of the two shapes.
  private func masked(_ weights: Tensor?, by mask: Tensor, predictions: Shape) throws -> Tensor {
    let shape = mask.shape.withoutLastOnes
    guard shape.count > 0, shape.count <= predictions.count,
      shape.indices.allSatisfy({ shape[$0] == predictions[$0] })
    else {
      throw MetricError.argument(
        metric: "\(Self.self)", name: "mask", found: "of shape \(mask.shape)",
        wanted: "a shape that begins the predictions', \(predictions)")
    }
    let kept = try mask.doubles.enumerated().map { index, value in
      guard value == 0 || value == 1 else {
        throw MetricError.argument(
          metric: "\(Self.self)", name: "mask",
          found: "\(value) in \(MetricError.Position(index: index, in: mask.shape))",
          wanted: "0, to leave out, or 1")
      }
      return value == 1
    }
    guard let weights else { return try Tensor(kept.map { $0 ? 1 : 0 } as [UInt8], shape: shape) }
    let weighted = weights.shape.withoutLastOnes
    let axes = min(shape.count, weighted.count)
    guard axes > 0, (0..<axes).allSatisfy({ shape[$0] == weighted[$0] }) else {
      throw MetricError.weightShape(
        metric: "\(Self.self)", weights: weights.shape, values: predictions)
    }
    let whole = shape.count >= weighted.count ? shape : weighted
    let count = whole.elements
    let given = weights.doubles
    // An empty batch has no element whose place could be asked for.
    let shareMask = count / max(kept.count, 1)
    let shareWeight = count / max(given.count, 1)
    return try Tensor(
      (0..<count).map { kept[$0 / shareMask] ? given[$0 / shareWeight] : 0 }, shape: whole)
  }
}

extension Shape {
  /// This shape without the axes of size 1 at its end, but for the first axis.
  fileprivate var withoutLastOnes: Shape {
    var sizes = Array(self)
    while sizes.count > 1, sizes.last == 1 { sizes.removeLast() }
    return Shape(sizes)
  }
}
