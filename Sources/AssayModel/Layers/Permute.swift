import AssayCore

/// The axes of each sample in another order.
///
///     Permute(2, 1)  // [batch, 10, 64] becomes [batch, 64, 10]
///
/// - Source: `keras.layers.Permute`; axes count from 1, for the batch axis stays.
public final class Permute: Layer {
  public let dims: [Int]

  public convenience init(_ dims: Int..., name: String? = nil) {
    self.init(dims: dims, name: name)
  }

  package init(dims: [Int], name: String? = nil) {
    self.dims = dims
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard dims.sorted() == Array(1..<Swift.max(x.shape.count, 1)) else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(x.shape) with dims \(dims)",
          wanted: "each axis of a sample once, counted from 1"))
    }
    return x.transposed(to: [0] + dims)
  }
}
