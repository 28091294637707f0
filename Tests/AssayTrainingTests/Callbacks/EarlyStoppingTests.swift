import AssayTraining
import Testing

struct EarlyStoppingTests {
  /// One row of the table of Keras's behaviour: values of an epoch each, and what comes of them.
  struct Row: CustomTestStringConvertible {
    var values: [Double]
    var make: @Sendable () -> EarlyStopping
    var epochs: Int
    var best: Double?
    var weight: Double?
    var testDescription: String { "\(values) runs \(epochs) epochs" }

    init(
      _ values: [Double], epochs: Int, best: Double? = nil, weight: Double? = nil,
      _ make: @escaping @Sendable () -> EarlyStopping
    ) {
      (self.values, self.epochs, self.best, self.weight) = (values, epochs, best, weight)
      self.make = make
    }
  }

  static let rows: [Row] = [
    Row([3, 2, 2.5, 1], epochs: 3, best: 2) { EarlyStopping(monitor: "v") },
    Row([3, 2, 2.5, 2.4, 1], epochs: 4, best: 2) { EarlyStopping(monitor: "v", patience: 2) },
    Row([1, 2, 3, 4, 5], epochs: 3, best: 1) { EarlyStopping(monitor: "v", patience: 2) },
    Row([2, 2, 2, 2], epochs: 3, best: 2) { EarlyStopping(monitor: "v", patience: 2) },
    Row([3, 2.6, 2.4, 1.95, 1], epochs: 5, best: 1) {
      EarlyStopping(monitor: "v", minDelta: 0.5, patience: 2)
    },
    Row([3, 2.6, 2.4, 1.95, 1], epochs: 5, best: 1) {
      EarlyStopping(monitor: "v", minDelta: -0.5, patience: 2)
    },
    Row([0.5, 0.55, 0.61, 0.62], epochs: 4, best: 0.61) {
      EarlyStopping(monitor: "v", minDelta: 0.1, patience: 2, mode: .max)
    },
    Row([3, 2, 2.5, 2.4, 1], epochs: 4, best: 2, weight: 1) {
      EarlyStopping(monitor: "v", patience: 2, restoreBestWeights: true)
    },
    Row([3, 1, 2], epochs: 3, best: 1, weight: 1) {
      EarlyStopping(monitor: "v", patience: 5, restoreBestWeights: true)
    },
    Row([3, 1, 2], epochs: 3, best: 1, weight: 2) { EarlyStopping(monitor: "v", patience: 5) },
    Row([1, 9, 3, 4, 5, 6], epochs: 5, best: 3) {
      EarlyStopping(monitor: "v", patience: 2, startFromEpoch: 2)
    },
    Row([3, 2.5, 2.4, 0.9, 5, 5], epochs: 6, best: 0.9) {
      EarlyStopping(monitor: "v", patience: 2, baseline: 1)
    },
    Row([0.9, 0.95, 0.8, 5, 5], epochs: 5, best: 0.8) {
      EarlyStopping(monitor: "v", patience: 2, baseline: 1)
    },
    Row([1, 2], epochs: 2, best: 1) { EarlyStopping(monitor: "v") },
    Row([1, .nan, .nan, 0.5], epochs: 3, best: 1) { EarlyStopping(monitor: "v", patience: 2) },
  ]

  @Test(arguments: rows)
  func followsTheTable(row: Row) throws {
    let training = FakeTraining(epochs: row.values.count)
    let stopping = row.make()
    let history = try training.fit(row.values.map { ["v": $0] }, callbacks: [stopping])
    #expect(history.epochs.count == row.epochs)
    #expect(stopping.best == row.best)
    #expect((stopping.stoppedEpoch == nil) == (history.stopReason == nil))
    if let weight = row.weight { #expect(training.weight == weight) }
  }

  @Test func nanIsNeverBestNotEvenAsTheFirstValue() throws {
    let training = FakeTraining(epochs: 4)
    let stopping = EarlyStopping(monitor: "v", patience: 2, restoreBestWeights: true)
    let history = try training.fit(
      [["v": .nan], ["v": 1], ["v": 0.5], ["v": 0.75]], callbacks: [stopping])
    #expect(history.epochs.count == 4)  // Keras stops after 3, with NaN as its best
    #expect(stopping.best == 0.5)
    #expect(training.weight == 2)
  }

  @Test func theFirstEpochOfAllNeverStops() throws {
    let history = try FakeTraining(epochs: 3).fit(
      [["v": .nan], ["v": 1], ["v": 2]], callbacks: [EarlyStopping(monitor: "v")])
    #expect(history.epochs == [0, 1, 2])
  }

  @Test func nothingButNaNStopsAndRestoresNothing() throws {
    let training = FakeTraining(epochs: 4)
    let stopping = EarlyStopping(monitor: "v", patience: 2, restoreBestWeights: true)
    let history = try training.fit(
      [["v": .nan], ["v": .nan], ["v": .nan], ["v": .nan]], callbacks: [stopping])
    #expect(history.epochs.count == 2)
    #expect(history.stopReason == "v was never a number")
    #expect(training.weight == 1)
  }

  @Test func theReasonNamesTheBestEpoch() throws {
    let training = FakeTraining(epochs: 3)
    let history = try training.fit(
      [["v": 1], ["v": 2], ["v": 3]], callbacks: [EarlyStopping(monitor: "v", patience: 2)])
    #expect(history.stopReason == "v has not improved on 1.0 since epoch 1")
  }

  @Test func anInstanceBeginsEveryRunAfresh() throws {
    let stopping = EarlyStopping(monitor: "v", minDelta: 0.5, patience: 1)
    for _ in 0..<2 {
      let history = try FakeTraining(epochs: 3).fit(
        [["v": 3], ["v": 2.6], ["v": 1]], callbacks: [stopping])
      #expect(history.epochs == [0, 1])
      #expect(stopping.best == 3)
      #expect(stopping.stoppedEpoch == 1)
    }
  }

  @Test func aRunThatBeginsLaterCanStopInItsFirstEpochs() throws {
    let history = try FakeTraining(epochs: 9).fit(
      [["v": 1], ["v": 2], ["v": 3]], from: 3, callbacks: [EarlyStopping(monitor: "v")])
    #expect(history.epochs == [3, 4])
  }

  @Test func modeAutoAsksTheModel() throws {
    let logs: [Logs] = [["v": 1, "val_v": 1], ["v": 2, "val_v": 2], ["v": 1, "val_v": 1]]
    for monitor in ["v", "val_v"] {
      let training = FakeTraining(
        epochs: 3, keys: ["loss", "v", "val_v"], directions: ["v": .higherIsBetter])
      let stopping = EarlyStopping(monitor: monitor, patience: 5)
      try training.fit(logs, callbacks: [stopping])
      #expect(stopping.best == 2)
    }
  }

  @Test func lossesAreBetterLower() {
    let training = FakeTraining(
      keys: ["loss", "a_loss", "gain_loss"],
      directions: ["gain_loss": .higherIsBetter, "val_odd": .higherIsBetter])
    #expect(training.direction(of: "loss") == .lowerIsBetter)
    #expect(training.direction(of: "val_loss") == .lowerIsBetter)
    #expect(training.direction(of: "val_a_loss") == .lowerIsBetter)
    #expect(training.direction(of: "gain_loss") == .higherIsBetter)
    #expect(training.direction(of: "hearing_loss") == nil)
    #expect(training.direction(of: "val_val_odd") == .higherIsBetter)  // one `val_` is taken off
    #expect(training.direction(of: "val_odd") == nil)
  }

  @Test func tellsWhatItDoesInKerasWords() throws {
    let output = RecordedOutput()
    try FakeTraining(epochs: 4).fit(
      [["v": 2], ["v": 1], ["v": 3], ["v": 3]],
      callbacks: [
        EarlyStopping(
          monitor: "v", patience: 2, verbose: true, restoreBestWeights: true, output: output)
      ])
    #expect(
      output.text == """
        Epoch 4: early stopping
        Restoring model weights from the end of the best epoch: 2.

        """)
  }

  @Test func doesNotAskForBatches() {
    #expect(!EarlyStopping().wantsBatchEnd(step: 0, of: 3))
  }
}
