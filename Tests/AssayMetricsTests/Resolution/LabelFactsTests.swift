import AssayCore
import AssayMetrics
import Testing

@Suite struct LabelFactsTests {
  @Test func oneHotRowsHoldOneOne() {
    let facts = LabelFacts(Tensor([[0, 1, 0], [0, 0, 1]] as [[Float]]))
    #expect(
      facts
        == LabelFacts(
          allIntegers: true, minimum: 0, maximum: 1, onesPerRow: 1...1, rowsSumToOne: true))
  }

  @Test func severalLabelsARowAreCounted() {
    let facts = LabelFacts(Tensor([[0, 1, 1], [0, 0, 0]] as [[Int]]))
    #expect(facts?.onesPerRow == 0...2)
    #expect(facts?.rowsSumToOne == false)
  }

  @Test func softRowsSumToOne() {
    let facts = LabelFacts(Tensor([[0.1, 0.2, 0.7], [0.3, 0.3, 0.4]] as [[Float]]))
    #expect(facts?.rowsSumToOne == true)
    #expect(facts?.allIntegers == false)
    #expect(facts?.onesPerRow == nil)
  }

  @Test func negativeRowsThatSumToOneAreNoDistribution() {
    #expect(LabelFacts(Tensor([[-1, 2]] as [[Int]]))?.rowsSumToOne == false)
  }

  @Test func classIndicesAreWholeNumbers() {
    let facts = LabelFacts(Tensor([3, 0, 9] as [Int32]))
    #expect(facts?.allIntegers == true)
    #expect(facts?.minimum == 0)
    #expect(facts?.maximum == 9)
    #expect(LabelFacts(Tensor([3, 0.5] as [Double]))?.allIntegers == false)
  }

  @Test func everyTypeIsRead() throws {
    #expect(LabelFacts(Tensor([true, false]))?.onesPerRow == 1...1)
    #expect(LabelFacts(Tensor([255] as [UInt8]))?.maximum == 255)
    #expect(LabelFacts(Tensor([-128] as [Int8]))?.minimum == -128)
    #expect(LabelFacts(Tensor([-300] as [Int16]))?.minimum == -300)
  }

  @Test func nothingIsSaidOfNoLabelsOrOfNaN() {
    #expect(LabelFacts(Tensor([] as [Int])) == nil)
    #expect(LabelFacts(Tensor([1, .nan] as [Float])) == nil)
    #expect(LabelFacts(Tensor([1, .infinity] as [Double])) == nil)
  }
}
