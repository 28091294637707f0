import AssayCore
import AssayTraining

extension TrainingCase {
  /// Everything in which a whole run differs from Keras's, in words: training, scores with and without
  /// weights, predictions, and single batches afterwards.
  func differences() throws -> [String] {
    var found: [String] = []
    func compare(_ place: String, _ ours: [Double], _ theirs: Asked) {
      let isClose =
        ours.count == theirs.numbers.count
        && zip(ours, theirs.numbers).allSatisfy {
          // What is undefined is 0 in Keras.
          Self.isClose($0, $1) || $0.isNaN && $1 == 0
        }
      if !isClose { found.append("\(place): \(ours), Keras \(theirs.numbers)") }
    }
    func compare(_ place: String, _ logs: Logs, _ theirs: [String: Asked]) {
      if logs.keys.sorted() != theirs.keys.sorted() {
        found.append("\(place): keys \(logs.keys.sorted()), Keras \(theirs.keys.sorted())")
      }
      for (key, value) in theirs.sorted(by: { $0.key < $1.key }) {
        guard let own = logs.vector(key) ?? logs[key].map({ [$0] }) else { continue }
        compare("\(place) \(key)", own, value)
      }
    }

    let model = try compiledModel()
    let names = initialWeights.map { $0.name ?? "" }
    if model.weightNames != names { found.append("weights \(model.weightNames), Keras \(names)") }
    let ours = try run(model)
    let theirs = history ?? [:]
    if ours.keys.sorted() != theirs.keys.sorted() {
      found.append("keys \(ours.keys.sorted()), Keras \(theirs.keys.sorted())")
    }
    for (key, epochs) in theirs.sorted(by: { $0.key < $1.key }) {
      guard let own = ours[key] else { continue }
      if own.count != epochs.count {
        found.append("\(key): \(own.count) of \(epochs.count) epochs")
      }
      for (epoch, (figure, value)) in zip(own, epochs).enumerated() {
        compare("epoch \(epoch) \(key)", ours.vectors(key)?[epoch] ?? [figure], value)
      }
    }
    for (own, kept) in zip(model.weights, finalWeights ?? []) {
      let distance = distance(own, kept.tensor)
      if distance > Self.ofWeights { found.append("\(kept.name ?? ""): \(distance) apart") }
    }

    let data = try training
    compare("evaluate", try model.evaluate(data, batchSize: batchSize).logs, evaluate ?? [:])
    if let evaluateUnweighted {
      let scores = try model.evaluate(data.weighted(by: []), batchSize: batchSize)
      compare("evaluate without weights", scores.logs, evaluateUnweighted)
    }
    let rows = predict?.first?.tensor.rowCount ?? 0
    let predictions = try model.predict(data[rows: 0..<rows].inputs)
    for (index, (own, kept)) in zip(predictions, predict ?? []).enumerated() {
      let distance = distance(own, kept.tensor)
      if distance > Self.ofWeights { found.append("prediction \(index): \(distance) apart") }
    }
    let batch = data[rows: 0..<Self.batchRows]
    for (index, logs) in (trainOnBatch ?? []).enumerated() {
      let own = try model.trainStep(batch, classWeights: classWeights())
      compare("train on batch \(index)", own, logs)
    }
    if let testOnBatch { compare("test on batch", try model.testStep(batch), testOnBatch) }
    return found
  }

  private static let batchRows = 6
}
