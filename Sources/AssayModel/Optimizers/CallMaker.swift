import AssayCore
import CKernels

/// Makes the calls of an optimizer's step, once.
struct CallMaker {
  let optimizer: any Optimizer
  let store: ParameterStore
  let trainable: [TrainedParameter]
  let slots: [Updater.Buffer]
  let factors: [[Updater.Buffer]]
  let numbers: Updater.Buffer
  let scratch: Updater.Buffer
  let threads: Int

  /// Whether the rule's loop applies the decay: one pass over the weights less.
  var fusesDecay: Bool {
    !optimizer.takesWholeParameters && optimizer.options.excludedFromWeightDecay.isEmpty
  }

  private func call(
    _ kernel: @escaping Kernel, _ buffers: [UnsafeMutableRawPointer], count: Int,
    settings: [Double] = []
  ) -> assay_call {
    assay_call(
      kernel, buffers, sizes: [count], settings: settings.map { Float($0) },
      threads: count >= Planner.elementsWorthThreads ? threads : 1)
  }

  private func memory(_ pointer: UnsafeMutablePointer<Float>) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(pointer)
  }

  /// Adds the gradients to what has accumulated.
  func accumulation(in accumulator: Updater.Buffer) -> assay_call {
    call(
      assay_gradient_add, [memory(accumulator.baseAddress!), memory(store.gradients)],
      count: store.trainableCount)
  }

  /// Puts the mean in place of the gradients, and starts again.
  func mean(of accumulator: Updater.Buffer) -> assay_call {
    call(
      assay_gradient_mean, [memory(accumulator.baseAddress!), memory(store.gradients)],
      count: store.trainableCount,
      settings: [Double(optimizer.options.gradientAccumulationSteps ?? 1)])
  }

  func clips() -> [assay_call] {
    let options = optimizer.options
    let all = store.trainableCount
    if let most = options.clipNorm {
      return trainable.map { one in
        call(
          assay_clip_norm, [memory(store.gradients + one.place)],
          count: one.parameter.shape.elements, settings: [most])
      }
    } else if let most = options.globalClipNorm {
      return [
        call(
          assay_clip_global_norm, [memory(store.gradients)],
          count: all, settings: [most])
      ]
    } else if let most = options.clipValue {
      return [
        call(assay_clip_value, [memory(store.gradients)], count: all, settings: [most])
      ]
    }
    return []
  }

  /// The decay, parameter by parameter, where the rule's loop cannot apply it.
  func decays() -> [assay_call] {
    guard !fusesDecay else { return [] }
    let names = optimizer.options.excludedFromWeightDecay
    return trainable.compactMap { one in
      guard one.isTouched, !names.contains(where: { one.parameter.name.contains($0) }),
        let decay = optimizer.decay(of: one.parameter), decay > 0
      else { return nil }
      return call(
        assay_weight_decay,
        [
          memory(one.weights),
          memory(numbers.baseAddress! + Updater.Number.learningRate),
        ], count: one.parameter.shape.elements, settings: [decay])
    }
  }

  func rule() -> [assay_call] {
    if optimizer.takesWholeParameters {
      return trainable.indices.filter { trainable[$0].isTouched }.map { index in
        let one = trainable[index]
        return rule(
          ParameterRun(
            place: one.place, weights: one.weights, count: one.parameter.shape.elements),
          parameter: one.parameter, factors: factors[index])
      }
    }
    return trainable.filter(\.isTouched).runs.map { rule($0, parameter: nil, factors: []) }
  }

  private func rule(
    _ run: ParameterRun, parameter: OptimizedParameter?, factors: [Updater.Buffer]
  ) -> assay_call {
    optimizer.update(
      OptimizerBuffers(
        parameter: parameter, weights: run.weights, gradients: store.gradients + run.place,
        numbers: numbers.baseAddress!, slots: slots.map { $0.baseAddress! + run.place },
        factors: factors.map { $0.baseAddress! }, scratch: scratch.baseAddress!, count: run.count,
        threads: threads)
    ).call
  }

  func averaging(in average: Updater.Buffer) -> [assay_call] {
    trainable.runs.map { run in
      call(
        assay_weight_average,
        [
          memory(average.baseAddress! + run.place), memory(run.weights),
          memory(numbers.baseAddress! + Updater.Number.average),
        ], count: run.count)
    }
  }
}
