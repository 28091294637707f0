import AssayCore
import AssayMetrics
import Testing

struct MaskTests {
  /// Sequences of 4 steps whose errors are what they predict.
  private func mean(
    _ errors: [[Float]], _ mask: Tensor, _ weights: Tensor? = nil
  ) throws -> Double? {
    var metric = MeanAbsoluteError()
    let predictions = Tensor(errors)
    try metric.update(
      labels: Tensor(zeros: predictions.shape), predictions: predictions, weights: weights,
      mask: mask)
    return metric.value
  }

  @Test func maskedStepsAreNotCounted() throws {
    let mask = Tensor([[1, 1, 0, 0], [1, 1, 1, 1]] as [[Float]])
    let found = try mean([[0, 1, 1, 1], [0, 0, 1, 0]], mask)
    #expect(found == 2.0 / 6)
    #expect(try mean([[0, 1, .nan, .infinity], [0, 0, 1, 0]], mask) == 2.0 / 6)
  }

  @Test func oneWeightASequenceNeverWeighsTheSteps() throws {
    // As many sequences as steps; along the steps, as Keras has it, these weights would give 17/20.
    let errors: [[Float]] = [[0, 0, 1, 1], [1, 1, 9, 9], [1, 9, 9, 9], [1, 1, 1, 9]]
    let mask = Tensor([[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0]] as [[Float]])
    let weights: [Float] = [1, 2, 3, 4]
    let wanted = 21.0 / 23
    #expect(try mean(errors, mask, Tensor(weights)) == wanted)
    #expect(try mean(errors, mask, Tensor(weights.map { [$0] })) == wanted)
    #expect(
      try mean(errors, mask, Tensor(weights.map { Array(repeating: $0, count: 4) })) == wanted)
  }

  @Test func aMaskOfSamplesTakesWeightsOfSteps() throws {
    let weights = Tensor([[1, 3], [.nan, -1]] as [[Float]])
    #expect(try mean([[1, 2], [9, 9]], Tensor([1, 0] as [Float]), weights) == 7.0 / 4)
    #expect(try mean([[1, 2], [9, 9]], Tensor([[1], [0]] as [[Float]])) == 1.5)
  }

  @Test func nothingIsLeftOfAnEmptyOrAWhollyMaskedBatch() throws {
    #expect(try mean([[1, 2]], Tensor([[0, 0]] as [[Float]])) == nil)
    var metric = MeanAbsoluteError()
    let none = Tensor(zeros: [0, 3])
    try metric.update(
      labels: none, predictions: none, weights: Tensor(zeros: [0]), mask: Tensor(zeros: [0, 3]))
    #expect(metric == MeanAbsoluteError())
  }

  @Test func aMaskThatDoesNotFitIsRefused() {
    func refusal(_ mask: Tensor, _ weights: Tensor? = nil) -> String {
      do {
        _ = try mean([[1, 2], [3, 4]], mask, weights)
        return "counted"
      } catch { return "\(error)" }
    }
    #expect(
      refusal(Tensor([1, 1, 1] as [Float]))
        == "MeanAbsoluteError: mask is of shape [3]; wanted a shape that begins the predictions', "
        + "[2, 2]")
    #expect(
      refusal(Tensor([[1, 1], [0.5, 1]] as [[Float]]))
        == "MeanAbsoluteError: mask is 0.5 in row 1, element [0]; wanted 0, to leave out, or 1")
    #expect(
      refusal(Tensor([1, 1] as [Float]), Tensor([1, 1, 1] as [Float]))
        == "MeanAbsoluteError: weights [3] do not fit; give one a sample, [2], or one a value, "
        + "[2, 2]")
  }
}
