import AssayTraining
import Testing

struct ProgressTextTests {
  @Test(arguments: [
    (0.0, "0s"), (0.99, "0s"), (59.9, "59s"), (60, "60s"), (60.5, "1:00"), (65, "1:05"),
    (3600, "60:00"), (3661, "1:01:01"), (.infinity, "1111111:06:40"), (-1, "0s"),
  ])
  func remainingTimeGrowsFields(seconds: Double, text: String) {
    #expect(ProgressText.remaining(seconds) == text)
  }

  @Test(arguments: [
    (0.0, "0s/step"), (1, "1s/step"), (2.5, "2s/step"), (0.9996, "1000ms/step"),
    (0.022, "22ms/step"), (0.001, "1ms/step"), (0.000061, "61us/step"), (1e-9, "0us/step"),
  ])
  func theTimeOfAStepChoosesItsUnit(seconds: Double, text: String) {
    #expect(ProgressText.perStep(seconds) == text)
  }

  @Test(arguments: [
    (0.5, "0.5000", "0.5000"), (-0.5, "-0.5000", "-5.0000e-01"), (0.001, "1.0000e-03", nil),
    (0.00101, "0.0010", nil), (0, "0.0000e+00", nil), (.nan, "nan", nil), (-.nan, "nan", nil),
    (.infinity, "inf", nil), (-.infinity, "-inf", nil), (1e-300, "1.0000e-300", nil),
    (0.03125, "0.0312", nil), (0.09375, "0.0938", nil),  // halves go to the even digit
    (1e15, "1000000000000000.0000", nil),
  ])
  func figuresHaveFourPlacesOrAnExponent(value: Double, bar: String, plain: String?) {
    #expect(ProgressText.figure(value) == bar)
    #expect(ProgressText.plainFigure(value) == plain ?? bar)
  }

  @Test func theLargestFigureFits() {
    #expect(ProgressText.figure(-.greatestFiniteMagnitude).count == 1 + 309 + 5)
  }

  @Test func theCountIsAsWideAsTheTotal() {
    #expect(ProgressText.count(7, of: 1000) == "   7/1000")
    #expect(ProgressText.count(7, of: nil) == "      7/Unknown")
    #expect(ProgressText.count(0, of: 0) == "      0/Unknown")
  }

  @Test func namesCannotMoveTheCursor() {
    #expect(ProgressText.name("acc\u{1B}[2J\n") == "acc\u{FFFD}[2J\u{FFFD}")
    #expect(ProgressText.name("genauigkeit_ü") == "genauigkeit_ü")
  }

  @Test func columnsAreThoseOfATerminal() {
    #expect(terminalColumns(of: "loss: 0.5") == 9)
    #expect(terminalColumns(of: "精度") == 4)
    #expect(terminalColumns(of: "e\u{301}🎯") == 3)
    #expect(terminalColumns(of: "━…") == 2)
  }
}
