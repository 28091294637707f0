import AssayTraining
import Testing

/// Callbacks of Keras in runs of real Keras: what they did to the rate, when they stopped, what they saved.
struct GoldenCallbackTests {
  @Test(arguments: ["callback_reduce_lr_on_plateau", "callback_learning_rate_scheduler"])
  func theRateFollowsKeras(name: String) throws {
    let golden = try TrainingCase(name)
    let asked = try #require(golden.callbacks?.first)
    let callback: any Callback =
      switch asked.kind {
      case "ReduceLROnPlateau":
        ReduceLROnPlateau(
          factor: asked.number("factor") ?? .nan,
          patience: asked["config"]?["patience"]?.integer ?? 0,
          minDelta: asked.number("min_delta") ?? .nan,
          cooldown: asked["config"]?["cooldown"]?.integer ?? 0,
          minLR: asked.number("min_lr") ?? .nan)
      default: scheduler(asked)
      }
    let history = try golden.run(golden.compiledModel(), callbacks: [callback])
    try golden.expect(history)
  }

  @Test(arguments: ["callback_early_stopping", "callback_early_stopping_and_schedule"])
  func stopsWhereKerasDoesAndTakesTheBestWeightsBack(name: String) throws {
    let golden = try TrainingCase(name)
    let found = try #require(golden.callbackResults?["early_stopping"])
    let model = try golden.compiledModel()
    let asked = try #require(golden.callbacks?.last)
    let stopping = EarlyStopping(
      monitor: asked.word("monitor") ?? "",
      patience: asked["config"]?["patience"]?.integer ?? 0,
      restoreBestWeights: asked.flag("restore_best_weights"),
      startFromEpoch: asked["config"]?["start_from_epoch"]?.integer ?? 0)
    let callbacks = try #require(golden.callbacks).dropLast().map { scheduler($0) }
    let history = try golden.run(model, callbacks: callbacks + [stopping])
    try golden.expect(history)
    #expect(history.epochs.map(Double.init) == golden.callbackResults?["epochs_run"]?.numbers)
    #expect(stopping.stoppedEpoch == found["stopped_epoch"]?.integer)
    #expect(stopping.bestEpoch == found["best_epoch"]?.integer)
    try golden.expectEnd(of: model)
  }

  @Test(arguments: [
    "callback_model_checkpoint_best", "callback_model_checkpoint_threshold",
    "callback_model_checkpoint_every_steps",
  ])
  func savesWhereKerasDoes(name: String) throws {
    let golden = try TrainingCase(name)
    let asked = try #require(golden.callbacks?.first)
    let folder = try TemporaryFolder()
    let steps = asked["config"]?["save_freq"]?.integer
    let path = steps == nil ? "{epoch:02d}.npz" : "{epoch:02d}-{batch:02d}.npz"
    let checkpoint = ModelCheckpoint(
      folder(path), monitor: asked.word("monitor") ?? "val_loss",
      saveBestOnly: asked.flag("save_best_only"), saveWeightsOnly: true,
      saveFrequency: steps.map { .batches($0) } ?? .epoch,
      initialValueThreshold: asked.number("initial_value_threshold"))
    let listing = Listing(folder)
    let history = try golden.run(golden.compiledModel(), callbacks: [checkpoint, listing])
    try golden.expect(history)
    guard case .list(let saved)? = golden.callbackResults?["saved_by_the_end_of_epoch"] else {
      Issue.record("the golden file has no list of files")
      return
    }
    #expect(listing.names == saved.map(\.words))
  }

  @Test func theLogHasTheColumnsAndFiguresOfKeras() throws {
    let golden = try TrainingCase("callback_csv_logger")
    let folder = try TemporaryFolder()
    let history = try golden.run(
      golden.compiledModel(), callbacks: [CSVLogger(folder("log.csv"))])
    try golden.expect(history)
    let own = try folder.text("log.csv")
    let theirs = try #require(golden.callbackResults?["csv"]?.word)
    let (a, b) = (rows(own), rows(theirs))
    #expect(a.count == b.count)
    #expect(a[0].sorted() == b[0].sorted())
    for (row, their) in zip(a, b).dropFirst() {
      let figures = Dictionary(uniqueKeysWithValues: zip(b[0], their))
      for (key, text) in zip(a[0], row) {
        let x = try #require(Double(text))
        let y = try #require(figures[key].flatMap(Double.init))
        #expect(TrainingCase.isClose(x, y), "\(key): \(x), Keras \(y)")
      }
    }
  }

  private func scheduler(_ asked: Asked) -> any Callback {
    let factor = asked.number("multiply_by") ?? .nan
    let start = asked["config"]?["from_epoch"]?.integer ?? 0
    return LearningRateScheduler { epoch, rate in epoch >= start ? rate * factor : rate }
  }

  private func rows(_ text: String) -> [[String]] {
    text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",").map(String.init)
    }
  }
}

/// Notes after each epoch which files there are.
private final class Listing: Callback {
  private(set) var names: [[String]] = []
  private let folder: TemporaryFolder

  init(_ folder: TemporaryFolder) { self.folder = folder }

  func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) -> Continuation {
    names.append(folder.files.map { String($0.prefix { $0 != "." }) })
    return .continue
  }
}
