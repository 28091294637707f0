import Assay

/// What became of one recorded call.
struct Replayed {
  enum Outcome: String {
    case agree
    case differ = "differs"
    case unsupported
  }

  let outcome: Outcome
  /// What was found and what Keras had; why it is not supported.
  let detail: String

  /// Feeds the recorded updates to what the record names, and compares the answers.
  init(_ record: ReplayRecord) {
    do {
      let found: MetricValue
      switch record.kind {
      case .metric:
        guard KerasMetric.classNames.contains(record.className) else {
          (outcome, detail) = (.unsupported, "there is no metric \(record.className)")
          return
        }
        found = try Replayed.metric(record)
      case .loss:
        guard KerasLossFunction.classNames.contains(record.className) else {
          (outcome, detail) = (.unsupported, "there is no loss \(record.className)")
          return
        }
        found = try Replayed.loss(record)
      }
      let wanted = record.result.tensor
      (outcome, detail) = Replayed.compare(found, wanted)
    } catch {
      (outcome, detail) = (
        .differ, "\(error); Keras had \(Replayed.text(record.result.tensor.doubles))"
      )
    }
  }

  private static func metric(_ record: ReplayRecord) throws -> MetricValue {
    var metric = try KerasMetric(
      className: record.className, configuration: record.configuration)
    for update in record.updates {
      if let values = update.values {
        try metric.update(values: values.tensor, weights: update.weights?.tensor)
      } else if let labels = update.labels, let predictions = update.predictions {
        try metric.update(
          labels: labels.tensor, predictions: predictions.tensor, weights: update.weights?.tensor)
      } else {
        throw ToolError.badData("an update needs y_true and y_pred, or values")
      }
    }
    return metric.result
  }

  private static func loss(_ record: ReplayRecord) throws -> MetricValue {
    guard record.updates.count == 1, let labels = record.updates[0].labels,
      let predictions = record.updates[0].predictions
    else { throw ToolError.badData("a loss needs one update, of y_true and y_pred") }
    let loss = try KerasLossFunction(
      className: record.className, configuration: record.configuration)
    return try loss(
      labels: labels.tensor, predictions: predictions.tensor,
      weights: record.updates[0].weights?.tensor)
  }

  /// |a − b| ≤ 1e-6 + 1e-5·|b|, element by element, of one shape.
  private static func compare(_ found: MetricValue, _ wanted: Tensor) -> (Outcome, String) {
    let shape: Shape
    let figures: [Double]
    switch found {
    case .scalar(let figure): (shape, figures) = ([], [figure ?? .nan])
    case .array(let sizes, let all): (shape, figures) = (sizes, all.map { $0 ?? .nan })
    case .named: return (.unsupported, "figures under names")
    }
    guard shape == wanted.shape else {
      return (.differ, "found shape \(shape), Keras had \(wanted.shape)")
    }
    let recorded = wanted.doubles
    for (place, (a, b)) in zip(figures, recorded).enumerated() {
      if a == b || (a.isNaN && b.isNaN) { continue }
      guard abs(a - b) <= 1e-6 + 1e-5 * abs(b) else {
        let which = figures.count > 1 ? "element \(place): " : ""
        return (.differ, "\(which)found \(a.text), Keras had \(b.text)")
      }
    }
    return (.agree, "")
  }

  private static func text(_ figures: [Double]) -> String {
    figures.count == 1 ? "\(figures[0])" : "\(figures.prefix(8))" + (figures.count > 8 ? "…" : "")
  }
}
