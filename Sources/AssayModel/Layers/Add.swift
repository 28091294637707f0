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
}
