import AssayTraining
import Testing

struct StepMeterTests {
  @Test func theFirstStepIsLeftOutOnceThereIsAnother() {
    var meter = StepMeter(start: 10)
    #expect(meter.secondsPerStep == 0)
    meter.step(1, at: 15)
    #expect(meter.secondsPerStep == 5)
    meter.step(2, at: 16)
    meter.step(3, at: 19)
    #expect(meter.secondsPerStep == 2)  // (19 − 15) / 2
    #expect(meter.secondsPerStepWithFirst == 3)  // (19 − 10) / 3
  }
}
