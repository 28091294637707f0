import AssayCore

/// A function between layers, by Keras's names.
///
///     Dense(64, activation: .relu)
///     Dense(64, activation: .relu(negativeSlope: 0.1, maximum: 6))
///
/// - Source: `keras.activations`; the same formulas and default arguments.
public struct Activation: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case linear, softmax, logSoftmax
    case unary(UnaryFunction, [Float])
  }

  /// Keras's name: `relu`, `softmax`, `linear`.
  public let name: String
  let kind: Kind

  private init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  init(_ function: UnaryFunction, _ settings: Float...) {
    self.init(function.name, .unary(function, settings))
  }

  /// The numbers that the function has besides `x`, in the order of its arguments.
  package var settings: [Float] { if case .unary(_, let settings) = kind { settings } else { [] } }

  /// Applies the function to a symbol.
  public func callAsFunction(_ x: Symbol) -> Symbol {
    switch kind {
    case .linear: x
    case .softmax: x.softmax()
    case .logSoftmax: x.logSoftmax()
    case .unary(let function, let settings):
      .apply(Unary(function: function, settings: settings), x)
    }
  }

  /// `x`.
  public static let linear = Activation("linear", .linear)
  /// `eˣ / Σ eˣ` over the last axis.
  public static let softmax = Activation("softmax", .softmax)
  /// `x − ln Σ eˣ` over the last axis.
  public static let logSoftmax = Activation("log_softmax", .logSoftmax)
  /// `max(x, 0)`.
  public static let relu = Activation(.relu)
  /// `maximum` from there up, `x` above `threshold`, else `negativeSlope · (x − threshold)`.
  public static func relu(
    negativeSlope: Float = 0, maximum: Float? = nil, threshold: Float = 0
  ) -> Activation {
    negativeSlope == 0 && maximum == nil && threshold == 0
      ? .relu : Activation(.reluGeneral, negativeSlope, maximum ?? .infinity, threshold)
  }
  /// `min(max(x, 0), 6)`.
  public static let relu6 = Activation("relu6", .unary(.reluGeneral, [0, 6, 0]))
  /// `x` from 0 up, else `negativeSlope · x`.
  public static func leakyRelu(negativeSlope: Float = 0.2) -> Activation {
    Activation(.leakyRelu, negativeSlope)
  }
  /// `1 / (1 + e⁻ˣ)`.
  public static let sigmoid = Activation(.sigmoid)
  /// The hyperbolic tangent.
  public static let tanh = Activation(.tanh)
  /// `x · Φ(x)`, by the error function.
  public static let gelu = Activation(.gelu)
  /// `x · Φ(x)`, by the error function or its approximation by tanh.
  public static func gelu(approximate: Bool) -> Activation {
    Activation(approximate ? .geluApproximate : .gelu)
  }
  /// `x` above 0, else `eˣ − 1`.
  public static let elu = Activation.elu(alpha: 1)
  /// `x` above 0, else `alpha · (eˣ − 1)`.
  public static func elu(alpha: Float) -> Activation { Activation(.elu, alpha) }
  /// The self-normalising `scale · elu(x, alpha)` with its two fixed constants.
  public static let selu = Activation(.selu)
  /// `x` above 0, else `alpha · (e^(x/alpha) − 1)`.
  public static func celu(alpha: Float = 1) -> Activation { Activation(.celu, alpha) }
  /// `ln(1 + eˣ)`.
  public static let softplus = Activation(.softplus)
  /// `x / (1 + |x|)`.
  public static let softsign = Activation(.softsign)
  /// `x · sigmoid(x)`.
  public static let silu = Activation(.silu)
  /// ``silu`` by its other name.
  public static let swish = silu
  /// `x · tanh(softplus(x))`.
  public static let mish = Activation(.mish)
  /// `eˣ`.
  public static let exponential = Activation(.exponential)
  /// `x / 6 + 0.5` limited to `0...1`.
  public static let hardSigmoid = Activation(.hardSigmoid)
  /// `slope · x + 0.5` limited to `0...1`; Keras 2 had a slope of 0.2.
  public static func hardSigmoid(slope: Float) -> Activation {
    Activation(.hardSigmoidSloped, slope)
  }
  /// `x · hardSigmoid(x)`.
  public static let hardSilu = Activation(.hardSilu)
  /// `x` limited to `-1...1`.
  public static let hardTanh = Activation(.hardTanh)
  /// `ln sigmoid(x)`.
  public static let logSigmoid = Activation(.logSigmoid)
  /// `x − tanh(x)`.
  public static let tanhShrink = Activation(.tanhShrink)
  /// `x` moved towards 0 by `threshold`, 0 within it.
  public static func softShrink(threshold: Float = 0.5) -> Activation {
    Activation(.softShrink, threshold)
  }
  /// `x`, 0 within `threshold` of it.
  public static func hardShrink(threshold: Float = 0.5) -> Activation {
    Activation(.hardShrink, threshold)
  }
  /// `x` above `threshold`, else `value`.
  public static func threshold(_ threshold: Float, value: Float) -> Activation {
    Activation(.threshold, threshold, value)
  }
  /// `(x + √(x² + b)) / 2`.
  public static func squareplus(b: Float = 4) -> Activation { Activation(.squareplus, b) }
  /// 0 up to −1, `x` from 1 up, `(x + 1)² / 4` between.
  public static let sparsePlus = Activation(.sparsePlus)
  /// `(x + 1) / 2` limited to `0...1`.
  public static let sparseSigmoid = Activation(.sparseSigmoid)

  /// The activations that need no argument, by Keras's names.
  public static let named: [String: Activation] = {
    let all: [Activation] = [
      .linear, .softmax, .logSoftmax, .relu, .relu6, .leakyRelu(), .sigmoid, .tanh, .gelu, .elu,
      .selu, .celu(), .softplus, .softsign, .silu, .mish, .exponential, .hardSigmoid, .hardSilu,
      .hardTanh, .logSigmoid, .tanhShrink, .softShrink(), .hardShrink(), .squareplus(),
      .sparsePlus, .sparseSigmoid,
    ]
    var table = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    table["swish"] = .silu
    table["hard_swish"] = .hardSilu
    return table
  }()
}
