import AssayCore
import AssayMetrics
import Testing

/// Figures of values that are at hand.
struct ValueFigureTests {
  private let values = Tensor([1, 3, 5, 7] as [Float])
  private let half = Tensor([1, 1, 0, 0] as [Float])

  @Test func theSumIsOfWeightedElements() throws {
    var sum = Sum()
    #expect(sum.value == 0)
    try sum.update(values: values)
    #expect(sum.value == 16)
    try sum.update(values: values, weights: half)
    #expect(sum.value == 20)
    var rows = Sum()
    try rows.update(
      values: Tensor([[1, 3], [5, 7]] as [[Float]]), weights: Tensor([1, 2] as [Float]))
    #expect(rows.value == 28)
    sum.merge(rows)
    #expect(sum.value == 48)
  }

  @Test func theSumOverBatchSizeCountsWhatHasNoWeight() throws {
    var mean = SumOverBatchSize()
    #expect(mean.value == nil)
    try mean.update(values: values, weights: half)
    #expect(mean.value == 1)
    var copy = mean
    copy.merge(mean)
    #expect(copy.value == 1)
    #expect(try JSON.decode(SumOverBatchSize.self, from: JSON.encode(copy)) == copy)
  }

  @Test func theMeanTensorIsOfEachElement() throws {
    var mean = MeanTensor()
    try mean.update(values: Tensor([0, 1, 2, 3] as [Float]))
    try mean.update(values: Tensor([4, 5, 6, 7] as [Float]))
    #expect(mean.values == [2, 3, 4, 5])
    try mean.update(
      values: Tensor([12, 10, 8, .nan] as [Float]), weights: Tensor([0, 0.5, 1, 0] as [Float]))
    #expect(mean.values == [2, 4.4, 16.0 / 3, 5])
    #expect(mean.result == .array([4], mean.values))
    #expect(try JSON.decode(MeanTensor.self, from: JSON.encode(mean)) == mean)
    var other = MeanTensor(shape: [4])
    try other.merge(mean)
    #expect(other.values == mean.values)
    #expect(other.empty.values == [nil, nil, nil, nil])
  }

  @Test func anotherShapeOrANaNIsRefused() throws {
    var mean = MeanTensor(shape: [2])
    #expect(
      throws: MetricError.argument(
        metric: "MeanTensor", name: "the shape of the values", found: "[4]",
        wanted: "[2], as before")
    ) { try mean.update(values: values) }
    do {
      try mean.update(values: Tensor([1, .nan] as [Float]))
      Issue.record("counted a NaN")
    } catch {
      #expect(
        "\(error)"
          == "MeanTensor: the value nan in row 1 is not finite; remove it or give it weight 0")
    }
    #expect(mean == MeanTensor(shape: [2]))
  }
}
