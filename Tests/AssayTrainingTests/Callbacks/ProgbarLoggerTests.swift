import AssayTraining
import Testing

struct ProgbarLoggerTests {
  @Test func tellsOfTheProgressInPlaceOfTheRun() throws {
    let own = RecordedOutput()
    let others = RecordedOutput()
    try FakeTraining(epochs: 1).fit(
      [["v": 1]], callbacks: [ProgbarLogger(style: .json, output: own)], progress: .json,
      output: others)
    #expect(
      own.text == """
        {"epoch": 1, "epochs": 1, "steps": 1, "seconds": 0.25, "logs": {"v": 1.0}}

        """)
    #expect(others.text == "")
  }

  @Test func severalTellEachInItsWay() throws {
    let first = RecordedOutput()
    let second = RecordedOutput()
    try FakeTraining(epochs: 1, steps: 2).fit(
      [["v": 1]],
      callbacks: [
        ProgbarLogger(style: .bar, output: first), ProgbarLogger(style: .json, output: second),
      ])
    #expect(first.text.contains("2/2"))
    #expect(second.text.hasPrefix("{\"epoch\": 1"))
  }

  @Test func aSilentOneSilencesTheRun() throws {
    let output = RecordedOutput()
    try FakeTraining().fit(
      [["v": 1]], callbacks: [ProgbarLogger(style: .silent)], progress: .bar, output: output)
    #expect(output.text == "")
  }
}
