import AssayCore

/// An image without its edges.
///
///     Cropping2D([2, 4])
///     Cropping2D(Edges(bottom: 1, right: 1))
///
/// - Input: `[batch, height, width, channels]`. Output: fewer rows and columns.
/// - Source: `keras.layers.Cropping2D`.
public final class Cropping2D: Layer {
  public let cropping: Edges

  public init(_ cropping: Edges = 0, name: String? = nil) {
    self.cropping = cropping
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let edges = cropping
    guard edges.isSensible else {
      return Symbol(
        failure: .argument(where: "", found: "\(edges)", wanted: "0 to 2147483647 at each edge"))
    }
    let x = x.require(
      x.shape.count == 4 && x.shape[1] > edges.top + edges.bottom
        && x.shape[2] > edges.left + edges.right,
      "[batch, height, width, channels] of which \(edges) leave something")
    return .apply(
      PadOp(
        top: -edges.top, bottom: -edges.bottom, left: -edges.left, right: -edges.right), x)
  }
}
