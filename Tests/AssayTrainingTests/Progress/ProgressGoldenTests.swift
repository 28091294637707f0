import AssayTraining
import Foundation
import Testing

/// The very bytes that Keras writes.
struct ProgressGoldenTests {
  private struct Golden<Case: Decodable>: Decodable { var cases: [Case] }

  private struct BarCase: Decodable {
    struct Update: Decodable {
      var done: Int
      var time: Double
      var logs: [Figure]
      var finalize: Bool
    }
    var steps: Int?
    var verbose: Int
    var updates: [Update]
    var texts: [String]
  }

  /// A pair `["loss", 0.5]`.
  private struct Figure: Decodable {
    var key: String
    var value: Double
    init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      key = try pair.decode(String.self)
      value = try pair.decode(Double.self)
    }
  }

  private func cases<Case: Decodable>(_ type: Case.Type, in name: String) throws -> [Case] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/progress/\(name)")
    return try JSONDecoder().decode(Golden<Case>.self, from: Data(contentsOf: file)).cases
  }

  private func logs(_ figures: [Figure]) -> Logs {
    var logs = Logs()
    for figure in figures { logs[figure.key] = figure.value }
    return logs
  }

  @Test func theBarIsKerasToTheByte() throws {
    let cases = try cases(BarCase.self, in: "bar.json").filter { $0.verbose == 1 }
    #expect(cases.count > 20)
    for golden in cases {
      var bar = ProgressBar(steps: golden.steps)
      var meter = StepMeter(start: 0)
      for (update, text) in zip(golden.updates, golden.texts) {
        if update.done != meter.done { meter.step(update.done, at: update.time) }
        let logs = logs(update.logs)
        if update.finalize {
          #expect(bar.finish(meter, at: update.time, logs: logs) == text)
        } else if bar.isDue(at: update.time) {
          #expect(bar.redraw(meter, logs: logs, columns: nil) == text)
        } else {
          #expect(text.isEmpty)
        }
      }
    }
  }

  @Test func thePlainLineIsKerasToTheByte() throws {
    let cases = try cases(BarCase.self, in: "bar.json").filter { $0.verbose == 2 }
    #expect(cases.count > 20)
    for golden in cases {
      let update = golden.updates[0]
      let line = PlainLine.text(
        done: update.done, of: golden.steps, elapsed: update.time,
        perStep: update.time / Double(update.done), logs: logs(update.logs))
      #expect(line + "\n" == golden.texts[0])
    }
  }

  private struct RunCase: Decodable {
    var epochs: Int
    var verbose: Int
    var text: String
  }

  /// What is left on the screen, with all times made the same.
  private func screen(_ text: String) -> String {
    text.split(separator: "\n").map { line in
      let last = String(line.split(separator: "\r").last ?? "")
      return last.replacing(/[0-9]+(s|ms|us)\/step/, with: "T/step").replacing(/[0-9]+s/, with: "S")
    }.joined(separator: "\n")
  }

  private final class Adds: Callback {
    func onEpochEnd(
      _ epoch: Int, logs: inout Logs, in training: any TrainingContext
    ) -> Continuation {
      logs["zz_custom"] = Double(epoch) * 1.5
      logs["aa"] = 1
      return .continue
    }
  }

  /// The run that Keras was given: three steps, a validation, a callback that adds two figures.
  private func run(epochs: Int, _ style: ProgressStyle) throws -> String {
    let output = RecordedOutput(isTerminal: true, columns: 200)
    let training = FakeTraining(epochs: epochs, steps: 3)
    let list = CallbackList([Adds()], context: training, progress: style, output: output)
    try list.trainBegin()
    for epoch in 0..<epochs {
      try list.epochBegin(epoch)
      for (step, logs) in ([["mae": 1.5, "loss": 2.5], [:], [:]] as [Logs]).enumerated() {
        try list.trainBatchBegin(step)
        if list.wantsBatchEnd(step: step, of: 3) { _ = try list.trainBatchEnd(step, logs: logs) }
      }
      try list.testBegin()
      #expect(list.wantsBatchEnd(step: 0, of: 2))  // for `Adds`, which has not said no
      _ = try list.testBatchEnd(0, logs: ["loss": 9, "other": 9])
      try list.testEnd(logs: ["loss": 9], seconds: 0)
      let logs: Logs = ["mae": 2.4, "loss": 6.8, "val_mae": 2, "val_loss": 14 / 3]
      _ = try list.epochEnd(epoch, logs: logs, seconds: 0)
    }
    try list.trainEnd(logs: [:])
    return output.text
  }

  @Test func aRunLeavesTheLinesOfKeras() throws {
    for golden in try cases(RunCase.self, in: "run.json") where golden.verbose == 1 {
      #expect(screen(try run(epochs: golden.epochs, .automatic)) == screen(golden.text))
    }
  }

  @Test func aPlainRunHasTheLinesOfKerasWithTheEpochInFront() throws {
    for golden in try cases(RunCase.self, in: "run.json") where golden.verbose == 2 {
      let keras = screen(golden.text).replacing(/(Epoch [0-9]+\/[0-9]+)\n/) { "\($0.1) - " }
      #expect(screen(try run(epochs: golden.epochs, .plain)) == keras)
    }
  }
}
