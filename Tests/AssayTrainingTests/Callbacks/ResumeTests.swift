import AssayCore
import AssayTraining
import Testing

/// A run that is cut off after any epoch and gone on with by fresh callbacks ends as one that is not.
struct ResumeTests {
  /// What a run ends with.
  private struct Outcome: Equatable {
    var epochs: Int
    var figures: [String: [String]]
    var weight: Double
    var rate: Double
    var output: String
    var files: [String: String]
    var states: [CallbackState]
  }

  /// Callbacks made anew for each run from the same random settings.
  private struct Settings {
    var mode: MonitorMode
    var patience: Int
    var minDelta: Double
    var baseline: Double?
    var restores: Bool
    var startFrom: Int
    var factor: Double
    var cooldown: Int
    var everyBatches: Int
    var isBestOnly: Bool
    var swaps: Bool
    var appends: Bool

    init(_ random: inout SplitMix64) {
      mode = Bool.random(using: &random) ? .min : .max
      patience = .random(in: 0..<5, using: &random)
      minDelta = [0, 0.25, 1].randomElement(using: &random)!
      baseline = [nil, nil, 2].randomElement(using: &random)!
      restores = .random(using: &random)
      startFrom = .random(in: 0..<3, using: &random)
      factor = [0.5, 0.1].randomElement(using: &random)!
      cooldown = .random(in: 0..<3, using: &random)
      everyBatches = .random(in: 1..<6, using: &random)
      isBestOnly = .random(using: &random)
      swaps = .random(using: &random)
      appends = .random(using: &random)
    }

    func callbacks(_ folder: TemporaryFolder, _ output: RecordedOutput) -> [any ResumableCallback] {
      [
        SwapEMAWeights(swapOnEpoch: swaps),
        ReduceLROnPlateau(
          monitor: "v", factor: factor, patience: patience % 3, verbose: true, mode: mode,
          minDelta: minDelta, cooldown: cooldown, output: output),
        CSVLogger(folder("log.csv"), append: appends),
        ModelCheckpoint(
          folder("best-{epoch:02d}.npz"), monitor: "v", verbose: true, saveBestOnly: true,
          saveWeightsOnly: true, mode: mode, initialValueThreshold: baseline, output: output),
        ModelCheckpoint(
          folder("{epoch}-{batch}.npz"), monitor: "v", saveBestOnly: isBestOnly,
          saveWeightsOnly: true, mode: mode, saveFrequency: .batches(everyBatches)),
        EarlyStopping(
          monitor: "v", minDelta: minDelta, patience: patience, verbose: true, mode: mode,
          baseline: baseline, restoreBestWeights: restores, startFromEpoch: startFrom,
          output: output),
      ]
    }
  }

  private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// The moment of a run that a checkpoint keeps: all after the last callback of an epoch's end.
  private struct Moment {
    var states: [CallbackState]
    var weights: [Tensor]
    var averages: [Tensor]?
    var rate: Double
    var output: String
    var history: [String: [String]]
  }

  @Test(arguments: UInt64(0)..<60)
  func goesOnAsIfNothingHadHappened(seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    let settings = Settings(&random)
    let logs: [Logs] = (0..<9).map { _ in
      let value = Double(Int.random(in: 0..<17, using: &random)) / 4
      return Int.random(in: 0..<6, using: &random) == 0 ? ["v": .nan] : ["v": value]
    }

    // A run that is not cut off, with the moment after each epoch.
    let folder = try TemporaryFolder()
    try folder.write("epoch,v\r\n", to: "log.csv")
    let output = RecordedOutput()
    let callbacks = settings.callbacks(folder, output)
    let training = training()
    var moments: [Moment] = []
    var history: [String: [String]] = [:]
    let witness = LambdaCallback(onEpochEnd: { _, logs, _ in
      for (key, value) in logs { history[key, default: []].append("\(value)") }
      moments.append(
        Moment(
          states: try callbacks.map { try $0.savedState() }, weights: training.weights,
          averages: training.averages, rate: training.learningRate, output: output.text,
          history: history))
      return .continue
    })
    let ran = try training.fit(logs, callbacks: callbacks + [witness])
    let whole = try outcome(ran.epochs.count, history, training, output, folder, callbacks)

    for cut in moments.indices.dropLast() {
      let moment = moments[cut]
      // The files are those of the whole run, later ones among them.
      let output = RecordedOutput()
      output.write(moment.output)
      let callbacks = settings.callbacks(folder, output)
      let training = self.training()
      var history = moment.history
      let witness = LambdaCallback(onEpochEnd: { _, logs, _ in
        for (key, value) in logs { history[key, default: []].append("\(value)") }
        return .continue
      })
      let rest = try training.fit(
        Array(logs[(cut + 1)...]), from: cut + 1, callbacks: callbacks + [witness]
      ) {
        training.weights = moment.weights
        training.averages = moment.averages
        training.learningRate = moment.rate
        for (callback, state) in zip(callbacks, moment.states) { try callback.restore(state) }
      }
      let resumed = try outcome(
        cut + 1 + rest.epochs.count, history, training, output, folder, callbacks)
      #expect(resumed == whole, "cut after epoch \(cut)")
    }
  }

  @Test(arguments: 0..<12)
  func batchesAreCountedOnFromInsideAnEpoch(cut: Int) throws {
    let steps = 4
    func run(_ moments: Range<Int>, _ checkpoint: ModelCheckpoint, _ state: CallbackState?) throws {
      let list = CallbackList(
        [checkpoint], context: FakeTraining(epochs: 3, steps: steps), progress: .silent,
        output: RecordedOutput())
      try list.trainBegin()
      if let state { try checkpoint.restore(state) }
      for moment in moments {
        if moment % steps == 0 { try list.epochBegin(moment / steps) }
        try list.trainBatchBegin(moment % steps)
        if list.wantsBatchEnd(step: moment % steps, of: steps) {
          _ = try list.trainBatchEnd(moment % steps, logs: ["v": Double(moment * 5 % 7)])
        }
      }
    }
    func checkpoint(_ folder: TemporaryFolder) -> ModelCheckpoint {
      ModelCheckpoint(
        folder("{epoch}-{batch}-{v:.0f}.npz"), monitor: "v", saveBestOnly: cut % 2 == 0,
        saveWeightsOnly: true, saveFrequency: .batches(3))
    }
    let whole = try TemporaryFolder()
    try run(0..<12, checkpoint(whole), nil)
    let parts = try TemporaryFolder()
    let first = checkpoint(parts)
    try run(0..<cut, first, nil)
    try run(cut..<12, checkpoint(parts), first.savedState())
    #expect(parts.files == whole.files)
  }

  private func training() -> FakeTraining {
    let training = FakeTraining(epochs: 9, steps: 3)
    training.averages = [Tensor([100.0])]
    return training
  }

  private func outcome(
    _ epochs: Int, _ history: [String: [String]], _ training: FakeTraining,
    _ output: RecordedOutput, _ folder: TemporaryFolder, _ callbacks: [any ResumableCallback]
  ) throws -> Outcome {
    var files: [String: String] = [:]
    for name in folder.files { files[name] = try folder.text(name) }
    return Outcome(
      epochs: epochs, figures: history, weight: training.weight, rate: training.learningRate,
      output: output.text, files: files, states: try callbacks.map { try $0.savedState() })
  }
}

/// A state that is not the callback's own is refused, and nothing changes.
struct WrongStateTests {
  // Callbacks do not keep it.
  private let training = FakeTraining(epochs: 2)

  private func callbacks(_ folder: TemporaryFolder, monitor: String = "v")
    -> [any ResumableCallback]
  {
    [
      EarlyStopping(monitor: monitor, patience: 5, restoreBestWeights: true),
      ReduceLROnPlateau(monitor: monitor),
      ModelCheckpoint(folder("w.npz"), monitor: monitor, saveBestOnly: true, saveWeightsOnly: true),
      CSVLogger(folder("log.csv")),
      SwapEMAWeights(),
    ]
  }

  private func ran(_ folder: TemporaryFolder) throws -> [any ResumableCallback] {
    let callbacks = callbacks(folder)
    try training.fit([["v": 2], ["v": 1]], callbacks: callbacks)
    return callbacks
  }

  @Test func statesOfOtherKindsAndDamagedOnesAreRefused() throws {
    let folder = try TemporaryFolder()
    let callbacks = try ran(folder)
    let states = try callbacks.map { try $0.savedState() }
    for (index, callback) in callbacks.enumerated() {
      let own = states[index]
      try callback.restore(own)
      var wrong = states.filter { $0 != own }
      wrong += ["", "{}", "[1]", "{\"callback\": 1}", own.text.replacing("memory", with: "m")]
        .map { CallbackState(text: $0, arrays: own.arrays) }
      wrong += (1..<own.text.count).map { CallbackState(text: String(own.text.prefix($0))) }
      wrong.append(CallbackState(text: own.text, arrays: own.arrays + [Tensor([1.0])]))
      for state in wrong {
        #expect(throws: CallbackError.self) { try callback.restore(state) }
        #expect(try callback.savedState() == own)
      }
    }
  }

  @Test func theErrorsSayWhatWasFoundAndWanted() throws {
    let folder = try TemporaryFolder()
    let states = try ran(folder).map { try $0.savedState() }
    func message(_ callback: any ResumableCallback, _ state: CallbackState) -> String {
      do {
        try callback.restore(state)
        return "no error"
      } catch { return "\(error)" }
    }
    let stopping = EarlyStopping(monitor: "v", restoreBestWeights: true)
    #expect(
      message(stopping, states[1]) == """
        EarlyStopping: the saved state is the state of ReduceLROnPlateau; wanted what \
        EarlyStopping with the same arguments has saved
        """)
    #expect(
      message(stopping, CallbackState(text: "x")) == """
        EarlyStopping: the saved state is text that is no callback's state; wanted what \
        EarlyStopping with the same arguments has saved
        """)
    #expect(
      message(EarlyStopping(monitor: "w"), states[0])
        == "EarlyStopping: the saved state is one of monitor 'v'; wanted one of 'w'")
    #expect(
      message(EarlyStopping(monitor: "v"), states[0]) == """
        EarlyStopping: the saved state is one with weights; wanted one without restoreBestWeights
        """)
    #expect(
      message(ReduceLROnPlateau(monitor: "w"), states[1])
        == "ReduceLROnPlateau: the saved state is one of monitor 'v'; wanted one of 'w'")
    #expect(
      message(ModelCheckpoint("w.npz", monitor: "v"), states[2]) == """
        ModelCheckpoint: the saved state is one of monitor 'v' with saveBestOnly: true; wanted one \
        of 'v' with saveBestOnly: false
        """)
    #expect(
      message(CSVLogger("log.csv", separator: ";"), states[3]) == """
        CSVLogger: the saved state is one with separator ',' and append: false; wanted one with \
        separator ';' and append: false
        """)
    #expect(
      message(SwapEMAWeights(swapOnEpoch: true), states[4]) == """
        SwapEMAWeights: the saved state is one with swapOnEpoch: false; wanted one with \
        swapOnEpoch: true
        """)
  }

  /// A number that no run can have come to would end the program where it is counted on.
  @Test(arguments: ["9223372036854775807", "9007199254740993", "-1"])
  func countsThatNoRunComesToAreRefused(number: String) throws {
    let folder = try TemporaryFolder()
    let callbacks = try ran(folder)
    for (index, keys) in [
      ["wait", "bestEpoch", "stoppedEpoch"], ["wait"], ["batchesSinceSaving", "epoch"],
    ].enumerated() {
      let own = try callbacks[index].savedState()
      for key in keys {
        var state = own
        state.text.replace(#/"(\w+)":\d+/#) { match in
          match.1 == key ? "\"\(key)\":\(number)" : String(match.0)
        }
        if key == "stoppedEpoch" {
          state.text.replace("\"wait\":", with: "\"stoppedEpoch\":\(number),\"wait\":")
        }
        #expect(state != own)
        #expect(throws: CallbackError.self) { try callbacks[index].restore(state) }
        #expect(try callbacks[index].savedState() == own)
      }
    }
  }

  @Test func weightsOfAnotherModelAreRefused() throws {
    let folder = try TemporaryFolder()
    let state = try ran(folder)[0].savedState()
    let other = FakeTraining()
    other.weights = [Tensor([1.0, 2.0])]
    let stopping = EarlyStopping(monitor: "v", restoreBestWeights: true)
    try stopping.onTrainBegin(in: other)
    #expect {
      try stopping.restore(state)
    } throws: {
      "\($0)" == """
        EarlyStopping: the saved state is one with weights [[1]]; wanted weights of the model's [[2]]
        """
    }
  }

  @Test func infinityAndTheAbsenceOfABestSurvive() throws {
    for values in [[Double.infinity], [-.infinity], [.nan], [.nan, .nan, 1]] {
      let first = EarlyStopping(monitor: "v", patience: 9)
      try FakeTraining(epochs: 9).fit(values.map { ["v": $0] }, callbacks: [first])
      let second = EarlyStopping(monitor: "v", patience: 9)
      try FakeTraining(epochs: 9).fit([], callbacks: [second]) {
        try second.restore(first.savedState())
      }
      #expect(second.best == first.best)
      #expect(second.wait == first.wait)
      #expect(second.bestEpoch == first.bestEpoch)
    }
  }
}
