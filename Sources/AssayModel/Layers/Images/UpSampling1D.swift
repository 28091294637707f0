import AssayCore

/// Every step of a sequence, several times.
///
/// - Input: `[batch, steps, channels]`. Output: `[batch, steps · size, channels]`.
/// - Source: `keras.layers.UpSampling1D`.
public final class UpSampling1D: Layer {
  public let size: Int

  public init(_ size: Int = 2, name: String? = nil) {
    self.size = size
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard size > 0 else {
      return Symbol(failure: .argument(where: "", found: "size is \(size)", wanted: "1 or more"))
    }
    let x = x.require(x.shape.count == 3, "[batch, steps, channels]")
    guard x.error == nil else { return x }
    let (n, steps, channels) = (x.shape[0], x.shape[1], x.shape[2])
    guard !steps.multipliedReportingOverflow(by: size).overflow else {
      return Symbol(failure: .tooLarge("size \(size)"))
    }
    return x.reshaped([n, steps, 1, channels]).broadcast(to: [n, steps, size, channels])
      .reshaped([n, steps * size, channels])
  }
}
