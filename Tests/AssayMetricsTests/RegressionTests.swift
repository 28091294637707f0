import AssayCore
import AssayMetrics
import Testing

struct RegressionTests {
  @Test func squaredErrorEqualsTheHandWorkedMean() throws {
    let metric = MeanSquaredError()
    let value1 = try value(
      metric, labels: Tensor([1, 2] as [Float]), predictions: Tensor([0, 0] as [Float]))
    #expect(value1 == 2.5)  // (1 + 4) / 2
    let labels = Tensor([[0, 1], [0, 0]] as [[Float]])
    let predictions = Tensor([[1, 1], [0, 0]] as [[Float]])
    #expect(try value(metric, labels: labels, predictions: predictions) == 0.25)
    let weights = Tensor([0.25, 0.75] as [Float])
    #expect(
      try value(metric, labels: labels, predictions: predictions, weights: weights) == 0.125)
    let elements = Tensor([[4, 0], [0, 4]] as [[Float]])
    #expect(
      try value(metric, labels: labels, predictions: predictions, weights: elements) == 0.5)
  }

  @Test func absoluteErrorEqualsTheHandWorkedMean() throws {
    let metric = MeanAbsoluteError()
    let labels = Tensor([1, -2, 4] as [Int])
    let predictions = Tensor([[0], [0], [1]] as [[Float]])
    #expect(try value(metric, labels: labels, predictions: predictions) == 2)
  }

  @Test func doublesAreNotRoundedToFloats() throws {
    let labels = Tensor([0] as [Double])
    let predictions = Tensor([1e-200] as [Double])
    #expect(try value(MeanAbsoluteError(), labels: labels, predictions: predictions) == 1e-200)
    // The square is smaller than any double.
    #expect(try value(MeanSquaredError(), labels: labels, predictions: predictions) == 0)
  }

  @Test func weightsOfAnySizeAreExact() throws {
    // Products beyond the range of the fast method fall back on a slower one.
    let zero = Tensor([0, 0] as [Double])
    let predictions = Tensor([0x1p-500, 0x1p-520] as [Double])
    let weights = Tensor([0x1p-1000, 0x1p-1000] as [Double])
    let mean = try value(
      MeanAbsoluteError(), labels: zero, predictions: predictions, weights: weights)
    #expect(mean == 0)
    let integer = Tensor([3, 5] as [Double])
    let small = Tensor([0x1p-1074, 0x1p-1073] as [Double])
    let tiny = try value(MeanAbsoluteError(), labels: zero, predictions: small, weights: integer)
    #expect(tiny == 0x1p-1073)  // (3 + 10) / 8 of the smallest double, rounded
  }

  @Test(arguments: UInt64(0)..<20)
  func everyWeightedProductIsExact(seed: UInt64) throws {
    // From ordinary numbers to products below the smallest double.
    var random = Philox(seed: seed, stream: .test)
    let size = [-500, -450, -300, -20, 0, 20, 300][Int(seed % 7)]
    func numbers() -> [Double] {
      (0..<60).map { _ in
        Double(sign: .plus, exponent: size, significand: Double.random(in: 1..<8, using: &random))
      }
    }
    let (values, weights) = (numbers(), numbers())
    var metric = MeanAbsoluteError()
    try metric.update(
      labels: Tensor([Double](repeating: 0, count: 60)), predictions: Tensor(values),
      weights: Tensor(weights))
    var mean = WeightedMean()
    for (value, weight) in zip(values, weights) { mean.add(value, weight: weight) }
    #expect(try JSON.decode(SavedMean.self, from: JSON.encode(metric)).mean.mean == mean)
  }

  @Test func whatIsNotFiniteIsRefused() {
    expectRefusal(
      "MeanSquaredError: label 0 and prediction inf in row 1 give no finite value; remove the row or "
        + "give it weight 0",
      of: MeanSquaredError(), labels: Tensor([0, 0] as [Float]),
      predictions: Tensor([1, .infinity] as [Float]))
    expectRefusal(
      "MeanSquaredError: label 0 and prediction 1e+200 in row 0 give no finite value; remove the row "
        + "or give it weight 0",
      of: MeanSquaredError(), labels: Tensor([0] as [Double]),
      predictions: Tensor([1e200] as [Double]))
    expectRefusal(
      "MeanAbsoluteError: label 0 and prediction 1e+200 in row 0 give no finite value; remove the "
        + "row or give it weight 0",
      of: MeanAbsoluteError(), labels: Tensor([0] as [Double]),
      predictions: Tensor([1e200] as [Double]), weights: Tensor([1e200] as [Double]))
    expectRefusal(
      "MeanSquaredError: the prediction in row 0, element [1] is NaN; find where the model or the "
        + "file made it, or give the row weight 0",
      of: MeanSquaredError(), labels: Tensor([[0, 0]] as [[Float]]),
      predictions: Tensor([[1, .nan]] as [[Float]]))
  }

  @Test func shapesThatKerasBroadcastsAreRefused() {
    expectRefusal(
      "MeanAbsoluteError: labels [3, 3] do not fit predictions [3, 1]; give each prediction its "
        + "label: labels [3, 1]",
      of: MeanAbsoluteError(), labels: Tensor(zeros: [3, 3]), predictions: Tensor(zeros: [3, 1]))
  }
}

/// A state as it is written, down to the sums.
private struct SavedMean: Decodable {
  struct Sums: Decodable { let mean: WeightedMean }
  let mean: Sums
}
