import AssayCore
import AssayTensorBoard
import Testing

struct HistogramTests {
  private func rows(_ numbers: [Double], _ count: Int = 3) -> [[Double]] {
    Histogram(numbers, count: count).buckets.map { [$0.left, $0.right, $0.count] }
  }

  @Test func theLastBucketIsClosed() {
    #expect(rows([0, 1, 2, 3]) == [[0, 1, 1], [1, 2, 1], [2, 3, 2]])
  }

  @Test func oneNumberIsInTheLastBucket() {
    #expect(rows([5, 5]) == [[5, 5, 0], [5, 5, 0], [5, 5, 2]])
  }

  @Test func noNumbersAreZeros() {
    #expect(rows([]) == [[0, 0, 0], [0, 0, 0], [0, 0, 0]])
    #expect(rows([.nan, .infinity]) == rows([]))
  }

  @Test func hugeRangesAndTinyOnesLoseNothing() {
    let most = Double.greatestFiniteMagnitude
    for numbers in [
      [-most, 0, most], [0, .leastNonzeroMagnitude], [1, 1.0.nextUp], [.nan, 1, 2],
    ] {
      let histogram = Histogram(numbers)
      #expect(histogram.buckets.count == 30)
      #expect(
        histogram.buckets.reduce(0) { $0 + $1.count } == Double(numbers.count(where: \.isFinite)))
    }
  }

  @Test func aScalarWeightsIsKerass() throws {
    let values = try readEvents("\(golden)/train.tfevents").flatMap(\.summary.value)
    let bias = try #require(values.first { $0.tag == "tiny/answer/bias/histogram" })
    let only = bias.tensor.tensorContent.suffix(24).withUnsafeBytes {
      $0.loadUnaligned(as: Double.self)
    }
    #expect(ProtoSummary.Value.histogram(bias.tag, Histogram([only])) == bias)
  }
}
