import AssayCore
import AssayTraining
import Testing

extension TrainingCase {
  // Keras's own backends lie up to 4e-6 apart; `agreement` in each file says how far.
  private static let relative = 2e-5
  private static let absolute = 1e-6
  static let ofWeights = 2e-5

  /// Expects every figure of every epoch but those of the keys in `others`.
  func expect(_ history: History, except others: [String] = []) throws {
    let figures = try #require(self.history)
    #expect(history.keys.sorted() == figures.keys.sorted())
    for (key, epochs) in figures where !others.contains(key) {
      let own = history[key] ?? []
      #expect(own.count == epochs.count, "\(key)")
      for (epoch, (figure, theirs)) in zip(own, epochs).enumerated() {
        let ours = history.vectors(key)?[epoch] ?? [figure]
        #expect(Self.areClose(ours, theirs), "\(key) of epoch \(epoch): \(ours), Keras \(theirs)")
      }
    }
  }

  /// Expects the last weights, and what the model makes of the training rows.
  func expectEnd(of model: Model, except others: [String] = []) throws {
    for (own, theirs) in zip(model.weights, try #require(finalWeights)) {
      #expect(distance(own, theirs.tensor) <= Self.ofWeights, "\(theirs.name ?? "")")
    }
    let scores = try model.evaluate(training, batchSize: batchSize)
    for (key, value) in try #require(evaluate) where !others.contains(key) {
      let own = try scores.logs.vector(key) ?? [#require(scores[key], "\(key)")]
      #expect(Self.areClose(own, value), "\(key): \(own), Keras \(value)")
    }
    let predictions = try #require(predict).map(\.tensor)
    let rows = try training.inputs.map { $0[rows: 0..<predictions[0].rowCount] }
    for (own, theirs) in zip(try model.predict(rows), predictions) {
      #expect(distance(own, theirs) <= Self.ofWeights)
    }
  }

  private static func areClose(_ ours: [Double], _ theirs: Asked) -> Bool {
    ours.count == theirs.numbers.count && zip(ours, theirs.numbers).allSatisfy(isClose)
  }

  static func isClose(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= relative * max(abs(a), abs(b)) + absolute
  }
}
