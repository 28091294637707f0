import AssayTraining
import Foundation
import Testing

/// Random settings and values, as real Keras stops on them.
struct EarlyStoppingGoldenTests {
  private struct Golden: Decodable {
    var cases: [Case]
  }

  private struct Case: Decodable {
    struct Settings: Decodable {
      var mode: String
      var patience: Int
      var minDelta: Double
      var baseline: Double?
      var restoreBestWeights: Bool
      var startFromEpoch: Int
    }
    var settings: Settings
    var values: [JSONNumber]
    var epochs: Int
    var wait: Int
    var best: Double?
    var bestEpoch: Int?
    var weight: Double
  }

  @Test func agreesWithKeras() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/callbacks/early-stopping.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let golden = try decoder.decode(Golden.self, from: Data(contentsOf: file))
    #expect(golden.cases.count == 150)
    for (index, golden) in golden.cases.enumerated() {
      let settings = golden.settings
      let training = FakeTraining(epochs: golden.values.count)
      let stopping = EarlyStopping(
        monitor: "v", minDelta: settings.minDelta, patience: settings.patience,
        mode: try #require(EarlyStopping.Mode(rawValue: settings.mode)),
        baseline: settings.baseline, restoreBestWeights: settings.restoreBestWeights,
        startFromEpoch: settings.startFromEpoch)
      let logs = golden.values.map { ["v": $0.value] as Logs }
      let history = try training.fit(logs, callbacks: [stopping])
      #expect(history.epochs.count == golden.epochs, "case \(index)")
      #expect(stopping.wait == golden.wait, "case \(index)")
      #expect(stopping.best == golden.best, "case \(index)")
      #expect(stopping.bestEpoch == golden.bestEpoch, "case \(index)")
      #expect(training.weight == golden.weight, "case \(index)")
    }
  }
}
