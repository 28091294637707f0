import AssayCore

/// A function of symbols as a layer, without parameters.
///
///     Lambda { x in x * 2 + 1 }
///     Lambda("difference", inputs: 2) { x in x[0] - x[1] }
///
/// - Input: what the function takes. Output: what it gives.
/// - Source: `keras.layers.Lambda`.
public final class Lambda: Layer {
  /// How many inputs it takes.
  public let inputs: Int
  private let body: ([Symbol]) -> Symbol

  public init(_ name: String? = nil, _ body: @escaping (Symbol) -> Symbol) {
    inputs = 1
    self.body = { body($0[0]) }
    super.init(name: name)
  }

  public init(_ name: String? = nil, inputs: Int, _ body: @escaping ([Symbol]) -> Symbol) {
    self.inputs = inputs
    self.body = body
    super.init(name: name)
  }

  public override func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol {
    guard inputs.count == self.inputs, !inputs.isEmpty else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(inputs.count) inputs",
          wanted: self.inputs == 1 ? "one input" : "\(self.inputs) inputs"))
    }
    return body(inputs)
  }
}

/// The input itself.
///
/// - Source: `keras.layers.Identity`.
public final class Identity: Layer {
  public override init(name: String? = nil) { super.init(name: name) }
  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol { x }
  public override var supportsMasking: Bool { true }
}
