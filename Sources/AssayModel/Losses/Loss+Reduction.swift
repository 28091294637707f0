import AssayCore

extension Loss {
  /// One number for the batch, or the values themselves under ``Reduction/none``.
  ///
  ///     values  [batch, time]     weights [batch], [batch, 1], [batch, time], [batch, time, 1]
  ///                               mask    [batch], [batch, time]
  ///
  /// - Parameters:
  ///   - weights: one for each sample, or for each of its steps; aligned with the values from the left.
  ///   - mask: 1 where a value counts, else 0, over the leading axes of the values. A mean is then one over
  ///     the values that count.
  package func callAsFunction(
    labels: Symbol, predictions: Symbol, weights: Symbol? = nil, mask: Symbol? = nil
  ) -> Symbol {
    let values = values(labels: labels, predictions: predictions)
    for symbol in [labels, predictions, values, weights, mask] {
      if let symbol, symbol.error != nil { return symbol }
    }
    do throws(ModelError) {
      var parts: [AlignedWeights] = []
      if let weights { parts.append(try .init(weights, called: "weights", to: values.shape)) }
      let own = self.mask(labels: labels, values: values)
      let given = try mask.map { mask throws(ModelError) in
        try AlignedWeights(mask, called: "a mask", to: values.shape)
      }
      if let whole = AlignedWeights.product([given, own.map { AlignedWeights($0) }]) {
        // A mean over what counts: Σ value · mask / n · n / Σ mask.
        let isMean = reduction == .sumOverBatchSize || reduction == .mean
        let mask = whole.symbol
        parts.append(
          isMean
            ? whole.with(mask * Symbol.constant(1).divided(byNonzero: mask.mean())) : whole)
      }
      let weighing = AlignedWeights.product(parts)
      return reduced(values, weighing)
    } catch {
      return Symbol(failure: error)
    }
  }

  private func reduced(_ values: Symbol, _ weights: AlignedWeights?) -> Symbol {
    let weighted = weights.map { values * $0.symbol } ?? values
    switch reduction {
    case .none: return weighted
    case .sum: return weighted.sum()
    case .sumOverBatchSize, .mean: return weighted.mean()
    case .meanWithSampleWeight:
      guard let weights else { return values.mean() }
      let counted =
        weights.isExtended ? weights.symbol.broadcast(to: values.shape) : weights.symbol
      return weighted.sum().divided(byNonzero: counted.sum())
    }
  }
}

/// Weights or a mask in the rank of the values that they weigh.
private struct AlignedWeights {
  let symbol: Symbol
  /// Whether axes were added at the end, over which each weight repeats.
  let isExtended: Bool

  init(_ symbol: Symbol, isExtended: Bool = false) {
    self.symbol = symbol
    self.isExtended = isExtended
  }

  /// - Throws: ``ModelError/shape(where:got:wanted:)`` where the sizes do not fit from the left.
  init(_ weights: Symbol, called name: String, to values: Shape) throws(ModelError) {
    var sizes = Array(weights.shape)
    while sizes.count > values.count, sizes.last == 1 { sizes.removeLast() }
    let fits =
      sizes.count <= values.count && (sizes.first ?? 1) == (sizes.isEmpty ? 1 : values[0])
      && zip(sizes, values).dropFirst().allSatisfy { $0 == 1 || $0 == $1 }
    guard fits else {
      let wanted =
        values.isEmpty
        ? "none, since the loss is one number for the whole batch, which cannot be weighted"
        : "\(Shape(values.prefix(1)))\(values.count > 1 ? " or \(values)" : ""), "
          + "as the values are \(values)"
      throw .shape(where: "", got: "\(name) \(weights.shape)", wanted: wanted)
    }
    isExtended = !sizes.isEmpty && sizes.count < values.count
    if !sizes.isEmpty {
      sizes += Array(repeating: 1, count: values.count - sizes.count)
    }
    symbol = weights.reshaped(Shape(sizes))
  }

  func with(_ symbol: Symbol) -> AlignedWeights { .init(symbol, isExtended: isExtended) }

  /// The product of those there are.
  static func product(_ parts: [AlignedWeights?]) -> AlignedWeights? {
    let parts = parts.compactMap { $0 }
    guard let first = parts.first else { return nil }
    return parts.dropFirst().reduce(first) { product, part in
      AlignedWeights(
        product.symbol * part.symbol, isExtended: product.isExtended && part.isExtended)
    }
  }
}
