import AssayMetrics
import Testing

@Suite struct KerasLossTests {
  @Test(arguments: [
    ("bce", "BinaryCrossentropy"), ("BCE", "BinaryCrossentropy"),
    ("binary_crossentropy", "BinaryCrossentropy"), ("BinaryCrossentropy", "BinaryCrossentropy"),
    ("kl_divergence", "KLDivergence"), ("KLD", "KLDivergence"), ("mse", "MeanSquaredError"),
    ("ctc", "CTC"), ("log_cosh", "LogCosh"), ("huber", "Huber"),
    ("categorical_generalized_cross_entropy", "CategoricalGeneralizedCrossEntropy"),
    ("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"),
  ])
  func everySpellingOfKerasIsKnown(_ name: String, _ className: String) {
    #expect(KerasLoss(kerasName: name)?.rawValue == className)
  }

  @Test(arguments: ["logcosh", "crossentropy", "Bce", ""])
  func whatKerasDoesNotKnowIsUnknown(_ name: String) {
    #expect(KerasLoss(kerasName: name) == nil)
  }

  @Test func fiveLossesTakeFromLogits() {
    #expect(KerasLoss.allCases.filter(\.takesFromLogits).count == 5)
  }
}
