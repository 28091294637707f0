import AssayCore

/// What the layers share that join inputs element by element.
///
/// - Input: two or more, of shapes that are alike but for sizes of 1; missing axes are put in behind the
///   batch axis. Output: the larger sizes.
/// - Mask: there is something where any input has something; unknown unless all have a mask.
public class Merge: Layer {
  fileprivate override init(name: String?) { super.init(name: name) }

  fileprivate var wanted: ClosedRange<Int> { 2...Int.max }

  /// The inputs in one; they have one rank.
  fileprivate func merged(_ inputs: [Symbol]) -> Symbol { inputs[0] }

  public final override func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol {
    guard wanted.contains(inputs.count) else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(inputs.count) inputs",
          wanted: wanted.upperBound == 2 ? "two inputs" : "two or more inputs"))
    }
    let rank = inputs.map(\.shape.count).max() ?? 0
    return merged(
      inputs.map { input in
        let missing = Array(repeating: 1, count: rank - input.shape.count)
        return input.reshaped(Shape(input.shape.prefix(1) + missing + input.shape.dropFirst()))
      })
  }

  public final override var supportsMasking: Bool { true }

  public final override func mask(of inputs: [Symbol], output: Symbol) -> Symbol? {
    let masks = inputs.compactMap(\.mask)
    guard let first = masks.first, masks.count == inputs.count else { return nil }
    return masks.dropFirst().reduce(first) { .maximum($0, $1) }
  }
}

/// The element-wise sum of two or more inputs.
///
/// - Source: `keras.layers.Add`.
public final class Add: Merge {
  public override init(name: String? = nil) { super.init(name: name) }
  override func merged(_ inputs: [Symbol]) -> Symbol { inputs.dropFirst().reduce(inputs[0], +) }
}

/// The first of two inputs less the second.
///
/// - Source: `keras.layers.Subtract`.
public final class Subtract: Merge {
  public override init(name: String? = nil) { super.init(name: name) }
  override var wanted: ClosedRange<Int> { 2...2 }
  override func merged(_ inputs: [Symbol]) -> Symbol { inputs[0] - inputs[1] }
}

/// The element-wise product of two or more inputs.
///
/// - Source: `keras.layers.Multiply`.
public final class Multiply: Merge {
  public override init(name: String? = nil) { super.init(name: name) }
  override func merged(_ inputs: [Symbol]) -> Symbol { inputs.dropFirst().reduce(inputs[0], *) }
}

/// The element-wise mean of two or more inputs.
///
/// - Source: `keras.layers.Average`.
public final class Average: Merge {
  public override init(name: String? = nil) { super.init(name: name) }
  override func merged(_ inputs: [Symbol]) -> Symbol {
    inputs.dropFirst().reduce(inputs[0], +) / Float(inputs.count)
  }
}

/// The element-wise maximum of two or more inputs; equal elements pass the gradient to the first.
///
/// - Source: `keras.layers.Maximum`.
public final class Maximum: Merge {
  public override init(name: String? = nil) { super.init(name: name) }
  override func merged(_ inputs: [Symbol]) -> Symbol {
    inputs.dropFirst().reduce(inputs[0]) { .maximum($0, $1) }
  }
}

/// The element-wise minimum of two or more inputs; equal elements pass the gradient to the first.
///
/// - Source: `keras.layers.Minimum`.
public final class Minimum: Merge {
  public override init(name: String? = nil) { super.init(name: name) }
  override func merged(_ inputs: [Symbol]) -> Symbol {
    inputs.dropFirst().reduce(inputs[0]) { .minimum($0, $1) }
  }
}
