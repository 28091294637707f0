import AssayCore

/// Gives each sample another shape with as many elements.
///
///     Reshape(8, -1)  // -1 is worked out; at most one
///
/// - Input: `[batch, …]`. Output: `[batch]` and the target.
/// - Source: `keras.layers.Reshape`.
public final class Reshape: Layer {
  public let target: [Int]

  public convenience init(_ target: Int..., name: String? = nil) {
    self.init(target: target, name: name)
  }

  package init(target: [Int], name: String? = nil) {
    self.target = target
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let elements = x.shape.sample.elements
    let sizes = target.filter { $0 != -1 }
    let unknown = target.count - sizes.count
    let isShape =
      sizes.allSatisfy { $0 > 0 } && target.count < Shape.maximumRank && Shape(sizes).fitsMemory
    let known = isShape ? Shape(sizes).elements : 1
    let fits =
      isShape && (unknown == 0 ? known == elements : unknown == 1 && elements % known == 0)
    let x = x.require(
      fits, "\(elements) elements a sample in the target \(target), with at most one -1")
    guard x.error == nil else { return x }
    return x.reshaped(Shape([Shape.free] + target.map { $0 == -1 ? elements / known : $0 }))
  }
}
