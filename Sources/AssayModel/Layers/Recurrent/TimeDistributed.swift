import AssayCore

/// Applies a layer to every step of a sequence.
///
///     TimeDistributed(Dense(8))(Input(60, 300))  // [batch, 60, 8]
///
/// - Input: `[batch, steps, …]`. Output: the layer's outputs for `[batch, …]`, in `[batch, steps, …]`.
/// - Parameters: those of the layer, once.
/// - Mask: passed on; one of `[batch, steps, …]` is that of each step inside.
/// - Source: `keras.layers.TimeDistributed`.
public final class TimeDistributed: Layer {
  public let layer: Layer

  public init(_ layer: Layer, name: String? = nil) {
    self.layer = layer
    super.init(name: name)
  }

  public override var sublayers: [Layer] { [layer] }
  public override var supportsMasking: Bool { true }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = x.require(x.shape.count >= 3, "[batch, steps, …], a sequence")
    guard x.error == nil else { return x }
    // These do to every vector the same; one call does it to all.
    if layer is Dense || layer is Dropout || layer is ActivationLayer {
      return layer([x], training: scope.training)
    }
    let steps = x.shape[1]
    // Each step is a call, and so is each of the steps inside of it.
    var (calls, axis, inner) = (steps, 2, layer)
    while let next = inner as? TimeDistributed, axis < x.shape.count {
      calls *= x.shape[axis]
      (axis, inner) = (axis + 1, next.layer)
    }
    guard calls <= 1 << 14 else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(x.shape), which is \(calls) calls of a layer",
          wanted: "\(1 << 14) calls or fewer"))
    }
    let step = Shape([x.shape[0]] + x.shape.dropFirst(2))
    var results: [Symbol] = []
    for at in 0..<steps {
      var one = Symbol.apply(Slice(axis: 1, range: at..<at + 1), x).reshaped(step)
      // A mask of steps within each step goes to the layer.
      if let mask = x.mask, mask.shape.count > 2 {
        let part = Symbol.apply(Slice(axis: 1, range: at..<at + 1), mask)
        one = one.masked(
          by: part.reshaped(Shape([mask.shape[0]] + mask.shape.dropFirst(2))))
      }
      let result = layer([one], training: scope.training)
      guard result.error == nil else { return result }
      results.append(
        result.reshaped(Shape([result.shape[0], 1] + result.shape.dropFirst())))
    }
    return .concatenated(results, axis: 1)
  }
}
