import AssayCore
import CKernels

/// Gradient descent, with momentum or Nesterov's.
///
///     v = momentum · v − learningRate · g;  w = w + v
///     nesterov: w = w + momentum · v − learningRate · g
///
/// - Source: `keras.optimizers.SGD`.
public struct SGD: Optimizer {
  public static let className = "SGD"
  public var learningRate: Double
  public var momentum: Double
  public var nesterov: Bool
  public var weightDecay: Double?

  public init(
    learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double? = nil
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
  }

  public var slotNames: [String] { momentum == 0 ? [] : ["momentum"] }

  public func validate() throws(ModelError) {
    try checkCommon()
    try check("momentum", momentum, in: 0..<1, or: 1)
  }

  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall {
    OptimizerCall(
      assay_sgd, buffers, slots: [buffers.slots.first], sizes: [nesterov ? 1 : 0],
      settings: [momentum])
  }
}
