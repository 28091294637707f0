import AssayCore

/// The element-wise sum of two or more inputs.
///
/// - Input: shapes that are alike but for sizes of 1. Output: the larger sizes.
/// - Source: `keras.layers.Add`.
public final class Add: Layer {
  public override init(name: String? = nil) { super.init(name: name) }

  public override func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol {
    guard let first = inputs.first, inputs.count > 1 else {
      return Symbol(
        failure: .shape(where: "", got: "\(inputs.count) inputs", wanted: "two or more inputs"))
    }
    return inputs.dropFirst().reduce(first, +)
  }

  public override var supportsMasking: Bool { true }

  /// There is something where any input has something; unknown unless all have a mask.
  public override func mask(of inputs: [Symbol], output: Symbol) -> Symbol? {
    let masks = inputs.compactMap(\.mask)
    guard let first = masks.first, masks.count == inputs.count else { return nil }
    return masks.dropFirst().reduce(first) { .maximum($0, $1) }
  }
}
