import AssayCore
import CKernels

/// A function applied to every element.
///
/// - Shape: as the input.
/// - Gradient: by its own kernel; keeps the input or the result, whichever the function says.
struct Unary: Op {
  let function: UnaryFunction
  let settings: [Float]

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    let kept = function.keeps == .input ? inputs[0] : y
    return [.apply(UnaryGradient(function: function, settings: settings), kept, dy)]
  }

  var overwritableInput: Int? { 0 }

  var isByRow: Bool { true }

  func plan(_ node: Node, _ planner: inout Planner) {
    let count = planner.shape(node).elements
    planner.call(
      function.forward, [planner.buffer(node.inputs[0]), planner.buffer(node)], sizes: [count],
      settings: settings, work: count)
  }
}

/// The gradient of a ``Unary``: inputs are what it kept, and the gradient of its result.
struct UnaryGradient: Op {
  let function: UnaryFunction
  let settings: [Float]

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("UnaryGradient: second derivatives are not supported")
  }

  var overwritableInput: Int? { 1 }

  func plan(_ node: Node, _ planner: inout Planner) {
    let count = planner.shape(node).elements
    planner.call(
      function.gradient,
      [planner.buffer(node.inputs[0]), planner.buffer(node.inputs[1]), planner.buffer(node)],
      sizes: [count], settings: settings, work: count)
  }
}

/// A function of one number: its kernels, and what its gradient is computed from.
package struct UnaryFunction: Sendable, Equatable {
  package enum Kept: Sendable { case input, output }

  /// Keras's name.
  package let name: String
  /// Which of the functions of this name.
  private let variant: String
  let keeps: Kept
  let forward: Kernel
  let gradient: Kernel

  init(
    _ name: String, variant: String = "", keeps: Kept, _ forward: @escaping Kernel,
    _ gradient: @escaping Kernel
  ) {
    self.name = name
    self.variant = variant
    self.keeps = keeps
    self.forward = forward
    self.gradient = gradient
  }

  package static func == (a: UnaryFunction, b: UnaryFunction) -> Bool {
    a.name == b.name && a.variant == b.variant
  }

  static let affine = UnaryFunction("affine", keeps: .input, assay_affine, assay_affine_gradient)
  static let absolute = UnaryFunction(
    "abs", keeps: .input, assay_absolute, assay_absolute_gradient)
  static let square = UnaryFunction("square", keeps: .input, assay_square, assay_square_gradient)
  static let squareRoot = UnaryFunction(
    "sqrt", keeps: .output, assay_square_root, assay_square_root_gradient)
  static let exponential = UnaryFunction(
    "exponential", keeps: .output, assay_exponential, assay_exponential_gradient)
  static let logarithm = UnaryFunction(
    "log", keeps: .input, assay_logarithm, assay_logarithm_gradient)
  static let clip = UnaryFunction("clip", keeps: .input, assay_clip, assay_clip_gradient)

  static let relu = UnaryFunction("relu", keeps: .output, assay_relu, assay_relu_gradient)
  static let reluGeneral = UnaryFunction(
    "relu", variant: "general", keeps: .input, assay_relu_general, assay_relu_general_gradient)
  static let leakyRelu = UnaryFunction(
    "leaky_relu", keeps: .input, assay_leaky_relu, assay_leaky_relu_gradient)
  static let sigmoid = UnaryFunction(
    "sigmoid", keeps: .output, assay_sigmoid, assay_sigmoid_gradient)
  static let tanh = UnaryFunction("tanh", keeps: .output, assay_tanh, assay_tanh_gradient)
  static let gelu = UnaryFunction("gelu", keeps: .input, assay_gelu, assay_gelu_gradient)
  static let geluApproximate = UnaryFunction(
    "gelu", variant: "approximate", keeps: .input, assay_gelu_approximate,
    assay_gelu_approximate_gradient)
  static let elu = UnaryFunction("elu", keeps: .input, assay_elu, assay_elu_gradient)
  static let selu = UnaryFunction("selu", keeps: .input, assay_selu, assay_selu_gradient)
  static let celu = UnaryFunction("celu", keeps: .input, assay_celu, assay_celu_gradient)
  static let softplus = UnaryFunction(
    "softplus", keeps: .input, assay_softplus, assay_softplus_gradient)
  static let softsign = UnaryFunction(
    "softsign", keeps: .input, assay_softsign, assay_softsign_gradient)
  static let silu = UnaryFunction("silu", keeps: .input, assay_silu, assay_silu_gradient)
  static let mish = UnaryFunction("mish", keeps: .input, assay_mish, assay_mish_gradient)
  static let hardSigmoid = UnaryFunction(
    "hard_sigmoid", keeps: .input, assay_hard_sigmoid, assay_hard_sigmoid_gradient)
  static let hardSigmoidSloped = UnaryFunction(
    "hard_sigmoid", variant: "sloped", keeps: .input, assay_hard_sigmoid_sloped,
    assay_hard_sigmoid_sloped_gradient)
  static let hardSilu = UnaryFunction(
    "hard_silu", keeps: .input, assay_hard_silu, assay_hard_silu_gradient)
  static let hardTanh = UnaryFunction(
    "hard_tanh", keeps: .input, assay_hard_tanh, assay_hard_tanh_gradient)
  static let logSigmoid = UnaryFunction(
    "log_sigmoid", keeps: .input, assay_log_sigmoid, assay_log_sigmoid_gradient)
  static let tanhShrink = UnaryFunction(
    "tanh_shrink", keeps: .input, assay_tanh_shrink, assay_tanh_shrink_gradient)
  static let softShrink = UnaryFunction(
    "soft_shrink", keeps: .input, assay_soft_shrink, assay_soft_shrink_gradient)
  static let hardShrink = UnaryFunction(
    "hard_shrink", keeps: .input, assay_hard_shrink, assay_hard_shrink_gradient)
  static let threshold = UnaryFunction(
    "threshold", keeps: .input, assay_threshold, assay_threshold_gradient)
  static let squareplus = UnaryFunction(
    "squareplus", keeps: .input, assay_squareplus, assay_squareplus_gradient)
  static let sparsePlus = UnaryFunction(
    "sparse_plus", keeps: .input, assay_sparse_plus, assay_sparse_plus_gradient)
  static let sparseSigmoid = UnaryFunction(
    "sparse_sigmoid", keeps: .input, assay_sparse_sigmoid, assay_sparse_sigmoid_gradient)
}

extension Symbol {
  func unary(_ function: UnaryFunction, _ settings: Float...) -> Symbol {
    .apply(Unary(function: function, settings: settings), self)
  }

  /// `scale · x + offset`.
  public func affine(scale: Float, offset: Float) -> Symbol { unary(.affine, scale, offset) }
  /// `|x|`; the gradient at 0 is 0.
  public func abs() -> Symbol { unary(.absolute) }
  /// `x²`.
  public func square() -> Symbol { unary(.square) }
  /// `√x`.
  public func squareRoot() -> Symbol { unary(.squareRoot) }
  /// `eˣ`.
  public func exp() -> Symbol { unary(.exponential) }
  /// `ln x`.
  public func log() -> Symbol { unary(.logarithm) }
  /// `x` limited to `range`; the gradient is 0 outside.
  public func clipped(to range: ClosedRange<Float>) -> Symbol {
    unary(.clip, range.lowerBound, range.upperBound)
  }
  /// `1 / (1 + e⁻ˣ)`.
  public func sigmoid() -> Symbol { unary(.sigmoid) }
  /// The hyperbolic tangent.
  public func tanh() -> Symbol { unary(.tanh) }
  /// `max(x, 0)`.
  public func relu() -> Symbol { unary(.relu) }
  /// `ln(1 + eˣ)`.
  public func softplus() -> Symbol { unary(.softplus) }
}
