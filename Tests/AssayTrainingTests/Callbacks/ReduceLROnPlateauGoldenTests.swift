import AssayTraining
import Testing

/// Random settings and values, as real Keras lowers the rate on them.
struct ReduceLROnPlateauGoldenTests {
  private struct Case: Decodable {
    struct Settings: Decodable {
      var mode: String
      var factor: Double
      var patience: Int
      var minDelta: Double
      var cooldown: Int
      var minLr: Double
    }
    var settings: Settings
    var rate: Double
    var values: [JSONNumber]
    var rates: [Double]
    var wait: Int
    var cooldown: Int
    var best: Double?
    var output: String
  }

  @Test func agreesWithKeras() throws {
    let cases = try CallbackGolden<Case>("reduce-lr.json").cases
    #expect(cases.count == 120)
    for (index, golden) in cases.enumerated() {
      let settings = golden.settings
      let training = FakeTraining(epochs: golden.values.count)
      training.learningRate = golden.rate
      let output = RecordedOutput()
      let reducing = ReduceLROnPlateau(
        monitor: "v", factor: settings.factor, patience: settings.patience, verbose: true,
        mode: try #require(MonitorMode(rawValue: settings.mode)), minDelta: settings.minDelta,
        cooldown: settings.cooldown, minLR: settings.minLr, output: output)
      let history = try training.fit(golden.values.map { ["v": $0.value] }, callbacks: [reducing])
      #expect(history["learning_rate"] == golden.rates, "case \(index)")
      #expect(reducing.wait == golden.wait, "case \(index)")
      #expect(reducing.cooldownCounter == golden.cooldown, "case \(index)")
      #expect(reducing.best == golden.best, "case \(index)")
      #expect(output.text == golden.output, "case \(index)")
    }
  }
}
