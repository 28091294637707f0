import AssayCore
import AssayKeras
import AssayModel
import AssayTestSupport
import Testing

/// Keras's objects <-> optimizers and schedules.
struct OptimizerTests {
  /// Assay gives optimizers no names of their own.
  private let names: Set<String> = ["name"]

  @Test func whatKerasWritesIsReadAndWrittenAsItWas() throws {
    let golden = try #require(try CompileGolden.configs()["optimizers"]).items
    #expect(golden.count == 33)
    for one in golden {
      let optimizer = try KerasOptimizers.read(one)
      #expect(type(of: optimizer).className == one["class_name"]?.text)
      let written = try KerasOptimizers.write(optimizer)
      #expect(written.plain(without: names).line() == one.plain(without: names).line())
      #expect(written["config"]?.members.map(\.name) == one["config"]?.members.map(\.name))
    }
  }

  @Test func schedulesAreReadAndWrittenAsTheyWere() throws {
    let golden = try #require(try CompileGolden.configs()["schedules"]).items
    #expect(golden.count == 12)
    for one in golden {
      let optimizer = try KerasOptimizers.read(
        ["class_name": "SGD", "config": ["learning_rate": one]])
      let written = try #require(try KerasOptimizers.write(optimizer)["config"]?["learning_rate"])
      #expect(written.plain(without: names).line() == one.plain(without: names).line())
    }
  }

  @Test func defaultsAreAssays() throws {
    for name in Optimizers.names {
      let optimizer = try KerasOptimizers.read(.string(name.lowercased()))
      let standard = try Optimizers.named(name)
      #expect(try KerasOptimizers.write(optimizer) == KerasOptimizers.write(standard))
      // Also where the file is as short as can be.
      let short = try KerasOptimizers.read(["class_name": .string(name), "config": [:]])
      #expect(try KerasOptimizers.write(short) == KerasOptimizers.write(standard))
    }
  }

  @Test func namesAreKerass() throws {
    func name(_ optimizer: any Optimizer) throws -> JSON? {
      try KerasOptimizers.write(optimizer)["config"]?["name"]
    }
    #expect(try name(RMSprop()) == "rm_sprop")
    #expect(try name(ScheduleFreeAdamW()) == "schedule_free_adam_w")
    #expect(try name(LossScaleOptimizer(SGD())) == "loss_scale_optimizer")
  }

  @Test func theRateIsFloat32InFilesAndShortHere() throws {
    let adam = try KerasOptimizers.read(
      ["class_name": "Adam", "config": ["learning_rate": 0.0010000000474974513]])
    #expect(adam.learningRate == 0.001)
    let written = try KerasOptimizers.write(adam, currentRate: 0.1)
    #expect(written["config"]?["learning_rate"] == 0.10000000149011612)
  }

  @Test func olderFilesAreRead() throws {
    let adam = try #require(
      try KerasOptimizers.read([
        "class_name": "Adam",
        "config": [
          "name": "Adam", "lr": 0.5, "decay": 0.25, "beta_1": 0.8, "beta_2": 0.9, "epsilon": nil,
          "amsgrad": false, "jit_compile": true, "is_legacy_optimizer": false, "clipnorm": 0,
          "ema_overwrite_frequency": 100,
        ],
      ]) as? Adam)
    #expect(adam.beta1 == 0.8)
    #expect(adam.epsilon == 1e-7)
    #expect(adam.options.clipNorm == nil)
    #expect(adam.options.emaOverwriteFrequency == 100)
    #expect(
      (0..<3).map { adam.learningRate.rate(at: $0) }
        == [0.5, 0.4, 1.0 / 3].map {
          Double(Float($0))
        })
    let registered = try KerasOptimizers.read(["class_name": "Custom>Adam", "config": [:]])
    #expect(registered is Adam)
    let module = try KerasOptimizers.read([
      "module": "keras.src.optimizers.adam", "class_name": "Adam", "config": [:],
      "registered_name": "Adam",
    ])
    #expect(module is Adam)
    let nadam = try KerasOptimizers.read(["class_name": "Nadam", "config": ["decay": 0.004]])
    #expect(nadam.learningRate == 0.001)
  }

  @Test func refusals() {
    func text(_ json: JSON) -> String? { refusal { _ = try KerasOptimizers.read(json) } }
    #expect(
      text("adamm")
        == "found the optimizer \"adamm\"; wanted one that Assay has: Adadelta, Adafactor, Adagrad, "
        + "Adam, AdamW, Adamax, Ftrl, Lamb, Lion, Muon, Nadam, RMSprop, SGD, ScheduleFreeAdamW, "
        + "LossScaleOptimizer")
    #expect(text(3) == "optimizer: found a number; wanted an object with a class_name and a config")
    #expect(
      text(["class_name": "Adam", "config": ["beta_1": 2]])
        == "Adam: found beta1 is 2.0; wanted a number in 0.0..<1.0")
    #expect(
      text(["class_name": "Adam", "config": ["beta_3": 2]])
        == "Adam: found beta_3 = 2; wanted arguments of Adam that Assay knows")
    #expect(
      text(["class_name": "Adam", "config": ["learning_rate": "fast"]])
        == "Adam: found learning_rate = \"fast\"; wanted a number or a schedule")
    #expect(
      text(["module": "mine", "class_name": "Adam", "config": [:]])
        == "optimizer: found Adam of the module \"mine\"; wanted a class of Keras's: Assay runs no "
        + "code from a file")
    #expect(
      text([
        "class_name": "SGD",
        "config": ["learning_rate": ["class_name": "CosineDecay", "config": ["decay_steps": 0]]],
      ]) == "CosineDecay: found no initial_learning_rate; wanted a number")
    #expect(
      text([
        "class_name": "SGD", "config": ["learning_rate": ["class_name": "Warmup", "config": [:]]],
      ])
        == "found the schedule \"Warmup\"; wanted one that Assay has: CosineDecay, "
        + "CosineDecayRestarts, ExponentialDecay, InverseTimeDecay, PiecewiseConstantDecay, "
        + "PolynomialDecay")
    #expect(
      text("LossScaleOptimizer")
        == "LossScaleOptimizer: found no inner_optimizer; wanted the optimizer whose loss is scaled, "
        + "which a name does not say")
    #expect(
      text([
        "class_name": "LossScaleOptimizer",
        "config": ["inner_optimizer": ["class_name": "LossScaleOptimizer", "config": [:]]],
      ])
        == "LossScaleOptimizer: found inner_optimizer = \"LossScaleOptimizer\"; wanted an optimizer "
        + "that does not scale the loss itself")
    #expect(
      text(["class_name": "Muon", "config": ["exclude_layers": ["head.*"]]])
        == "Muon: found exclude_layers = [\"head.*\"]; wanted parts of layers' names, not regular "
        + "expressions")
  }

  private struct Halving: LearningRateSchedule {
    func rate(at step: Int) -> Double { 1 }
  }

  @Test func whatKerasHasNotIsNotWritten() {
    #expect(
      refusal { _ = try KerasOptimizers.write(SGD(learningRate: Halving())) }
        == "found the learning rate's schedule Halving; wanted a schedule that Keras has, for a file "
        + "that Keras opens: CosineDecay, CosineDecayRestarts, ExponentialDecay, InverseTimeDecay, "
        + "PiecewiseConstantDecay, PolynomialDecay")
  }

  @Test func hostileValuesAreReadOrRefused() throws {
    let golden = try CompileGolden.configs()
    for one in try #require(golden["optimizers"]).items {
      for key in try #require(one["config"]).members.map(\.name) {
        for value in hostileValues {
          guard let read = try? KerasOptimizers.read(one.setting(key, value)) else { continue }
          _ = read.learningRate.rate(at: 1 << 40)
          _ = try? KerasOptimizers.write(read)
        }
      }
    }
    for one in try #require(golden["schedules"]).items {
      for key in try #require(one["config"]).members.map(\.name) {
        for value in hostileValues {
          let optimizer: JSON = [
            "class_name": "SGD", "config": ["learning_rate": one.setting(key, value)],
          ]
          guard let read = try? KerasOptimizers.read(optimizer) else { continue }
          for step in [0, 1, 1 << 40] { _ = read.learningRate.rate(at: step) }
        }
      }
    }
    for value in hostileValues { _ = try? KerasOptimizers.read(value) }
  }
}
