import AssayCore
import AssayMetrics
import Testing

/// Configurations as Keras's `get_config` writes them.
struct KerasConfigurationTests {
  let labels = Tensor([[1, 2, 3], [3, 1, 2]] as [[Float]])
  let predictions = Tensor([[1, 3, 2], [3, 2, 1]] as [[Float]])

  @Test func theLastAxisMayHaveItsNumber() throws {
    for name in ["PearsonCorrelation", "ConcordanceCorrelation"] {
      var numbered = try MetricCatalog.metric(named: name, ["axis": 1])
      var last = try MetricCatalog.metric(named: name, ["axis": -1])
      try numbered.update(labels: labels, predictions: predictions)
      try last.update(labels: labels, predictions: predictions)
      // Deviations (−1, 0, 1) and (−1, 1, 0), and (1, −1, 0) and (1, 0, −1): 1/2 each.
      #expect(abs((numbered.value ?? 0) - 0.5) < 1e-15, "\(name)")
      #expect(numbered.value == last.value)
      #expect(numbered.arguments == ["axis": 1])
    }
  }

  @Test func anAxisThatIsNotTheLastIsRefused() throws {
    var metric = PearsonCorrelation(axis: 2)
    #expect(
      throws: MetricError.argument(
        metric: "PearsonCorrelation", name: "axis", found: "2",
        wanted: "0, -1 or the last axis of the predictions [2, 3]")
    ) { try metric.update(labels: labels, predictions: predictions) }
    #expect(metric == PearsonCorrelation(axis: 2))
    #expect(throws: MetricError.self) {
      try MetricCatalog.metric(named: "CategoricalCrossentropy", ["axis": 1])
    }
  }

  @Test func weightsOfLabelsMayBeAnArrayThatKerasSerialised() throws {
    let weights = MetricArgument.object([
      "class_name": "__numpy__",
      "config": .object(["value": [1.0, 2.0, 0.5], "dtype": "float32"]),
    ])
    let metric = try MetricCatalog.metric(
      named: "AUC", ["multi_label": true, "label_weights": weights])
    #expect(metric.arguments["label_weights"] == [1.0, 2.0, 0.5])
    #expect(
      throws: MetricError.argument(
        metric: "AUC", name: "label_weights", found: #"{"value": 1}"#,
        wanted: "numbers, 0.0 or more")
    ) {
      try MetricCatalog.metric(
        named: "AUC", ["multi_label": true, "label_weights": .object(["value": 1])])
    }
  }
}
