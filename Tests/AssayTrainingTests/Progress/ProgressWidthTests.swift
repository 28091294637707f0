import AssayTraining
import Testing

/// The bar on terminals that are too narrow for it.
struct ProgressWidthTests {
  private let logs: Logs = ["accuracy": 0.5, "loss": 0.25]

  private func meter() -> StepMeter {
    var meter = StepMeter(start: 0)
    meter.step(1, at: 1)
    meter.step(50, at: 50)
    return meter
  }

  private func drawing(columns: Int?) -> String {
    var bar = ProgressBar(steps: 100)
    return plain(bar.redraw(meter(), logs: logs, columns: columns))
  }

  private func plain(_ text: String) -> String {
    text.replacing(/\u{1B}\[[0-9]+m/, with: "").replacing(/[\u{8}\r]/, with: "")
  }

  @Test(arguments: [
    (76, " 50/100 ━━━━━━━━━━━━━━━━━━━━ 50s 1s/step - accuracy: 0.5000 - loss: 0.2500"),
    (75, " 50/100 ━━━━━━━━━━━━━━━━━━━━ 50s 1s/step - accuracy: 0.5000 - loss: 0.2500"),
    (74, " 50/100 ━━━━━━━━━━━━━━━━━━━━ 50s 1s/step - accuracy: 0.5000 …"),
    (62, " 50/100 ━━━━━━━━━━━━━━━━━━━━ 50s 1s/step - accuracy: 0.5000 …"),
    (61, " 50/100 ━━━━━━━━━━━━━━━━━━━━ 50s 1s/step …"),
    (42, " 50/100 ━━━━━━━━━━━━━━━━━━━━ 50s 1s/step"),
    (30, " 50/100 ━━━━━━━━━ 50s 1s/step"),
    (25, " 50/100 ━━━━ 50s 1s/step"),
    (24, " 50/100 50s 1s/step"),
    (15, " 50/100 50s"),
  ])
  func figuresGoFirstThenTheBar(columns: Int, line: String) {
    #expect(drawing(columns: columns) == line)
  }

  @Test(arguments: 12..<100)
  func noDrawingReachesTheLastColumn(columns: Int) {
    #expect(drawing(columns: columns).count < columns)
  }

  @Test func withoutALimitEverythingIsDrawn() {
    #expect(drawing(columns: nil) == drawing(columns: 200))
  }

  @Test func theFinishedLineIsWhole() {
    var bar = ProgressBar(steps: 100)
    _ = bar.redraw(meter(), logs: logs, columns: 40)
    #expect(
      plain(bar.finish(meter(), at: 50, logs: logs))
        == " 50/100 ━━━━━━━━━━━━━━━━━━━━ 50s 1s/step - accuracy: 0.5000 - loss: 0.2500\n")
  }

  @Test func aShorterLineCoversTheLongerOne() {
    var bar = ProgressBar(steps: 100)
    let long = plain(bar.redraw(meter(), logs: logs, columns: nil)).count
    let next = bar.redraw(meter(), logs: [:], columns: 45)
    #expect(next.prefix(long) == Substring(repeating: "\u{8}", count: long))
    #expect(plain(next).count == long)
  }
}
