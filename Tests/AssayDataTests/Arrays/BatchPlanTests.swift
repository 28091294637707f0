import AssayData
import Testing

@Suite struct BatchPlanTests {
  @Test func theLastBatchIsTheRest() {
    let plan = BatchPlan(count: 70, batchSize: 32)
    #expect(plan.steps == 3)
    #expect((0..<3).map { plan[$0] } == [0..<32, 32..<64, 64..<70])
    #expect(plan.remainder == 6)
  }

  @Test func batchesThatFitLeaveNoRest() {
    let plan = BatchPlan(count: 64, batchSize: 32)
    #expect(plan.steps == 2)
    #expect(plan.remainder == nil)
  }

  @Test func aBatchMayHoldMoreThanThereIs() {
    let plan = BatchPlan(count: 5, batchSize: 32)
    #expect(plan.steps == 1)
    #expect(plan[0] == 0..<5)
    #expect(plan.remainder == 5)
  }

  @Test func noSamplesAreNoBatches() {
    #expect(BatchPlan(count: 0, batchSize: 8).steps == 0)
  }

  @Test(arguments: 1..<40)
  func batchesCoverEverySampleOnce(batchSize: Int) {
    for count in 0..<100 {
      let plan = BatchPlan(count: count, batchSize: batchSize)
      #expect((0..<plan.steps).flatMap { Array(plan[$0]) } == Array(0..<count))
    }
  }
}
