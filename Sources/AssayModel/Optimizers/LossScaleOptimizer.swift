import AssayCore

/// Another optimizer, for a loss that is scaled so that small gradients are not lost.
///
///     gradients of scale · loss, divided by scale;  scale / 2 and no step where one is not finite,
///     scale · 2 after `dynamicGrowthSteps` steps in a row
///
///     try model.compile(optimizer: LossScaleOptimizer(Adam()), loss: .crossentropy)
///
/// A scale that is a power of two changes no bit of gradients in range. All options are those of
/// ``inner``, but for its `lossScaleFactor`, which does not count.
///
/// - Source: `keras.optimizers.LossScaleOptimizer`.
public struct LossScaleOptimizer: Optimizer {
  public static let className = "LossScaleOptimizer"
  /// The optimizer that takes the steps.
  public private(set) var inner: any Optimizer
  /// The scale of the first step.
  public var initialScale: Double
  /// The steps in a row after which the scale is doubled.
  public var dynamicGrowthSteps: Int

  public init(
    _ inner: any Optimizer, initialScale: Double = 32768, dynamicGrowthSteps: Int = 2000
  ) {
    self.inner = inner
    self.inner.options.lossScaleFactor = nil
    self.initialScale = initialScale
    self.dynamicGrowthSteps = dynamicGrowthSteps
  }

  public var learningRate: LearningRate {
    get { inner.learningRate }
    set { inner.learningRate = newValue }
  }

  public var options: OptimizerOptions {
    get { inner.options }
    set {
      inner.options = newValue
      inner.options.lossScaleFactor = nil
    }
  }

  public var slotGroups: [[String]] { inner.slotGroups }
  public var scalarNames: [String] { inner.scalarNames }
  public var takesWholeParameters: Bool { inner.takesWholeParameters }
  public func start(of slot: String) -> SlotStart { inner.start(of: slot) }

  public func keeps(_ slot: String, for parameter: OptimizedParameter) -> Bool {
    inner.keeps(slot, for: parameter)
  }

  public func factors(of parameter: OptimizedParameter) -> [(name: String, shape: Shape)] {
    inner.factors(of: parameter)
  }

  public func scratchCount(for parameter: OptimizedParameter) -> Int {
    inner.scratchCount(for: parameter)
  }

  public func decay(of parameter: OptimizedParameter) -> Double? { inner.decay(of: parameter) }
  public func prepare(_ step: OptimizerStep) { inner.prepare(step) }
  public func update(_ buffers: OptimizerBuffers) -> OptimizerCall { inner.update(buffers) }

  public func validate() throws(ModelError) {
    guard !(inner is LossScaleOptimizer) else {
      throw .argument(
        where: Self.className, found: "inner is a LossScaleOptimizer",
        wanted: "an optimizer that does not scale the loss itself")
    }
    try inner.validate()
    let scale = Float(initialScale)
    guard scale > 0, scale.isFinite else {
      throw .argument(
        where: Self.className, found: "initialScale is \(initialScale)",
        wanted: "a finite number greater than 0")
    }
    // The steps are counted in float32.
    guard (1...1 << 24).contains(dynamicGrowthSteps) else {
      throw .argument(
        where: Self.className, found: "dynamicGrowthSteps is \(dynamicGrowthSteps)",
        wanted: "a number in 1...16777216")
    }
  }
}
