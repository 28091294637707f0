import AssayCore

/// Steps of zeros before and after a sequence.
///
///     ZeroPadding1D(first: 1, last: 2)
///
/// - Input: `[batch, steps, channels]`. Output: more steps.
/// - Source: `keras.layers.ZeroPadding1D`.
public final class ZeroPadding1D: Layer {
  /// How many come before the first step, and after the last one.
  public let first, last: Int

  public init(first: Int = 1, last: Int = 1, name: String? = nil) {
    self.first = first
    self.last = last
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard first >= 0, last >= 0, first < 1 << 31, last < 1 << 31 else {
      return Symbol(
        failure: .argument(
          where: "", found: "first \(first), last \(last)", wanted: "0 to 2147483647 of each"))
    }
    let x = x.require(x.shape.count == 3, "[batch, steps, channels]")
    guard x.error == nil else { return x }
    let image = x.reshaped([x.shape[0], 1, x.shape[1], x.shape[2]])
    let made = Symbol.apply(PadOp(top: 0, bottom: 0, left: first, right: last), image)
    guard made.error == nil else { return made }
    return made.reshaped([x.shape[0], made.shape[2], x.shape[2]])
  }
}
