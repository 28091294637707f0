import AssayCore

/// What a checkpoint of an optimizer holds.
extension Updater {
  /// One variable as Keras saves it.
  package struct Variable {
    /// `dense_kernel_momentum`.
    package let name: String
    package let shape: Shape
    /// The memory; nil for what Keras keeps and never uses, which is 0, and for numbers of their own.
    package let buffer: Buffer?
  }

  /// Keras's names of the buffers of the rule.
  package var slotNames: [String] { optimizer.slotNames }

  /// Every buffer that goes on from step to step. With ``iterations``, written back into a fresh updater
  /// of the same optimizer and model, it makes the same bits.
  package var state: [(name: String, buffer: Buffer)] {
    var state = zip(optimizer.slotNames, slots).map { (name: $0, buffer: $1) }
    if let average { state.append(("average", average)) }
    if let accumulator { state.append(("gradient_accumulator", accumulator)) }
    for (one, buffers) in zip(trainable, factors) {
      for (factor, buffer) in zip(optimizer.factors(of: one.parameter), buffers) {
        state.append(("\(one.parameter.path)_\(factor.name)", buffer))
      }
    }
    if !scalars.isEmpty { state.append(("scalars", scalars)) }
    if let scale, scale.isDynamic { state.append(("dynamic_scale", scale.state)) }
    return state
  }

  /// The variables in Keras's order and by its names, after `iteration` and `learning_rate`, which
  /// are numbers of their own.
  ///
  /// A ``LossScaleOptimizer`` has two of these that stay 0; those of the inner one come after its own
  /// variables, without memory here.
  package var variables: [Variable] {
    var variables: [Variable] = []
    if let scale, scale.isDynamic {
      func scalar(_ name: String, _ place: Int?) -> Variable {
        Variable(
          name: name, shape: [],
          buffer: place.map { Buffer(rebasing: scale.state[$0..<$0 + 1]) })
      }
      variables = [
        scalar("step_counter", 1), scalar("dynamic_scale", 0), scalar("iteration", nil),
        scalar("learning_rate", nil),
      ]
    }
    func add(_ slot: String, _ buffer: Buffer, _ one: TrainedParameter) {
      let shape = one.parameter.shape
      let path = one.parameter.path.split(separator: "/").joined(separator: "_")
      variables.append(
        Variable(
          name: "\(path)_\(slot)", shape: shape,
          buffer: Buffer(rebasing: buffer[one.place..<one.place + shape.elements])))
    }
    if let average { for one in trainable { add("average", average, one) } }
    if let accumulator { for one in trainable { add("gradient_accumulator", accumulator, one) } }
    let hasFactors = factors.contains { !$0.isEmpty }
    var first = 0
    for group in optimizer.slotGroups {
      for (index, one) in trainable.enumerated() {
        let own = zip(optimizer.factors(of: one.parameter), factors[index])
        for (factor, buffer) in own {
          variables.append(Variable(name: one.parameter.name, shape: factor.shape, buffer: buffer))
        }
        // What Keras never uses it forgets inside another optimizer.
        if hasFactors, factors[index].isEmpty, scale?.isDynamic != true {
          for _ in 0..<2 {
            variables.append(Variable(name: one.parameter.name, shape: [], buffer: nil))
          }
        }
        for (offset, slot) in group.enumerated()
        where optimizer.keeps(slot, for: one.parameter) {
          add(slot, slots[first + offset], one)
        }
      }
      first += group.count
    }
    if !scalars.isEmpty {
      variables.append(Variable(name: "variable", shape: [], buffer: scalars))
    }
    return variables
  }
}

/// What a file of Keras's has, and what it lacks.
extension Updater {
  /// The buffers as they are before the first step, where some start with the weights.
  package func prepareForSaving() { if iterations == 0 { startFromWeights() } }

  /// Makes the numbers that change from step to step anew from the number of steps, for files that lack
  /// them.
  package func remakeScalars() {
    guard !scalars.isEmpty else { return }
    scalars.update(repeating: 1)
    var numbers = [Float](repeating: 0, count: Number.count)
    numbers.withUnsafeMutableBufferPointer { numbers in
      var count = 1
      // Products of shares: none comes back from 0, and none says anything after so many.
      while count <= min(updates, 1 << 20), scalars.contains(where: { $0 != 0 }) {
        optimizer.prepare(
          OptimizerStep(
            learningRate: 0, count: count, numbers: numbers.baseAddress!,
            scalars: scalars.baseAddress!))
        count += 1
      }
    }
  }
}
