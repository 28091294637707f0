import AssayCore
import AssayModel
import AssayTestSupport
import AssayTraining
import Foundation
import Testing

/// Runs of real Keras from the same first weights over the same rows in the same order: several outputs,
/// weights, masks, regularizers, the arguments of `fit`.
struct GoldenTrainingTests {
  // Keras's own backends lie up to 4e-6 apart; `agreement` in each file says how far.
  static let relative = 2e-5
  static let absolute = 1e-6
  static let ofWeights = 2e-5

  @Test(arguments: [
    "fit_default_batch_size", "fit_initial_epoch", "fit_one_batch", "fit_validation_split",
    "loss_binary_crossentropy_wide", "loss_binary_smoothed", "loss_categorical_smoothed",
    "loss_crossentropy_word", "loss_huber", "loss_mean_absolute_error", "loss_sparse_logits",
    "optimizer_adamw", "optimizer_amsgrad", "optimizer_rmsprop_centered",
    "optimizer_sgd_weight_decay", "sequences_counts", "two_outputs_total_only",
  ])
  func everyFigureIsThatOfKeras(name: String) throws {
    let golden = try TrainingCase(name)
    let model = try golden.compiledModel()
    try expect(try golden.run(model), of: golden)
    try expectEnd(of: model, golden)
  }

  @Test func stopsWhereKerasDoesAndTakesTheBestWeightsBack() throws {
    let golden = try TrainingCase("callback_early_stopping")
    let found = try #require(golden.callbackResults?["early_stopping"])
    let model = try golden.compiledModel()
    let stopping = EarlyStopping(patience: 2, restoreBestWeights: true)
    let history = try golden.run(model, callbacks: [stopping])
    try expect(history, of: golden)
    #expect(history.epochs.map(Double.init) == golden.callbackResults?["epochs_run"]?.numbers)
    #expect(stopping.stoppedEpoch == found["stopped_epoch"]?.number.map { Int($0) })
    #expect(stopping.bestEpoch == found["best_epoch"]?.number.map { Int($0) })
    try expectEnd(of: model, golden)
  }

  private func expect(_ history: History, of golden: TrainingCase) throws {
    let figures = try #require(golden.history)
    #expect(history.keys.sorted() == figures.keys.sorted())
    for (key, epochs) in figures {
      let own = history[key] ?? []
      #expect(own.count == epochs.count, "\(key)")
      for (epoch, (a, b)) in zip(own, epochs).enumerated() {
        let b = try #require(b.number)
        #expect(isClose(a, b), "\(key) of epoch \(epoch): \(a), Keras \(b)")
      }
    }
  }

  private func expectEnd(of model: Model, _ golden: TrainingCase) throws {
    for (own, theirs) in zip(model.weights, try #require(golden.finalWeights)) {
      #expect(distance(own, theirs.tensor) <= Self.ofWeights, "\(theirs.name ?? "")")
    }
    let scores = try model.evaluate(golden.training, batchSize: golden.batchSize)
    for (key, value) in try #require(golden.evaluate) {
      let b = try #require(value.number)
      let own = try #require(scores[key], "\(key)")
      #expect(isClose(own, b), "\(key): \(own), Keras \(b)")
    }
    let first = try #require(golden.predict?.first).tensor
    if golden.model.outputs.count == 1 {
      let rows = golden.data.x.tensor[rows: 0..<first.rowCount]
      #expect(distance(try model.predict(rows), first) <= Self.ofWeights)
    }
  }

  private func isClose(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= Self.relative * max(abs(a), abs(b)) + Self.absolute
  }
}
