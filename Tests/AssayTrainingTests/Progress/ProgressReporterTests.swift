import AssayTraining
import Foundation
import Testing

struct ProgressReporterTests {
  /// A clock that is set by hand.
  private final class Clock { var time = 0.0 }

  private let clock = Clock()

  private func reporter(_ style: ProgressStyle, _ output: RecordedOutput) -> ProgressReporter {
    ProgressReporter(style: style, output: output, now: { [clock] in clock.time })
  }

  /// One epoch of steps that take `seconds` each.
  private func epoch(
    _ reporter: ProgressReporter, _ index: Int = 0, of count: Int = 1, steps: Int?, ran: Int,
    seconds: Double, logs: Logs = ["loss": 0.5]
  ) {
    reporter.epochBegin(index, of: count, steps: steps)
    for step in 0..<ran {
      clock.time += seconds
      if reporter.wantsBatchEnd(step: step) { reporter.batchEnd(logs: logs) }
    }
    reporter.epochEnd(logs: logs, seconds: Double(ran) * seconds)
  }

  private func plain(_ text: String) -> String {
    text.replacing(/\u{1B}\[[0-9]+m/, with: "").replacing("\u{8}", with: "")
  }

  @Test func theBarIsDrawnAtMostEveryTwentiethOfASecond() {
    let output = RecordedOutput(isTerminal: true)
    epoch(reporter(.bar, output), steps: 1000, ran: 1000, seconds: 1 / 1024)
    // After the first step, then every 52nd (52/1024 s is the first time past 0.05 s), and the end.
    #expect(output.text.count { $0 == "\r" } == 1 + 999 / 52 + 1)
  }

  @Test func automaticIsABarOnATerminalAndALineElsewhere() {
    for (isTerminal, bars) in [(true, true), (false, false)] {
      let output = RecordedOutput(isTerminal: isTerminal)
      epoch(reporter(.automatic, output), steps: 2, ran: 2, seconds: 1)
      #expect(output.text.contains("━") == bars)
    }
  }

  @Test func plainIsOneLineAnEpoch() {
    let output = RecordedOutput()
    let reporter = reporter(.plain, output)
    reporter.trainBegin()
    for index in 0..<2 { epoch(reporter, index, of: 2, steps: 51, ran: 51, seconds: 0.0625) }
    #expect(
      output.text == """
        Epoch 1/2 - 51/51 - 3s - 62ms/step - loss: 0.5000
        Epoch 2/2 - 51/51 - 3s - 62ms/step - loss: 0.5000

        """)
  }

  @Test func jsonIsOneObjectAnEpoch() throws {
    let output = RecordedOutput(isTerminal: true)
    epoch(
      reporter(.json, output), 1, of: 2, steps: 4, ran: 4, seconds: 0.125,
      logs: ["loss": 0.1, "a\"b": .nan])
    #expect(
      output.text == """
        {"epoch": 2, "epochs": 2, "steps": 4, "seconds": 0.5, "logs": {"loss": 0.1, "a\\"b": "NaN"}}

        """)
    #expect(try JSONSerialization.jsonObject(with: Data(output.text.utf8)) is [String: Any])
  }

  @Test func silentWritesNothingAndAsksForNothing() {
    let output = RecordedOutput(isTerminal: true)
    let reporter = reporter(.silent, output)
    reporter.epochBegin(0, of: 2, steps: 1)
    #expect(!reporter.wantsBatchEnd(step: 0))
    reporter.epochEnd(logs: [:], seconds: 0)
    reporter.passBegin(steps: 1)
    reporter.passEnd(logs: [:], seconds: 0)
    #expect(output.text.isEmpty)
  }

  @Test func theEpochIsNamedOnlyAmongSeveral() {
    let output = RecordedOutput(isTerminal: true)
    epoch(reporter(.bar, output), steps: 1, ran: 1, seconds: 1)
    #expect(!output.text.contains("Epoch"))
    epoch(reporter(.bar, output), 2, of: 3, steps: 1, ran: 1, seconds: 1)
    #expect(output.text.contains("Epoch 3/3\n"))
  }

  @Test func aValidationIsSilentAndDoesNotCountAsStepTime() {
    let output = RecordedOutput(isTerminal: true)
    let reporter = reporter(.bar, output)
    reporter.trainBegin()
    reporter.epochBegin(0, of: 1, steps: 2)
    for step in 0..<2 {
      clock.time += 0.25
      if reporter.wantsBatchEnd(step: step) { reporter.batchEnd(logs: ["loss": 1]) }
    }
    let before = output.text
    reporter.passBegin(steps: 9)
    clock.time += 8
    #expect(!reporter.wantsBatchEnd(step: 0))
    reporter.passEnd(logs: ["loss": 2], seconds: 8)
    #expect(output.text == before)
    reporter.epochEnd(logs: ["loss": 1, "val_loss": 2], seconds: 0.5)
    let line = plain(output.text).split(separator: "\r").last
    #expect(line == "2/2 ━━━━━━━━━━━━━━━━━━━━ 8s 250ms/step - loss: 1.0000 - val_loss: 2.0000\n")
  }

  @Test func anEvaluationOfItsOwnHasABarWithoutEpoch() {
    let output = RecordedOutput(isTerminal: true)
    let reporter = reporter(.bar, output)
    reporter.passBegin(steps: 1)
    clock.time += 0.5
    #expect(reporter.wantsBatchEnd(step: 0))
    reporter.batchEnd(logs: ["loss": 1])
    reporter.passEnd(logs: ["loss": 1], seconds: 0.5)
    #expect(
      plain(output.text).split(separator: "\r").last
        == "1/1 ━━━━━━━━━━━━━━━━━━━━ 0s 500ms/step - loss: 1.0000\n")
  }

  @Test func anEpochCutShortSaysHowFarItCame() {
    let output = RecordedOutput(isTerminal: true)
    epoch(reporter(.bar, output), steps: 40, ran: 10, seconds: 1)
    #expect(
      plain(output.text).split(separator: "\r").last
        == "10/40 ━━━━━━━━━━━━━━━━━━━━ 10s 1s/step - loss: 0.5000\n")
  }

  @Test func aLengthFoundOutInTheFirstEpochIsKnownInTheNext() throws {
    let output = RecordedOutput(isTerminal: true)
    let reporter = reporter(.bar, output)
    epoch(reporter, 0, of: 2, steps: nil, ran: 4, seconds: 1)
    epoch(reporter, 1, of: 2, steps: nil, ran: 4, seconds: 1)
    let drawings = plain(output.text).split(whereSeparator: { $0 == "\r" || $0 == "\n" })
    try #require(drawings.count == 12)
    #expect(drawings[1] == "      1/Unknown 1s 1s/step - loss: 0.5000")
    #expect(drawings[5] == "4/4 ━━━━━━━━━━━━━━━━━━━━ 4s 1s/step - loss: 0.5000")
    #expect(drawings[7] == "1/4 ━━━━━━━━━━━━━━━━━━━━ 3s 1s/step - loss: 0.5000")
  }

  @Test func anErrorLeavesTheCursorOnALineOfItsOwn() {
    let output = RecordedOutput(isTerminal: true)
    let reporter = reporter(.bar, output)
    reporter.abandon()
    #expect(output.text.isEmpty)
    reporter.epochBegin(0, of: 1, steps: 2)
    clock.time += 1
    if reporter.wantsBatchEnd(step: 0) { reporter.batchEnd(logs: [:]) }
    reporter.abandon()
    #expect(output.text.hasSuffix("\n"))
  }
}
