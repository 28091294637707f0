import AssayCore
import CKernels

/// Adaptive moments: steps by the running mean of the gradient over the root of that of its square.
///
///     m = m + (1 − beta1) · (g − m);  v = v + (1 − beta2) · (g² − v)
///     w = w − learningRate · √(1 − beta2ᵗ) / (1 − beta1ᵗ) · m / (√v + epsilon)
///     amsgrad: the largest v so far in place of v
///
/// - Source: `keras.optimizers.Adam`.
public struct Adam: Optimizer {
  public static let className = "Adam"
  public var learningRate: Double
  public var beta1: Double
  public var beta2: Double
  public var epsilon: Double
  public var amsgrad: Bool
  public var weightDecay: Double?

  public init(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, amsgrad: Bool = false, weightDecay: Double? = nil
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.amsgrad = amsgrad
    self.weightDecay = weightDecay
  }

  public var slotNames: [String] {
    ["momentum", "velocity"] + (amsgrad ? ["velocity_hat"] : [])
  }

  public func validate() throws(ModelError) {
    try checkCommon()
    try check("beta1", beta1, in: 0..<1)
    try check("beta2", beta2, in: 0..<1)
    try check("epsilon", epsilon, in: 0..<Double.infinity)
  }

  public func rate(at step: Int) -> Double {
    learningRate * Adam.rest(of: beta2, at: step).squareRoot() / Adam.rest(of: beta1, at: step)
  }

  /// `1 − betaᵗ` of float32 numbers, as Keras takes it: 0.999 is none, and the first steps show it.
  private static func rest(of beta: Double, at step: Int) -> Double {
    Double(1 - Float(Double.pow(Double(Float(beta)), Double(step))))
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    OptimizerCall(
      assay_adam, buffers,
      slots: [buffers.slots[0], buffers.slots[1], amsgrad ? buffers.slots[2] : nil],
      settings: [1 - beta1, 1 - beta2, epsilon])
  }
}
