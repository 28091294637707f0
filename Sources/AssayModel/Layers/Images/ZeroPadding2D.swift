import AssayCore

/// Zeros round an image.
///
///     ZeroPadding2D(1)
///     ZeroPadding2D(Edges(bottom: 1, right: 1))
///
/// - Input: `[batch, height, width, channels]`. Output: more rows and columns.
/// - Source: `keras.layers.ZeroPadding2D`.
public final class ZeroPadding2D: Layer {
  public let padding: Edges

  public init(_ padding: Edges = 1, name: String? = nil) {
    self.padding = padding
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let edges = padding
    guard edges.isSensible else {
      return Symbol(
        failure: .argument(where: "", found: "\(edges)", wanted: "0 to 2147483647 at each edge"))
    }
    let x = x.require(x.shape.count == 4, "[batch, height, width, channels]")
    return .apply(
      PadOp(
        top: edges.top, bottom: edges.bottom, left: edges.left, right: edges.right), x)
  }
}
