import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

/// What Keras or scikit-learn answered about random arrays.
struct ThresholdGoldens: Decodable {
  let versions: [String: String]
  let cases: [Case]

  struct Case: Decodable {
    let arguments: [String: MetricArgument]
    let labels: GoldenArray
    let predictions: GoldenArray
    let weights: GoldenArray?
    /// The row at which the second batch starts; one batch where there is none.
    let cut: Int?
    /// Of each class, its figures.
    let answers: [String: [Double]]

    var data: LabelledRows {
      LabelledRows(
        labels: labels.tensor, predictions: predictions.tensor, weights: weights?.tensor)
    }

    /// The metric after its batches, each in turn or each alone and then merged.
    func counted(
      _ metric: any CatalogMetric, isMerged: Bool = false
    ) throws -> any CatalogMetric {
      let rows = Array(0..<data.count)
      let batches = cut.map { [Array(rows[..<$0]), Array(rows[$0...])] } ?? [rows]
      func count<M: CatalogMetric>(_ empty: M) throws -> M {
        var whole = empty
        for batch in batches {
          var part = isMerged ? empty : whole
          let rows = data[batch]
          try part.update(
            labels: rows.labels, predictions: rows.predictions, weights: rows.weights)
          if isMerged { whole.merge(part) } else { whole = part }
        }
        return whole
      }
      return try count(metric)
    }
  }

  init(_ name: String) throws {
    self = try AssayTestSupport.Golden.json("thresholds/\(name)", as: Self.self)
  }
}
