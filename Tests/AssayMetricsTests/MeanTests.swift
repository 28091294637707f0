import AssayCore
import AssayMetrics
import Testing

struct MeanTests {
  @Test func equalsTheHandWorkedMean() throws {
    var mean = Mean()
    #expect(mean.value == nil)
    try mean.update(values: Tensor([1, 3, 5, 7] as [Float]))
    #expect(mean.value == 4)
    try mean.update(8)
    #expect(mean.value == 4.8)
    try mean.update(values: Tensor([100, 8] as [Float]), weights: Tensor([0, 0.5] as [Float]))
    #expect(mean.value == 28 / 5.5)
  }

  @Test func countsElementsWhateverTheSample() throws {
    var mean = Mean()
    try mean.update(values: Tensor([[1, 1, 1], [1, 1, 1]] as [[Float]]))
    try mean.update(values: Tensor([[0], [0]] as [[Float]]))
    #expect(mean.value == 0.75)
    var weighted = Mean()
    try weighted.update(
      values: Tensor([[1, 2, 3], [4, 5, 9]] as [[Float]]), weights: Tensor([1, 3] as [Float]))
    #expect(weighted.value == 5)
  }

  @Test func mergesExactly() throws {
    var a = Mean()
    var b = Mean()
    try a.update(1e17)
    try b.update(values: Tensor([1, -1e17] as [Double]))
    a.merge(b)
    #expect(a.value == 1.0 / 3)
    #expect(try JSON.decode(Mean.self, from: JSON.encode(a)) == a)
  }

  @Test func whatIsNotFiniteIsRefused() throws {
    var mean = Mean()
    try mean.update(1)
    let before = mean
    func text(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return "nothing"
    }
    #expect(
      text { try mean.update(.nan) }
        == "Mean: the value nan in row 0 is not finite; remove it or give it weight 0")
    #expect(
      text { try mean.update(values: Tensor([[1, 2], [3, .infinity]] as [[Float]])) }
        == "Mean: the value inf in row 1, element [1] is not finite; remove it or give it weight 0")
    #expect(
      text { try mean.update(1, weight: -1) }
        == "Mean: weight -1 in row 0 is not a finite number of 0 or more")
    #expect(mean == before)
    try mean.update(.nan, weight: 0)
    #expect(mean == before)
  }
}
