import AssayCore
import AssayKeras
import AssayModel
import AssayTestSupport
import Testing

/// The variables of optimizers in real files, read, gone on from and written.
struct OptimizerWeightsTests {
  /// Parameters as a Dense layer of Keras's has them.
  private final class Holder: Layer {
    override func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol {
      inputs[0].sum() + scope.parameter("kernel", [3, 2], .zeros).sum()
        + scope.parameter("bias", [2], .zeros).sum()
    }
  }

  private func store() throws -> ParameterStore {
    let x = Input(1)
    return try Network(inputs: [x], outputs: [Holder()(x)], seed: 0).store
  }

  private func write(
    _ lists: [JSON], to memory: UnsafeMutablePointer<Float>, _ store: ParameterStore
  ) {
    for (index, list) in lists.enumerated() {
      for (place, value) in list.items.enumerated() {
        memory[store.offsets[index] + place] = Float(value.double ?? .nan)
      }
    }
  }

  private func tensor(_ json: JSON) throws -> Tensor {
    let shape = Shape(try #require(json["shape"]).items.compactMap { $0.double.map { Int($0) } })
    let data = try #require(json["data"]).items.compactMap(\.double)
    return json["dtype"] != "float32"
      ? try Tensor(data.map { Int32($0) }, shape: shape)
      : try Tensor(data.map { Float($0) }, shape: shape)
  }

  @Test func trainingGoesOnAsInKeras() throws {
    let files = try CompileGolden.files()
    let gradients = try #require(files[0]["gradients"]).items
    let cases = files.flatMap { $0["cases"]?.items ?? [] }
    #expect(cases.count == 24)
    for one in cases {
      let optimizer = try KerasOptimizers.read(try #require(one["optimizer"]))
      let label = "\(one["optimizer"]?["class_name"]?.text ?? "")"
      let store = try store()
      let updater = try Updater(optimizer, store: store)
      let tree = try #require(one["tree"])
      write(try #require(one["weights"]).items, to: store.values, store)
      try OptimizerWeights.restore(updater) { try tree[$0].map(tensor) }
      #expect(updater.iterations == 3)

      // What is written is what was read.
      var count = 0
      for group in OptimizerWeights.tree(of: updater) {
        for (index, written) in group.datasets.enumerated() {
          let wanted = try tensor(try #require(tree["\(group.path)/\(index)"], "\(label)"))
          #expect(written.shape == wanted.shape && written.dtype == wanted.dtype)
          #expect(written.doubles == wanted.doubles, "\(label) \(group.path)/\(index)")
          count += 1
        }
      }
      #expect(count == tree.members.count, "\(label)")

      for step in 3..<5 {
        write(gradients[step].items, to: store.gradients, store)
        if let scale = updater.lossScale {
          for index in 0..<store.trainableCount { store.gradients[index] *= scale }
        }
        try updater.step()
      }
      for (index, list) in try #require(one["later"]).items.enumerated() {
        for (place, value) in list.items.enumerated() {
          let found = Double(store.values[store.offsets[index] + place])
          let wanted = try #require(value.double)
          #expect(abs(found - wanted) <= 2e-6 * max(1, abs(wanted)), "\(label)")
        }
      }
    }
  }

  @Test func trainingGoesOnAsInKeras2() throws {
    let golden = try CompileGolden.keras2()
    let gradients = try #require(golden["gradients"]).items
    let cases = try #require(golden["cases"]).items
    #expect(cases.count == 12)
    for one in cases {
      let compiled = try KerasCompile(keras2: try #require(one["config"]))
      let optimizer = try #require(compiled.optimizer)
      let label = type(of: optimizer).className
      let store = try store()
      let updater = try Updater(optimizer, store: store)
      write(try #require(one["weights"]).items, to: store.values, store)
      let variables = try #require(one["variables"]).items.map {
        (name: $0["name"]?.text ?? "", tensor: try tensor($0))
      }
      try OptimizerWeights.restore(updater, variables: variables)
      #expect(updater.iterations == 3)
      for step in 3..<5 {
        write(gradients[step].items, to: store.gradients, store)
        try updater.step()
      }
      // Nadam's momentum grows in another way since.
      let tolerance = optimizer is Nadam ? 1e-2 : 5e-6
      for (index, list) in try #require(one["later"]).items.enumerated() {
        for (place, value) in list.items.enumerated() {
          let found = Double(store.values[store.offsets[index] + place])
          let wanted = try #require(value.double)
          #expect(abs(found - wanted) <= tolerance * max(1, abs(wanted)), "\(label)")
        }
      }
    }
  }

  @Test func namesSayTheSlots() throws {
    func adam() throws -> Updater { try Updater(Adam(), store: try store()) }
    func full(_ shape: Shape, _ value: Float) throws -> Tensor {
      try Tensor([Float](repeating: value, count: shape.elements), shape: shape)
    }
    let five = try Tensor([Int64(5)], shape: [])
    let newer: [(name: String, tensor: Tensor)] = [
      ("iteration:0", five), ("learning_rate:0", try full([], 0.5)),
      ("Adam/m/d/kernel:0", try full([3, 2], 1)), ("Adam/v/d/kernel:0", try full([3, 2], 2)),
      ("Adam/m/d/bias:0", try full([2], 3)), ("Adam/v/d/bias:0", try full([2], 4)),
    ]
    let updater = try adam()
    try OptimizerWeights.restore(updater, variables: newer)
    #expect(updater.iterations == 5)
    #expect(updater.learningRate == 0.5)
    let datasets = OptimizerWeights.tree(of: updater)[0].datasets
    #expect(datasets.dropFirst(2).map { $0.double(at: 0) } == [1, 2, 3, 4])

    let keras3 = zip(["iteration", "learning_rate", "a", "b", "c", "d"], datasets).map {
      (name: "adam/" + $0, tensor: $1)
    }
    let again = try adam()
    try OptimizerWeights.restore(again, variables: keras3)
    #expect(OptimizerWeights.tree(of: again)[0].datasets == datasets)

    func text(_ variables: [(name: String, tensor: Tensor)]) -> String? {
      refusal { try OptimizerWeights.restore(try adam(), variables: variables) }
    }
    #expect(
      text(newer.dropLast())
        == "optimizer_weights: found no bias_velocity; wanted every variable of Adam for this model"
    )
    #expect(
      text(newer + [("Adam/m/e/bias:0", try full([2], 3))])
        == "optimizer_weights: found 3 variables momentum; wanted 2, for this model")
    #expect(
      text(newer + [("Adam/vhat/e/bias:0", try full([2], 3))])
        == "optimizer_weights: found the variable \"Adam/vhat/e/bias:0\"; wanted those of Adam: "
        + "momentum, velocity")
    #expect(
      text([("", five), (":0", five)])
        == "optimizer_weights: found the variable \"\"; wanted those of Adam: momentum, velocity")
  }

  @Test func groupsHaveKerassNames() throws {
    let updater = try Updater(LossScaleOptimizer(RMSprop()), store: try store())
    let tree = OptimizerWeights.tree(of: updater)
    #expect(tree.map(\.path) == ["vars", "inner_optimizer/vars"])
    #expect(tree.map(\.name) == ["loss_scale_optimizer", "rm_sprop"])
  }

  @Test func beforeTheFirstStepAveragesAreTheWeights() throws {
    let store = try store()
    store.values.update(repeating: 2, count: 6)
    let updater = try Updater(ScheduleFreeAdamW(), store: store)
    let tensors = OptimizerWeights.tree(of: updater)[0].datasets
    #expect(tensors[2].doubles == [2, 2, 2, 2, 2, 2])
  }

  @Test func anOptimizerThatHasMetNoModelIsTaken() throws {
    let updater = try Updater(Adam(), store: try store())
    let file = [
      "vars/0": try Tensor([Int64(0)], shape: []), "vars/1": try Tensor([Float(0.5)], shape: []),
    ]
    try OptimizerWeights.restore(updater) { file[$0] }
    #expect(updater.learningRate == 0.5)
    let scaled = try Updater(LossScaleOptimizer(Adam()), store: try store())
    try OptimizerWeights.restore(scaled) { file[$0] }
    #expect(scaled.learningRate == 0.001)
  }

  @Test func whatDoesNotFitChangesNothing() throws {
    let updater = try Updater(Adam(learningRate: 0.25), store: try store())
    let good = try Updater(Adam(learningRate: 0.5), store: try store())
    good.iterations = 7
    let tensors = OptimizerWeights.tree(of: good)[0].datasets
    func text(_ change: (inout [Tensor]) -> Void) -> String? {
      var file = tensors
      change(&file)
      return refusal {
        try OptimizerWeights.restore(updater) { path in
          let index = Int(path.dropFirst("vars/".count)) ?? -1
          return file.indices.contains(index) ? file[index] : nil
        }
      }
    }
    func scalar<S: Scalar>(_ value: S) -> Tensor {
      (try? Tensor([value], shape: [])) ?? Tensor(zeros: [])
    }
    #expect(
      text { $0[2] = Tensor(zeros: [2, 3]) }
        == "optimizer/vars/2, kernel_momentum: found the shape [2, 3]; wanted [3, 2]")
    #expect(
      text { $0.removeLast() }
        == "optimizer/vars: found 5 variables; wanted 6, those of Adam for this model")
    #expect(
      text { $0.append(Tensor(zeros: [])) }
        == "optimizer/vars: found more than 6 variables; wanted the 6 of Adam for this model")
    #expect(
      text { $0.removeAll() }
        == "optimizer/vars: found 0 variables; wanted 6, those of Adam for this model")
    #expect(
      text { $0[1] = scalar(Float.nan) }
        == "optimizer/vars/1, learning_rate: found nan; wanted a finite number of 0 or more")
    for hostile in [-1, Double.nan, .infinity, 1e300, 0.5] {
      #expect(
        text { $0[0] = scalar(hostile) }
          == "optimizer/vars/0, iteration: found \(hostile); wanted a number of steps")
    }
    #expect(updater.iterations == 0)
    #expect(updater.learningRate == 0.25)
    #expect(text { _ in } == nil)
    #expect(updater.iterations == 7)
    #expect(updater.learningRate == 0.5)
  }
}
