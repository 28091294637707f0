import AssayCore

/// Numbers as the index of the bin that they fall in.
///
///     Discretization([0, 1, 2])  // -1.5, 1, 3.4, 0.5 become 0, 2, 3, 1
///
/// - Input: any shape. Output: the same for `.int`, as `float32`; see ``CategoryEncoding`` for the others.
/// - Source: `keras.layers.Discretization` with `bin_boundaries`; it finds no boundaries of its own.
public final class Discretization: Layer {
  /// Where bins end and the next begin, from the least; the first and the last bin have no end.
  public let binBoundaries: [Float]
  public let outputMode: CategoryMode

  public init(_ binBoundaries: [Float], outputMode: CategoryMode = .int, name: String? = nil) {
    self.binBoundaries = binBoundaries
    self.outputMode = outputMode
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let isSorted = zip(binBoundaries, binBoundaries.dropFirst()).allSatisfy { $0 < $1 }
    guard !binBoundaries.isEmpty, isSorted, x.shape.count < Shape.maximumRank else {
      return Symbol(
        failure: .argument(
          where: "", found: "bin boundaries \(binBoundaries) for \(x.shape)",
          wanted: "one or more, each above the one before it, and at most "
            + "\(Shape.maximumRank - 1) axes"))
    }
    let count = binBoundaries.count
    let whole = Shape(x.shape + [count])
    // 1 for each boundary that an element has reached.
    let reached = Symbol.apply(
      Binary(kind: .atLeast),
      x.asFloats.reshaped(Shape(x.shape + [1])).broadcast(to: whole),
      .constant(binBoundaries, shape: [count]))
    if outputMode == .int { return reached.sum(axis: -1) }
    let edge = Shape(x.shape + [1])
    let hot =
      Symbol.concatenated([.constant(1, shape: edge), reached])
      - .concatenated([reached, .constant(0, shape: edge)])
    return hot.encoded(outputMode)
  }
}
