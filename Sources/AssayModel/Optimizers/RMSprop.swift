import AssayCore
import CKernels

/// Divides each gradient by the root of a running mean of its squares.
///
///     v = rho · v + (1 − rho) · g²;  w = w − learningRate · g / √(v + epsilon)
///     centered: v − (running mean of g)² in place of v
///     momentum: m = momentum · m + step;  w = w − m
///
/// - Source: `keras.optimizers.RMSprop`.
public struct RMSprop: Optimizer {
  public static let className = "RMSprop"
  public var learningRate: Double
  public var rho: Double
  public var momentum: Double
  public var epsilon: Double
  public var centered: Bool
  public var weightDecay: Double?

  public init(
    learningRate: Double = 0.001, rho: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-7,
    centered: Bool = false, weightDecay: Double? = nil
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
    self.centered = centered
    self.weightDecay = weightDecay
  }

  public var slotNames: [String] {
    ["velocity"] + (momentum > 0 ? ["momentum"] : []) + (centered ? ["average_gradient"] : [])
  }

  public func validate() throws(ModelError) {
    try checkCommon()
    try check("rho", rho, in: 0..<1, or: 1)
    try check("momentum", momentum, in: 0..<1, or: 1)
    try check("epsilon", epsilon, in: 0..<Double.infinity)
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    OptimizerCall(
      assay_rmsprop, buffers,
      slots: [
        buffers.slots[0], centered ? buffers.slots.last : nil,
        momentum > 0 ? buffers.slots[1] : nil,
      ], settings: [rho, epsilon, momentum])
  }
}
