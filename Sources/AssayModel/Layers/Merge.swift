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
/// - Mask: where an input is masked it counts as 1; where all are, the product is 0.
/// - Source: `keras.layers.Multiply`.
public final class Multiply: Merge {
  public override init(name: String? = nil) { super.init(name: name) }
  override func merged(_ inputs: [Symbol]) -> Symbol {
    let product = inputs.map { input in
      input.maskOfVectors.map { input.selected(by: $0) + (1 - $0.ofVectors(in: input)) } ?? input
    }.reduce(nil) { (product: Symbol?, factor) in product.map { $0 * factor } ?? factor }
    let masks = inputs.compactMap(\.maskOfVectors)
    guard let product, let first = masks.first, masks.count == inputs.count else {
      return product ?? inputs[0]
    }
    return product.selected(by: masks.dropFirst().reduce(first) { .maximum($0, $1) })
  }
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
/// - Mask: where an input is masked, the others alone count.
/// - Source: `keras.layers.Maximum`.
public final class Maximum: Merge {
  public override init(name: String? = nil) { super.init(name: name) }
  override func merged(_ inputs: [Symbol]) -> Symbol {
    mergedWhereThereIs(inputs) { .maximum($0, $1) }
  }
}

/// The element-wise minimum of two or more inputs; equal elements pass the gradient to the first.
///
/// - Mask: where an input is masked, the others alone count.
/// - Source: `keras.layers.Minimum`.
public final class Minimum: Merge {
  public override init(name: String? = nil) { super.init(name: name) }
  override func merged(_ inputs: [Symbol]) -> Symbol {
    mergedWhereThereIs(inputs) { .minimum($0, $1) }
  }
}

extension Symbol {
  /// The mask of a value that is vectors, one for each element of the mask.
  fileprivate var maskOfVectors: Symbol? {
    mask.flatMap { $0.shape.count + 1 == shape.count ? $0 : nil }
  }

  /// This mask as vectors of 1 and 0.
  fileprivate func ofVectors(in whole: Symbol) -> Symbol {
    reshaped(Shape(Array(shape) + [1])).broadcast(to: whole.shape)
  }
}

extension Merge {
  /// The inputs one after another, each where it is not masked.
  fileprivate final func mergedWhereThereIs(
    _ inputs: [Symbol], _ merge: (Symbol, Symbol) -> Symbol
  ) -> Symbol {
    func chosen(_ mask: Symbol?, _ x: Symbol, _ other: Symbol) -> Symbol {
      mask.map { x.selected(by: $0) + other.selected(by: 1 - $0) } ?? x
    }
    var (made, known) = (inputs[0], inputs[0].maskOfVectors)
    for input in inputs.dropFirst() {
      let mask = input.maskOfVectors
      let x = chosen(mask, input, made)
      made = merge(chosen(known, made, x), x)
      known = mask.flatMap { mask in known.map { .maximum($0, mask) } }
    }
    return made
  }
}
