import AssayCore

/// Each vector several times over, as the steps of a sequence.
///
///     RepeatVector(3)  // [batch, 32] becomes [batch, 3, 32]
///
/// - Source: `keras.layers.RepeatVector`.
public final class RepeatVector: Layer {
  /// How many times.
  public let n: Int

  public init(_ n: Int, name: String? = nil) {
    self.n = n
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard n > 0 else {
      return Symbol(failure: .argument(where: "", found: "n is \(n)", wanted: "1 or more"))
    }
    let x = x.require(x.shape.count == 2, "[batch, features]")
    guard x.error == nil else { return x }
    return x.reshaped([Shape.free, 1, x.shape[1]]).broadcast(to: [Shape.free, n, x.shape[1]])
  }
}
