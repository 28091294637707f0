import AssayCore
import CKernels

/// An update rule: its configuration, and the one loop it is.
///
/// - Source: `keras.optimizers`; the same names, defaults and formulas.
public protocol Optimizer: Sendable {
  /// Keras's class name.
  static var className: String { get }
  /// The step size.
  var learningRate: Double { get set }
  /// Decoupled decay: before each update every weight loses `weightDecay · learningRate` of itself.
  var weightDecay: Double? { get set }
  /// Keras's names of the buffers the rule keeps for each parameter.
  var slotNames: [String] { get }

  /// What is wrong with the configuration, if anything.
  func validate() throws(ModelError)

  /// The step size at update `step`, counted from 1.
  func rate(at step: Int) -> Double

  /// The call that updates `count` elements.
  func update(_ buffers: OptimizerBuffers) -> OptimizerCall
}

extension Optimizer {
  public func rate(at step: Int) -> Double { learningRate }

  func check(
    _ name: String, _ value: Double, in range: Range<Double>, or end: Double? = nil
  ) throws(ModelError) {
    guard range.contains(value) || value == end else {
      let wanted =
        if let end {
          "a number in \(range.lowerBound)...\(end)"
        } else if range.upperBound == .infinity {
          "a finite number of \(range.lowerBound) or more"
        } else {
          "a number in \(range.lowerBound)..<\(range.upperBound)"
        }
      throw .argument(where: Self.className, found: "\(name) is \(value)", wanted: wanted)
    }
  }

  func checkCommon() throws(ModelError) {
    try check("learningRate", learningRate, in: 0..<Double.infinity)
    if let weightDecay { try check("weightDecay", weightDecay, in: 0..<Double.infinity) }
  }
}

/// The memory an update rule works on.
public struct OptimizerBuffers {
  let weights: UnsafeMutablePointer<Float>
  let gradients: UnsafeMutablePointer<Float>
  /// The step size and the share of the weights that decays, written before each step.
  let rates: UnsafeMutablePointer<Float>
  let slots: [UnsafeMutablePointer<Float>]
  let count: Int
  let threads: Int
}

/// One call of an update rule's kernel.
public struct OptimizerCall {
  let call: assay_call

  init(
    _ kernel: @escaping Kernel, _ buffers: OptimizerBuffers,
    slots: [UnsafeMutablePointer<Float>?], sizes: [Int] = [], settings: [Double]
  ) {
    let memory =
      [buffers.weights, buffers.gradients, buffers.rates] + slots
    call = assay_call(
      kernel, memory.map { $0.map { UnsafeMutableRawPointer($0) } },
      sizes: [buffers.count] + sizes, settings: settings.map { Float($0) },
      threads: buffers.count >= Planner.elementsWorthThreads ? buffers.threads : 1)
  }
}
