import AssayCore
import AssayMetrics
import Testing

struct AccuracyTests {
  @Test func equalsTheHandWorkedShare() throws {
    let labels = Tensor([[1], [2], [3], [4]] as [[Int]])
    let predictions = Tensor([0, 2, 3, 4] as [Float])
    #expect(try value(Accuracy(), labels: labels, predictions: predictions) == 0.75)
    let weights = Tensor([1, 1, 0, 0] as [Float])
    #expect(
      try value(Accuracy(), labels: labels, predictions: predictions, weights: weights) == 0.5)
  }

  @Test func largeIntegersKeepTheirIdentity() throws {
    let label = Tensor([16_777_217] as [Int])
    #expect(
      try value(Accuracy(), labels: label, predictions: Tensor([16_777_216] as [Float])) == 0)
    let large = Int(1) << 53
    #expect(try value(Accuracy(), labels: Tensor([large + 1]), predictions: Tensor([large])) == 0)
    let double = Tensor([0x1p53])
    #expect(try value(Accuracy(), labels: Tensor([large + 1]), predictions: double) == 0)
    #expect(try value(Accuracy(), labels: Tensor([large]), predictions: double) == 1)
    #expect(try value(Accuracy(), labels: double, predictions: Tensor([large + 1])) == 0)
    #expect(try value(Accuracy(), labels: Tensor([Int.max]), predictions: Tensor([0x1p63])) == 0)
  }

  @Test func aDoubleLabelIsReadInThePredictionsType() throws {
    let label = Tensor([0.1] as [Double])
    #expect(try value(Accuracy(), labels: label, predictions: Tensor([0.1] as [Float])) == 1)
  }

  @Test func aNaNIsRefused() {
    expectRefusal(
      "Accuracy: the label in row 0 is NaN; remove the row or give it weight 0", of: Accuracy(),
      labels: Tensor([.nan] as [Float]), predictions: Tensor([1] as [Int]))
  }
}
