import AssayCore

/// An update rule: its configuration, and the loops it is.
///
/// - Source: `keras.optimizers`; the same names, defaults and formulas.
public protocol Optimizer: Sendable {
  /// Keras's class name.
  static var className: String { get }
  /// The step size, or the schedule that says it.
  var learningRate: LearningRate { get set }
  /// Decay, clipping, averages and accumulation.
  var options: OptimizerOptions { get set }

  /// Keras's names of the buffers the rule keeps for each parameter, in groups: those of a group lie
  /// side by side for each parameter, and one group follows another.
  var slotGroups: [[String]] { get }
  /// How a buffer starts.
  func start(of slot: String) -> SlotStart
  /// Whether the rule keeps this buffer for this parameter.
  func keeps(_ slot: String, for parameter: OptimizedParameter) -> Bool
  /// Buffers of other sizes than the parameter's.
  func factors(of parameter: OptimizedParameter) -> [(name: String, shape: Shape)]
  /// Numbers that change from step to step and start at 1.
  var scalarNames: [String] { get }

  /// Whether each call updates one parameter; otherwise one call may update all.
  var takesWholeParameters: Bool { get }
  /// The numbers of scratch memory the rule needs for a parameter.
  func scratchCount(for parameter: OptimizedParameter) -> Int
  /// The decay of a parameter that may decay.
  func decay(of parameter: OptimizedParameter) -> Double?

  /// What is wrong with the configuration, if anything.
  func validate() throws(ModelError)

  /// Writes the numbers that the calls read in this step.
  func prepare(_ step: OptimizerStep)

  /// The call that updates the elements in `buffers`.
  func update(_ buffers: OptimizerBuffers) -> OptimizerCall
}

extension Optimizer {
  public func start(of slot: String) -> SlotStart { .constant(0) }
  public func keeps(_ slot: String, for parameter: OptimizedParameter) -> Bool { true }
  public func factors(of parameter: OptimizedParameter) -> [(name: String, shape: Shape)] { [] }
  public var scalarNames: [String] { [] }
  public var takesWholeParameters: Bool { false }
  public func scratchCount(for parameter: OptimizedParameter) -> Int { 0 }
  public func decay(of parameter: OptimizedParameter) -> Double? { weightDecay }
  public func validate() throws(ModelError) { try checkCommon() }
  public func prepare(_ step: OptimizerStep) { step.numbers[0] = Float(step.learningRate) }

  /// Keras's names of the buffers the rule keeps for each parameter.
  public var slotNames: [String] { slotGroups.flatMap(\.self) }

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
    try learningRate.validate()
    if let rate = learningRate.constant { try check("learningRate", rate, in: 0..<Double.infinity) }
    try checkOptions()
  }
}

/// How a buffer of a rule starts.
public enum SlotStart: Sendable, Equatable {
  case constant(Double)
  /// With the weights before the first step.
  case weights
}
