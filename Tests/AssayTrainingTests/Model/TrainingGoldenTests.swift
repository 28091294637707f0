import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

/// Whole runs of real Keras from the same first weights over the same rows in the same order.
struct TrainingGoldenTests {
  // Keras's own backends lie up to 4e-7 apart; `agreement` in each file says how far.
  static let relative = 3e-6
  static let absolute = 3e-6

  @Test(arguments: [
    "binary_logits_smoothed", "functional_mean_with_sample_weight", "functional_sum",
    "logits_onehot_nesterov", "regression_adamw", "regression_huber_sgd",
    "regression_mae_amsgrad", "sequences_binary_adam", "sigmoid_binary_rmsprop",
    "sigmoid_binary_rmsprop_centered", "softmax_sparse_adam",
  ])
  func everyEpochIsThatOfKeras(name: String) throws {
    let run = try KerasRun(name)
    let model = try run.model()
    let history = try model.fit(
      run.training, batchSize: run.config.batchSize, epochs: run.config.epochs,
      validation: run.held, shuffle: false, progress: .silent)
    try expect(history, of: run)
    try expectEnd(of: model, run)
  }

  @Test(arguments: [
    "early_stopping_scripted", "early_stopping_without_restore",
    "early_stopping_on_whole_set_score",
  ])
  func stopsOnAnAddedKeyWhereKerasDoes(name: String) throws {
    let run = try KerasRun(name)
    let stopped = try #require(run.earlyStopping)
    let model = try run.model()
    var stopping: EarlyStopping?
    let watching = Watching()
    let callbacks: [any Callback] = try run.callbacks { stopping = $0 } + [watching]
    let history = try model.fit(
      run.training, batchSize: run.config.batchSize, epochs: run.config.epochs,
      validation: run.held, shuffle: false, callbacks: callbacks, progress: .silent)
    try expect(history, of: run)
    #expect(history.epochs.count == stopped.epochsRun)
    #expect(history.keys == stopped.keysInOrder)
    #expect(stopping?.stoppedEpoch == stopped.stoppedEpoch)
    #expect(stopping?.bestEpoch == stopped.bestEpoch)
    let best = try #require(stopped.best)
    #expect(abs(try #require(stopping?.best) - best) <= Self.relative * best)
    // To the bit: the weights after one epoch, kept or put back.
    #expect(
      watching.weights.indices.filter { watching.weights[$0] == model.weights }
        == stopped.finalWeightsAreThoseAfterEpoch)
    try expectEnd(of: model, run)
  }

  @Test func aMonitorThatIsAddedTooLateIsAnErrorWhereKerasOnlyWarns() throws {
    let run = try KerasRun("early_stopping_after_the_adder")
    let model = try run.model()
    let before = model.weights
    let callbacks = try run.callbacks { _ in }
    let error = #expect(throws: CallbackError.self) {
      try model.fit(
        run.training, epochs: run.config.epochs, validation: run.held, callbacks: callbacks,
        progress: .silent)
    }
    #expect(
      error?.description
        == "EarlyStopping: there is no 'score' in the logs; "
        + "they have loss, accuracy, val_loss, val_accuracy")
    #expect(model.weights == before)
  }

  @Test func anAddedKeyNeedsAModeAsInKeras() throws {
    let run = try KerasRun("early_stopping_auto_mode")
    #expect(run.error?.contains("Pass `mode='max'`") == true)
    let model = try run.model()
    let before = model.weights
    let callbacks = try run.callbacks { _ in }
    let error = #expect(throws: CallbackError.self) {
      try model.fit(
        run.training, epochs: run.config.epochs, validation: run.held, callbacks: callbacks,
        progress: .silent)
    }
    #expect(
      error?.description
        == "EarlyStopping: nothing says whether 'score' is better higher or lower; "
        + "pass mode: .max or mode: .min")
    #expect(model.weights == before)
  }

  private func expect(_ history: History, of run: KerasRun) throws {
    let golden = try #require(run.history)
    #expect(history.keys.sorted() == golden.keys.sorted())
    for (key, values) in golden {
      let own = try #require(history[key])
      #expect(own.count == values.count)
      for (epoch, (a, b)) in zip(own, values).enumerated() {
        #expect(abs(a - b) <= Self.relative * abs(b), "\(key) of epoch \(epoch): \(a), Keras \(b)")
      }
    }
  }

  private func expectEnd(of model: Model, _ run: KerasRun) throws {
    for (own, golden) in zip(model.weights, try #require(run.finalWeights)) {
      #expect(distance(own, golden.tensor) <= Self.absolute, "\(golden.name ?? "")")
    }
    let scores = try model.evaluate(run.training, batchSize: run.config.batchSize)
    for (key, value) in try #require(run.evaluate) {
      let own = try #require(scores[key])
      #expect(abs(own - value) <= Self.relative * abs(value), "\(key): \(own), Keras \(value)")
    }
    let predicted = try #require(run.predict).tensor
    let rows = run.data.x.tensor[rows: 0..<predicted.rowCount]
    #expect(distance(try model.predict(rows), predicted) <= Self.absolute)
  }
}

/// The largest difference; infinite where shapes differ.
func distance(_ a: Tensor, _ b: Tensor) -> Double {
  guard a.shape == b.shape else { return .infinity }
  return zip(a.doubles, b.doubles).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

/// Keeps the weights after each epoch.
private final class Watching: Callback {
  var weights: [[Tensor]] = []

  func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) -> Continuation {
    weights.append(training.weights)
    return .continue
  }
}

/// Adds a figure from a list, as the user's callback in the golden file does.
private final class AddsScripted: Callback {
  let key: String
  let values: [Double]

  init(key: String, values: [Double]) {
    self.key = key
    self.values = values
  }

  func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) -> Continuation {
    logs[key] = values[epoch]
    return .continue
  }
}

/// Scores whole sets at each epoch's end: balanced accuracy over rows × steps.
private final class AddsScores: Callback {
  let sets: [(key: String, x: Tensor, y: Tensor)]

  init(_ sets: [(key: String, x: Tensor, y: Tensor)]) { self.sets = sets }

  func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    for (key, x, y) in sets {
      var hits = [0.0, 0.0]
      var counts = [0.0, 0.0]
      for (label, p) in zip(y.doubles, try training.predict(x).doubles) {
        counts[Int(label)] += 1
        if (p > 0.5) == (label > 0.5) { hits[Int(label)] += 1 }
      }
      logs[key] = (hits[0] / counts[0] + hits[1] / counts[1]) / 2
    }
    return .continue
  }
}

extension KerasRun {
  /// The callbacks of the run in their order; `found` is handed the early stopping.
  fileprivate func callbacks(_ found: (EarlyStopping) -> Void) throws -> [any Callback] {
    try (config.callbacks ?? []).map { entry in
      switch entry.class {
      case "AddsScripted":
        return AddsScripted(key: entry.key ?? "", values: entry.values ?? [])
      case "AddsScores":
        let held = try #require(data.validation)
        return AddsScores([
          (entry.train ?? "", data.x.tensor, data.y.tensor),
          (entry.validation ?? "", held.x.tensor, held.y.tensor),
        ])
      default:
        let stopping = try entry.stopping(output: RecordedOutput())
        found(stopping)
        return stopping
      }
    }
  }
}
