import AssayCore
import CKernels

/// A parameter as update rules see it.
public struct OptimizedParameter: Sendable {
  /// The path in the model, `dense/kernel`.
  public let path: String
  /// The name in its layer, `kernel`.
  public let name: String
  public let shape: Shape
}

/// One step of a rule, before its calls run.
public struct OptimizerStep {
  /// The rate of this step.
  let learningRate: Double
  /// The updates made so far, and this one.
  let count: Int
  /// What the calls read: the rate, the share of the weights that decays, then the rule's own four.
  let numbers: UnsafeMutablePointer<Float>
  /// The rule's own numbers, which are saved.
  let scalars: UnsafeMutablePointer<Float>

  /// `1 − betaᵗ` of float32 numbers, as Keras takes it: 0.999 is none, and the first steps show it.
  func rest(of beta: Double) -> Double {
    Double(1 - Float(Double.pow(Double(Float(beta)), Double(count))))
  }
}

/// The memory an update rule works on.
public struct OptimizerBuffers {
  /// The one parameter, for rules that take whole parameters.
  let parameter: OptimizedParameter?
  let weights: UnsafeMutablePointer<Float>
  let gradients: UnsafeMutablePointer<Float>
  /// What ``Optimizer/prepare(_:)`` writes before each step.
  let numbers: UnsafeMutablePointer<Float>
  let slots: [UnsafeMutablePointer<Float>]
  let factors: [UnsafeMutablePointer<Float>]
  let scratch: UnsafeMutablePointer<Float>
  let count: Int
  let threads: Int
}

/// One call of an update rule's kernel.
public struct OptimizerCall {
  let call: assay_call

  init(
    _ kernel: @escaping Kernel, _ buffers: OptimizerBuffers,
    slots: [UnsafeMutablePointer<Float>?], numbers: UnsafeMutablePointer<Float>? = nil,
    sizes: [Int] = [], settings: [Double]
  ) {
    let memory = [buffers.weights, buffers.gradients, numbers ?? buffers.numbers] + slots
    precondition(
      memory.count <= 6 && sizes.count <= 4 && settings.count <= 4,
      "OptimizerCall: more arguments than a call holds")
    call = assay_call(
      kernel, memory.map { $0.map { UnsafeMutableRawPointer($0) } },
      sizes: [buffers.count] + sizes, settings: settings.map { Float($0) },
      threads: buffers.count >= Planner.elementsWorthThreads ? buffers.threads : 1)
  }
}
