import AssayCore
import AssayMetrics

/// Other figures, of data as it should be.
extension KerasDisagreement {
  /// Every weight is 0, or every row is ignored: `nil`, where Keras has 0.
  func nothingCounted(_ answer: KerasCall.Answer, _ call: KerasCall) -> Bool {
    guard case .figures(let figures) = answer, figures.allSatisfy({ $0 == nil }),
      call.wanted.allSatisfy({ $0 == 0 })
    else { return false }
    return call.updates.allSatisfy { update in
      zip(kept(update, of: call), rowWeights(update)).allSatisfy { !$0 || $1 == 0 }
    }
  }

  /// One weight a sample, as many steps as samples: Keras weighs the steps.
  func weightsOfSteps(_ call: KerasCall) throws -> Bool {
    try call.agrees(
      call.answer { update in
        guard let weights = update.weights, weights.rank == 1, update.predictions.rank == 3,
          update.predictions.shape[0] == update.predictions.shape[1]
        else { return update }
        let count = weights.count
        var update = update
        update.weights = try Tensor(
          (0..<count).flatMap { _ in weights.doubles }, shape: [count, count])
        return update
      })
  }

  /// `ignore_class`: what is left out is still in the number that Keras divides by.
  func ignoredRowsCounted(_ answer: KerasCall.Answer, _ call: KerasCall) -> Bool {
    guard call.className == "SparseCategoricalCrossentropy", case .figures(let figures) = answer,
      let mean = figures.first ?? nil
    else { return false }
    var counted = 0.0
    var whole = 0.0
    for update in call.updates {
      for (isKept, weight) in zip(kept(update, of: call), rowWeights(update)) {
        counted += isKept ? weight : 0
        whole += weight
      }
    }
    let share = counted / whole
    return share < 1 && call.isCloseToKeras([mean * share])
  }

  /// A probability of 1 is clipped to 1 − 1e-7, which is 1 − 2⁻²³ in float32 and costs a label 0
  /// 15.94 in place of 16.12.
  func certaintyInFloat32(_ call: KerasCall) throws -> Bool {
    guard call.className == "BinaryCrossentropy", call.config["from_logits"] == false else {
      return false
    }
    return try call.agrees(
      call.answer { update in
        var update = update
        update.predictions = try Tensor(
          update.predictions.doubles.map { min($0, 1 - 0x1p-23) },
          shape: update.predictions.shape)
        return update
      })
  }

  /// R² adjusted for regressors: Keras takes the number of elements, whatever their weights, for that
  /// of the samples.
  func elementsTakenForSamples(_ call: KerasCall) throws -> Bool {
    guard let regressors = call.config["num_regressors"]?.number, regressors > 0,
      call.updates.contains(where: { $0.weights != nil }),
      case .figures(let figures) = try call.answer(arguments: ["num_regressors": 0])
    else { return false }
    let elements = call.updates.reduce(0.0) { $0 + Double($1.predictions.count) }
    return call.isCloseToKeras(
      figures.map { 1 - (1 - ($0 ?? .nan)) * (elements - 1) / (elements - regressors - 1) })
  }

  /// Labels that nearly are alike: Keras takes their squares' sum less their sum's square in float32, of
  /// which few digits are left.
  func spreadInFloat32(_ answer: KerasCall.Answer, _ call: KerasCall) -> Bool {
    guard call.className == "R2Score", case .figures(let figures) = answer, figures.count == 1,
      let mine = figures[0], call.updates.allSatisfy({ $0.weights == nil })
    else { return false }
    let labels = call.updates.flatMap { $0.labels?.doubles ?? [] }
    let mean = labels.reduce(0, +) / Double(labels.count)
    let squares = labels.reduce(0) { $0 + $1 * $1 }
    let spread = labels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    // A rounding of the sum of squares for each batch.
    let lost = 0x1p-24 * Double(call.updates.count) * squares / spread
    return lost > 1e-5 && abs(mine - call.wanted[0]) <= lost * abs(1 - mine)
  }

  /// The weight of each row, or of each element where those have weights.
  func rowWeights(_ update: KerasCall.Update) -> [Double] {
    let rows =
      update.labels.map { min($0.count, update.predictions.count) } ?? update.predictions.count
    guard let weights = update.weights?.doubles else { return Array(repeating: 1, count: rows) }
    // Rows of one-hot labels: each has its weight.
    guard rows % weights.count == 0 else { return weights }
    return weights.flatMap { Array(repeating: $0, count: rows / weights.count) }
  }

  /// Whether each row's label is other than `ignore_class`.
  private func kept(_ update: KerasCall.Update, of call: KerasCall) -> [Bool] {
    let ignored = call.config["ignore_class"]?.number
    return (update.labels ?? update.predictions).doubles.map { $0 != ignored }
  }
}
