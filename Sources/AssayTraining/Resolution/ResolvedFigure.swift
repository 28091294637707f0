import AssayMetrics
import AssayModel

/// What a loss or metric of a compiled model became, in Keras's words.
package struct ResolvedFigure {
  /// The key in logs.
  package let key: String
  package let className: String
  /// Keras's arguments; of a loss `from_logits` alone.
  package let config: [(key: String, value: MetricArgument)]
  package let because: [String]
}

extension Model {
  /// What every loss and metric became for the data last seen; none before the first.
  package var resolvedFigures: [ResolvedFigure] {
    guard let compiled else { return [] }
    let lines = explanation.lines
    func because(_ key: String) -> [String] { lines.last { $0.key == key }?.because ?? [] }
    let losses = zip(compiled.losses, compiled.lossKeys).compactMap { loss, key in
      loss.map { loss in
        ResolvedFigure(
          key: key ?? "loss", className: loss.className,
          config: loss.fromLogits.map { [("from_logits", .bool($0))] } ?? [],
          because: because(key ?? "loss"))
      }
    }
    return losses
      + compiled.metrics.map { metric in
        let inner = (metric.metric as? MetricOver)?.metric ?? metric.metric
        return ResolvedFigure(
          key: metric.key, className: inner.savedName,
          config: inner.savedArguments, because: because(metric.key))
      }
  }
}

extension Metric {
  /// The class, as Keras calls it.
  fileprivate var savedName: String {
    (self as? KerasMetric)?.className ?? "\(type(of: self))"
  }

  /// Keras's arguments, in the order of their names.
  fileprivate var savedArguments: [(key: String, value: MetricArgument)] {
    ((self as? any CatalogMetric)?.arguments ?? [:]).sorted { $0.key < $1.key }
      .map { (key: $0.key, value: $0.value) }
  }
}
