import AssayCore
import AssayMetrics
import Testing

struct LogLossTests {
  private let binary = Tensor([1, 0] as [Int])
  private let one = Tensor([0.5, 0.75] as [Double])
  private let two = Tensor([[0.5, 0.5], [0.25, 0.75]] as [[Double]])

  @Test func equalsTheHandWorkedLossInEveryForm() throws {
    let wanted = (Double.log(2) + Double.log(4)) / 2
    let oneHot = Tensor([[0, 1], [1, 0]] as [[Int]])
    for (labels, predictions) in [(binary, one), (binary, two), (oneHot, two)] {
      let found = try #require(try value(LogLoss(), labels: labels, predictions: predictions))
      #expect(abs(found - wanted) < 1e-15)
    }
    let logits = Tensor([0, Double.log(3)] as [Double])
    let found = try #require(
      try value(LogLoss(fromLogits: true), labels: binary, predictions: logits))
    #expect(abs(found - wanted) < 1e-15)
  }

  @Test func logitsOfAnySizeAreNotClipped() throws {
    let metric = LogLoss(fromLogits: true)
    let far = Tensor([-800, 800] as [Double])
    #expect(try value(metric, labels: binary, predictions: far) == 800)
    #expect(
      try value(metric, labels: binary, predictions: Tensor([[800, 0], [0, 800]] as [[Double]]))
        == 800)
  }

  @Test func aCertainMistakeHasAFiniteLoss() throws {
    let found = try value(LogLoss(), labels: binary, predictions: Tensor([0, 0] as [Double]))
    #expect(found == 26 * Double.log(2))  // 52 · ln 2 for one of two
  }

  @Test func theBrierScoreEqualsTheHandWorkedOne() throws {
    #expect(try value(BrierScore(), labels: binary, predictions: one) == 0.40625)
    #expect(try value(BrierScore(), labels: binary, predictions: two) == 0.8125)
  }

  @Test func whatIsNoProbabilityIsRefused() {
    expectRefusal(
      "LogLoss: the prediction in row 1 is 1.5; wanted a probability in 0...1",
      of: LogLoss(), labels: binary, predictions: Tensor([0.5, 1.5] as [Double]))
    expectRefusal(
      "BrierScore: the prediction in row 1 is numbers that add up to 1.5; wanted probabilities that "
        + "add up to 1",
      of: BrierScore(), labels: binary,
      predictions: Tensor([[0.5, 0.5], [0.75, 0.75]] as [[Double]]))
    expectRefusal(
      "LogLoss: label 2 in row 1 is neither 0 nor 1; recode the labels as 0 and 1",
      of: LogLoss(), labels: Tensor([1, 2] as [Int]), predictions: one)
    expectRefusal(
      "LogLoss: label 2 in row 1 is outside 0..<2; labels count from 0",
      of: LogLoss(), labels: Tensor([1, 2] as [Int]), predictions: two)
    expectRefusal(
      "LogLoss: the label in row 0 is shares that add up to 2.0; wanted a one-hot row, or shares of "
        + "0 or more that add up to 1",
      of: LogLoss(), labels: Tensor([[1, 1], [0, 1]] as [[Int]]), predictions: two)
  }
}
