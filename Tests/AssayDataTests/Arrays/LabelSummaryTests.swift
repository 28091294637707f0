import AssayCore
import AssayData
import Testing

@Suite struct LabelSummaryTests {
  @Test func classIndicesAreIntegersOnOneAxis() {
    let summary = LabelSummary(Tensor([3, 0, 9]))
    #expect(summary.areIntegers)
    #expect(!summary.areBinary)
    #expect(summary.minimum == 0)
    #expect(summary.maximum == 9)
    #expect(!summary.rowsAreOneHot && !summary.rowsAreMultiHot && !summary.rowsAreDistributions)
  }

  @Test func oneHotRowsAreOneOneAmongZeros() {
    let summary = LabelSummary(Tensor([[0, 0, 1], [1, 0, 0]] as [[Float]]))
    #expect(summary.rowsAreOneHot && summary.rowsAreDistributions && summary.areBinary)
    #expect(!summary.rowsAreMultiHot)
  }

  @Test func severalOnesOrNoneInARowAreMultiHot() {
    let summary = LabelSummary(Tensor([[0, 1, 1], [0, 0, 0]] as [[UInt8]]))
    #expect(summary.rowsAreMultiHot && summary.areBinary)
    #expect(!summary.rowsAreOneHot && !summary.rowsAreDistributions)
  }

  @Test func smoothedRowsAreDistributions() {
    let summary = LabelSummary(Tensor([[0.1, 0.9], [0.3, 0.7]] as [[Float]]))
    #expect(summary.rowsAreDistributions)
    #expect(!summary.areIntegers && !summary.areBinary && !summary.rowsAreOneHot)
  }

  @Test func aRowThatSumsToOneThroughANegativeLabelIsNoDistribution() {
    #expect(!LabelSummary(Tensor([[-1, 2]] as [[Float]])).rowsAreDistributions)
  }

  @Test func aColumnOfZerosAndOnesIsBinaryAndNothingMore() {
    let summary = LabelSummary(Tensor([[0], [1], [1]] as [[Float]]))
    #expect(summary.areBinary && summary.areIntegers)
    #expect(!summary.rowsAreOneHot && !summary.rowsAreMultiHot && !summary.rowsAreDistributions)
  }

  @Test func rowsRunAlongTheLastAxis() {
    let sequences = Tensor([[[0, 1], [1, 0]], [[0, 1], [0, 1]]] as [[[Int32]]])
    #expect(LabelSummary(sequences).rowsAreOneHot)
  }

  @Test func numbersToPredictAreNone() {
    let summary = LabelSummary(Tensor([2.5, -1, 7]))
    #expect(!summary.areIntegers && !summary.areBinary)
    #expect(summary.minimum == -1)
    #expect(summary.maximum == 7)
  }

  @Test func nanIsNoInteger() {
    let summary = LabelSummary(Tensor([Float.nan]))
    #expect(!summary.areIntegers)
    #expect(summary.minimum == nil && summary.maximum == nil)
  }

  @Test func noLabelsAreNothing() {
    let summary = LabelSummary(Tensor(zeros: [0, 3]))
    #expect(!summary.areIntegers && !summary.areBinary && !summary.rowsAreOneHot)
    #expect(!summary.rowsAreMultiHot && !summary.rowsAreDistributions)
    #expect(summary.minimum == nil && summary.maximum == nil)
  }
}
