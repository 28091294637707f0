import AssayCore
import AssayTraining
import Testing

extension TrainingCase {
  // Keras's own backends lie up to 4e-6 apart; `agreement` in each file says how far.
  private static let relative = 2e-5
  private static let absolute = 1e-6
  private static let ofWeights = 2e-5

  /// Expects every figure of every epoch.
  func expect(_ history: History) throws {
    let figures = try #require(self.history)
    #expect(history.keys.sorted() == figures.keys.sorted())
    for (key, epochs) in figures {
      let own = history[key] ?? []
      #expect(own.count == epochs.count, "\(key)")
      for (epoch, (a, b)) in zip(own, epochs).enumerated() {
        let b = try #require(b.number)
        #expect(Self.isClose(a, b), "\(key) of epoch \(epoch): \(a), Keras \(b)")
      }
    }
  }

  /// Expects the last weights, and what the model makes of the training rows.
  func expectEnd(of model: Model) throws {
    for (own, theirs) in zip(model.weights, try #require(finalWeights)) {
      #expect(distance(own, theirs.tensor) <= Self.ofWeights, "\(theirs.name ?? "")")
    }
    let scores = try model.evaluate(training, batchSize: batchSize)
    for (key, value) in try #require(evaluate) {
      let b = try #require(value.number)
      let own = try #require(scores[key], "\(key)")
      #expect(Self.isClose(own, b), "\(key): \(own), Keras \(b)")
    }
    let first = try #require(predict?.first).tensor
    if self.model.outputs.count == 1 {
      let rows = data.x.tensor[rows: 0..<first.rowCount]
      #expect(distance(try model.predict(rows), first) <= Self.ofWeights)
    }
  }

  static func isClose(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= relative * max(abs(a), abs(b)) + absolute
  }
}
