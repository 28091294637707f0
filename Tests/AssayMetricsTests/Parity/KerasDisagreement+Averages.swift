import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

/// Other figures, since Keras averages what Assay counts together, or reads it otherwise.
extension KerasDisagreement {
  /// Samples of one batch are longer than those of another: Keras's mean of samples' own means.
  func samplesOfUnequalLength(_ call: KerasCall) throws -> Bool {
    guard Set(call.updates.map { $0.predictions.shape.sample }).count > 1,
      call.updates[0].predictions.rank > 1
    else { return false }
    return try call.agrees(over(.sample, call))
  }

  /// Keras's mean of batches' own figures: of correlations, and of batches of one axis, each of which it
  /// takes for one observation.
  func batchesAveraged(_ call: KerasCall) throws -> Bool {
    guard call.config["axis"] == 0 || call.updates[0].predictions.rank == 1,
      call.updates.count > 1
    else { return false }
    return try call.agrees(over(.batch, call))
  }

  /// A correlation within rows of one number, which is NaN: Assay's is over the rows.
  func oneNumberRows(_ answer: KerasCall.Answer, _ call: KerasCall) throws -> Bool {
    guard call.className == "PearsonCorrelation", call.config["axis"] == -1,
      call.updates.allSatisfy({ $0.predictions.shape.lastSize == 1 }),
      call.wanted.allSatisfy(\.isNaN), case .figures(let figures) = answer,
      case .figures(let pooled) = try call.answer(arguments: ["axis": 0])
    else { return false }
    return figures == pooled && figures[0] != nil
  }

  /// Labels −1 and 0 in one batch: Keras takes 0 for no label of a hinge, of loss 1 whatever the
  /// prediction; Assay for −1, as in every batch.
  func hingeLabelsMixed(_ call: KerasCall) throws -> Bool {
    guard ["Hinge", "SquaredHinge"].contains(call.className) else { return false }
    return try call.agrees(
      call.answer { update in
        var update = update
        let labels = try #require(update.labels).doubles
        guard labels.contains(-1) else { return update }
        update.predictions = try Tensor(
          zip(labels, update.predictions.doubles).map { $0 == 0 ? 0 : $1 },
          shape: update.predictions.shape)
        return update
      })
  }

  /// An overlap made without a `dtype` counts in integers: Keras cuts weights to whole numbers.
  func weightsCut(_ call: KerasCall) throws -> Bool {
    guard call.config["dtype"] == "int64" else { return false }
    return try call.agrees(
      call.answer { update in
        var update = update
        update.weights = update.weights.map { Tensor($0.doubles.map { $0.rounded(.down) }) }
        return update
      })
  }

  /// A row of weight 0 that has no figure: Keras's is NaN, since 0 · NaN is. With another row in its
  /// place Keras's rules give Assay's figure.
  func unseenRows(_ answer: KerasCall.Answer, _ call: KerasCall) throws -> Bool {
    guard call.wanted.allSatisfy(\.isNaN), case .figures(let figures) = answer,
      let mine = figures[0]
    else { return false }
    var keras = try KerasMetric(className: call.className, configuration: call.config)
    for update in call.updates {
      guard let weights = update.weights?.doubles, weights.contains(0),
        weights.count == update.predictions.rowCount,
        let seen = weights.firstIndex(where: { $0 > 0 })
      else { return false }
      let places = weights.indices.map { weights[$0] == 0 ? seen : $0 }
      try keras.update(
        labels: rows(places, of: #require(update.labels)),
        predictions: rows(places, of: update.predictions), weights: update.weights)
    }
    return isClose(mine, try #require(keras.value))
  }

  private func over(_ over: Over, _ call: KerasCall) throws -> KerasCall.Answer {
    var metric = MetricOver(
      try #require(MetricCatalog.entry(class: call.className)).make(call.config), over)
    for update in call.updates {
      try metric.update(
        labels: #require(update.labels), predictions: update.predictions, weights: update.weights)
    }
    return .figures([metric.value])
  }
}
