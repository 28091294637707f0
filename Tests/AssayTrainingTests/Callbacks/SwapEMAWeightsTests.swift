import AssayCore
import AssayTraining
import Testing

struct SwapEMAWeightsTests {
  private func training() -> FakeTraining {
    let training = FakeTraining(epochs: 3)
    training.weights = [Tensor([1.0])]
    training.averages = [Tensor([10.0])]
    return training
  }

  private func list(_ callbacks: [any Callback], _ training: FakeTraining) -> CallbackList {
    CallbackList(callbacks, context: training, progress: .silent, output: RecordedOutput())
  }

  private func average(_ training: FakeTraining) -> Double? {
    training.averages?[0].double(at: 0)
  }

  @Test func aPassSeesTheAveragesAndLeavesTheWeights() throws {
    let training = training()
    let list = list([SwapEMAWeights()], training)
    for _ in 0..<2 {
      try list.testBegin()
      #expect(training.weight == 10)
      try list.testEnd(logs: [:], seconds: 0)
      #expect(training.weight == 1)
      try list.predictBegin()
      #expect(training.weight == 10)
      try list.predictEnd(seconds: 0)
      #expect(training.weight == 1)  // Keras leaves the averages in the model
      #expect(average(training) == 10)
    }
  }

  @Test func withoutSwapOnEpochTrainingKeepsItsWeights() throws {
    let training = training()
    try training.fit([["v": 1], ["v": 1]], callbacks: [SwapEMAWeights()])
    #expect(training.weight == 1)
    #expect(average(training) == 10)
  }

  @Test func fromEachEpochsEndToTheNextTheAveragesAreThere() throws {
    let training = training()
    var seen: [Double] = []
    let later = LambdaCallback(
      onEpochBegin: { _, _ in seen.append(training.weight) },
      onEpochEnd: { _, _, _ in
        seen.append(training.weight)
        return .continue
      })
    let list = list([SwapEMAWeights(swapOnEpoch: true), later], training)
    try list.trainBegin()
    for epoch in 0..<2 {
      try list.epochBegin(epoch)
      training.weights = [Tensor([Double(epoch + 2)])]
      try list.testBegin()
      #expect(training.weight == 10)
      try list.testEnd(logs: [:], seconds: 0)
      _ = try list.epochEnd(epoch, logs: [:], seconds: 0)
    }
    #expect(seen == [1, 10, 2, 10])
    try list.trainEnd(logs: [:])
    // The run is over, whether or not it came to its last epoch: the averages are in both places.
    #expect(training.weight == 10)
    #expect(average(training) == 10)
    try list.testBegin()
    try list.testEnd(logs: [:], seconds: 0)
    #expect(training.weight == 10)
  }

  @Test func anEvaluationThatFailedIsMadeGood() throws {
    let training = training()
    let list = list([SwapEMAWeights()], training)
    try list.testBegin()
    #expect(training.weight == 10)
    try list.trainBegin()
    #expect(training.weight == 1)
  }

  @Test func anOptimizerWithoutAveragesIsAnError() {
    let training = FakeTraining()
    #expect(throws: TrainingError.self) {
      try list([SwapEMAWeights()], training).testBegin()
    }
  }
}
