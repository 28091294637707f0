/// What the activation layers share: any shape in, the same shape out.
public class ElementwiseLayer: Layer {
  public let activation: Activation

  fileprivate init(_ activation: Activation, name: String?) {
    self.activation = activation
    super.init(name: name)
  }

  public final override func call(_ x: Symbol, _ scope: Scope) -> Symbol { activation(x) }
  public final override var supportsMasking: Bool { true }
}

/// Applies any activation: `ActivationLayer(.tanh)`.
///
/// - Source: `keras.layers.Activation`.
public final class ActivationLayer: ElementwiseLayer {
  public override init(_ activation: Activation, name: String? = nil) {
    super.init(activation, name: name)
  }
  public override var className: String { "Activation" }
}

/// `maxValue` from there up, `x` above `threshold`, else `negativeSlope · (x − threshold)`.
///
/// - Source: `keras.layers.ReLU`.
public final class ReLU: ElementwiseLayer {
  public init(
    maxValue: Float? = nil, negativeSlope: Float = 0, threshold: Float = 0, name: String? = nil
  ) {
    super.init(
      .relu(negativeSlope: negativeSlope, maximum: maxValue, threshold: threshold), name: name)
  }
}

/// `x` from 0 up, else `negativeSlope · x`.
///
/// - Source: `keras.layers.LeakyReLU`; its default slope is 0.3, not that of the activation.
public final class LeakyReLU: ElementwiseLayer {
  public init(negativeSlope: Float = 0.3, name: String? = nil) {
    super.init(.leakyRelu(negativeSlope: negativeSlope), name: name)
  }
}

/// `x` above 0, else `alpha · (eˣ − 1)`.
///
/// - Source: `keras.layers.ELU`.
public final class ELU: ElementwiseLayer {
  public init(alpha: Float = 1, name: String? = nil) { super.init(.elu(alpha: alpha), name: name) }
}
