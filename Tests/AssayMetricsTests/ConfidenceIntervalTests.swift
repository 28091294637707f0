import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

struct ConfidenceIntervalTests {
  /// Quantiles to 36 digits, by mpmath 1.3's erfc and root finder at 50 digits, of the double
  /// nearest to each share.
  @Test(arguments: [
    (0.5, 0.0), (0.4, -0.253347103135799741324688691771745409),
    (0.25, -0.674489750196081743202227014541307185),
    (0.05, -1.64485362695147268795212807646332989),
    (0.025, -1.95996398454005421177958419422717397),
    (0.005, -2.57582930354890075378042610617172543),
    (0.0005, -3.29052673149189478736500009957257795),
    (1e-10, -6.36134090240405619910039694878755835),
    (1e-100, -21.2734535609653242941795170353619458),
    (1e-300, -37.0470962993611992365470425048902223),
  ])
  func theNormalQuantileIsRightToFourUnitsInTheLastPlace(share: Double, wanted: Double) {
    let quantile = Normal.quantile(share)
    #expect(abs(quantile - wanted) <= max(4 * wanted.ulp, 1e-15), "\(quantile), not \(wanted)")
    if share > 1e-3 {
      #expect(abs(Normal.quantile(1 - share) + wanted) <= max(4 * wanted.ulp, 1e-15) * 4)
    }
  }

  /// By scipy 1.x's `binomtest(correct, total).proportion_ci(level, method="wilson")`.
  @Test(arguments: [
    (95, 100, 0.95, 0.8882495307680809, 0.978456320845632),
    (0, 10, 0.95, 0.0, 0.27753279986288926),
    (10, 10, 0.95, 0.7224672001371109, 1.0),
    (1, 3, 0.9, 0.07826572633372841, 0.7464661317187758),
    (350, 360, 0.95, 0.9496299288089347, 0.9848430174628549),
    (123456, 200000, 0.99, 0.6144766319375616, 0.6200755869138403),
  ])
  func equalsWilsonsInterval(
    correct: Int, total: Int, level: Double, low: Double, high: Double
  ) {
    let interval = ConfidenceInterval.wilson(correct: correct, total: total, level: level)
    #expect(isClose(interval.low, low, absolute: 1e-14, relative: 1e-13))
    #expect(isClose(interval.high, high, absolute: 1e-14, relative: 1e-13))
    #expect(interval.level == level)
  }

  @Test func holdsTheShareItself() {
    for total in 1...40 {
      for correct in 0...total {
        let interval = ConfidenceInterval.wilson(correct: correct, total: total)
        let share = Double(correct) / Double(total)
        #expect(interval.low >= 0 && interval.low <= share)
        #expect(interval.high <= 1 && interval.high >= share)
        #expect(interval.low < interval.high)
      }
    }
  }

  @Test func anAccuracyHasOneOfTheObservationsThatSayAsMuch() throws {
    var accuracy = BinaryAccuracy()
    #expect(accuracy.interval() == nil)
    let labels = Tensor([1, 1, 0, 0] as [Int])
    let predictions = Tensor([0.9, 0.9, 0.1, 0.9] as [Float])
    try accuracy.update(
      labels: labels, predictions: predictions, weights: Tensor([1, 0, 1, 1] as [Float]))
    #expect(accuracy.interval(level: 0.9) == .wilson(correct: 2, total: 3, level: 0.9))
    // Three elements of weight 2 are not six observations.
    try accuracy.update(
      labels: labels, predictions: predictions, weights: Tensor([2, 0, 2, 2] as [Float]))
    #expect(accuracy.value == 2.0 / 3)
    #expect(accuracy.interval() != .wilson(correct: 6, total: 9))
    var three = BinaryAccuracy()
    try three.update(
      labels: labels, predictions: predictions, weights: Tensor([2, 0, 2, 2] as [Float]))
    let expected = ConfidenceInterval.wilson(correct: 2, total: 3, level: 0.9)
    let found = try #require(three.interval(level: 0.9))
    #expect(abs(found.low - expected.low) < 1e-15 && abs(found.high - expected.high) < 1e-15)
  }
}
