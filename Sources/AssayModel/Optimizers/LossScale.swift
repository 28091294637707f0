import CKernels

/// What a loss is multiplied by, and whether that changes from step to step.
struct LossScale {
  /// The scale, and the steps since it was changed.
  let state: Updater.Buffer
  // The steps in a row that double it; `nil` where it stays.
  private let growthSteps: Int?
  private let check: [assay_call]
  private let divide: [assay_call]
  private let failures: Updater.Buffer

  /// - Returns: `nil` where the optimizer does not scale.
  init?(_ optimizer: any Optimizer, store: ParameterStore, threads: Int) {
    let dynamic = optimizer as? LossScaleOptimizer
    guard let first = dynamic?.initialScale ?? optimizer.options.lossScaleFactor else { return nil }
    growthSteps = dynamic?.dynamicGrowthSteps
    state = Updater.Buffer(zeros: 2)
    state[0] = Float(first)
    failures = Updater.Buffer(zeros: 1)
    let gradients = UnsafeMutableRawPointer(store.gradients)
    let count = store.trainableCount
    check = [
      assay_call(
        assay_gradient_check, [gradients, UnsafeMutableRawPointer(failures.baseAddress!)],
        sizes: [count], settings: [], threads: 1)
    ]
    divide = [
      assay_call(
        assay_gradient_divide, [gradients, UnsafeMutableRawPointer(state.baseAddress!)],
        sizes: [count], settings: [],
        threads: count >= Planner.elementsWorthThreads ? threads : 1)
    ]
  }

  var isDynamic: Bool { growthSteps != nil }
  var factor: Float { state[0] }

  /// Divides the gradients by the scale.
  ///
  /// - Returns: whether there is a step to take: not where a gradient is no finite number.
  func unscale(_ run: ([assay_call]) throws(ModelError) -> Void) throws(ModelError) -> Bool {
    if let growthSteps {
      try run(check)
      guard failures[0] == 0 else {
        state[0] *= 0.5
        state[1] = 0
        return false
      }
      try run(divide)
      if state[1] >= Float(growthSteps - 1) {
        // Past the greatest number it would never come back.
        if (state[0] * 2).isFinite { state[0] *= 2 }
        state[1] = 0
      } else {
        state[1] += 1
      }
    } else {
      try run(divide)
    }
    return true
  }

  func deallocate() {
    state.deallocate()
    failures.deallocate()
  }
}
