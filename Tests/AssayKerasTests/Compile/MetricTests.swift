import AssayCore
import AssayKeras
import AssayMetrics
import Testing

/// Keras's objects <-> metrics.
struct MetricTests {
  private static let known = MetricCatalog.all.filter { $0.type.isInKeras }.map(\.className)
    .joined(separator: ", ")

  @Test func whatKerasWritesIsReadAndWrittenAsItWas() throws {
    let golden = try #require(try CompileGolden.configs()["metrics"]).items
    var count = 0
    for one in golden {
      // A mean of values, not of labels and predictions.
      if ["Mean", "Sum", "MeanMetricWrapper"].contains(one["class_name"]?.text) { continue }
      let request = try KerasMetrics.read(one)
      #expect(request.key == one["config"]?["name"]?.text)
      // Keras reads a list of weights, but not the tensor that it writes.
      let weights = one["config"]?["label_weights"]?["config"]?["value"]
      let wanted = JSON.object(
        one.members.map { member in
          guard let weights, member.name == "config" else { return member }
          return .init(
            "config",
            .object(
              member.value.members.map {
                $0.name == "label_weights" ? .init($0.name, weights) : $0
              }))
        })
      #expect(try KerasMetrics.write(request).plain().line() == wanted.plain().line())
      count += 1
    }
    #expect(count == 85)
  }

  @Test func everyMetricOfKerassIsThere() throws {
    let golden = try #require(try CompileGolden.configs()["metrics"]).items
    let classes = Set(golden.compactMap { $0["class_name"]?.text })
    let own = Set(MetricCatalog.all.filter { $0.type.isInKeras }.map(\.className))
    #expect(classes.subtracting(own) == ["Mean", "Sum", "MeanMetricWrapper"])
    #expect(own.subtracting(classes).isEmpty)
  }

  @Test func stringsStayStrings() throws {
    for name in ["accuracy", "acc", "Accuracy", "ce", "mse", "MSE", "AUC", "f1_score", "BCE"] {
      #expect(try KerasMetrics.write(try KerasMetrics.read(.string(name))) == .string(name))
    }
    // Keras knows no such name.
    let written = try KerasMetrics.write(try KerasMetrics.read("rmse"))
    #expect(
      written.line()
        == #"{"module": "keras.metrics", "class_name": "RootMeanSquaredError", "config": "#
        + #"{"name": "rmse", "dtype": "float32"}, "registered_name": null}"#)
    #expect(try KerasMetrics.write(.accuracy) == "accuracy")
    #expect(try KerasMetrics.write(.crossentropy) == "crossentropy")
  }

  @Test func functionsOfKerassAreTheirNames() throws {
    let function: JSON = [
      "module": "builtins", "class_name": "function", "config": "mean_squared_error",
      "registered_name": "function",
    ]
    #expect(try KerasMetrics.write(try KerasMetrics.read(function)) == "mean_squared_error")
    for fn: JSON in [function, "mean_squared_error"] {
      let wrapper: JSON = [
        "class_name": "MeanMetricWrapper", "config": ["name": "error", "dtype": nil, "fn": fn],
      ]
      let request = try KerasMetrics.read(wrapper)
      #expect(request.key == "error")
      let written = try KerasMetrics.write(request)
      #expect(written["class_name"] == "MeanSquaredError")
      #expect(written["config"]?["name"] == "error")
    }
  }

  @Test func metricsThatHaveBeenMadeAreWritten() throws {
    let top = try KerasMetrics.write(TopKCategoricalAccuracy(k: 3), key: "top3")
    #expect(top["config"] == ["name": "top3", "dtype": "float32", "k": 3])
    let precision = try KerasMetrics.write(Precision(topK: 2))
    #expect(precision["config"]?["thresholds"] == nil as JSON)
    #expect(precision["config"]?["top_k"] == 2)
    let both = try MetricCatalog.metric(named: "precision", ["thresholds": 0.5, "top_k": 2])
    #expect(try KerasMetrics.write(both)["config"]?["thresholds"] == 0.5)
  }

  @Test func refusals() {
    func text(_ json: JSON) -> String? { refusal { _ = try KerasMetrics.read(json) } }
    let wanted = "one of Keras's that compares labels and predictions: \(Self.known)"
    #expect(
      text("my_metric")
        == "found the metric \"my_metric\"; wanted \(wanted); Assay runs no code from a file")
    #expect(
      text(["module": "keras.metrics", "class_name": "Mean", "config": ["name": "m"]])
        == "found the metric \"Mean\"; wanted \(wanted); Assay runs no code from a file")
    #expect(
      text([
        "class_name": "MeanMetricWrapper",
        "config": ["fn": ["class_name": "__lambda__", "config": ["value": "4wE="]]],
      ])
        == "MeanMetricWrapper, fn: found an object; wanted a function of Keras's: Assay runs no code "
        + "from a file")
    #expect(
      text(["module": "mine", "class_name": "F1", "config": [:], "registered_name": "p>F1"])
        == "metric: found F1 of the module \"mine\"; wanted a class of Keras's: Assay runs no code "
        + "from a file")
    #expect(
      text(["module": "keras.metrics", "class_name": "AUC", "config": ["curve": "L"]])
        == "AUC: found curve = \"L\"; wanted one of ROC, PR, PRGAIN")
    #expect(
      text(["module": "keras.metrics", "class_name": "AUC", "config": ["curves": "PR"]])
        == "AUC: found an argument \"curves\"; wanted one of num_thresholds, curve, "
        + "summation_method, thresholds, multi_label, num_labels, label_weights, from_logits")
    #expect(
      text(["module": "keras.metrics", "class_name": "MeanSquaredError", "config": ["k": 1]])
        == "MeanSquaredError: found an argument \"k\"; wanted none")
    #expect(
      text([
        "class_name": "Precision",
        "config": ["thresholds": .array(Array(repeating: 0.5, count: 1_000_001))],
      ])
        == "Precision: found thresholds of 1000001 elements; wanted at most 1000000 numbers")
  }

  @Test func whatKerasHasNotIsNotWritten() {
    func text(_ request: MetricRequest) -> String? {
      refusal { _ = try KerasMetrics.write(request) }
    }
    let end = "wanted a metric that Keras has, for a file that Keras opens"
    #expect(text("auc-exact") == "found the metric \"ExactAUC\"; \(end)")
    #expect(text("no such") == "found the metric \"no such\"; \(end)")
    #expect(text(.metric(CohenKappa())) == "found the metric \"CohenKappa\"; \(end)")
    #expect(
      text(.function("mine") { _, _ -> Double in 1 }) == "found the metric \"mine\"; \(end)")
    #expect(
      text(.perSample("recall", key: "r")) == "found the metric \"r\" of each sample alone; \(end)")
    #expect(
      text(.topK(3))
        == "found topK(3) before the labels are known; wanted a TopKCategoricalAccuracy or a "
        + "SparseTopKCategoricalAccuracy")
    #expect(text(["mse", "mae"]) == "found a list of 2 metrics; wanted one metric")
    #expect(
      text(.metric(Precision(fromLogits: true)))
        == "found Precision with from_logits = true; wanted arguments that Keras has, for a file that "
        + "Keras opens")
  }

  @Test func hostileValuesAreReadOrRefused() throws {
    let predictions = try Tensor([0.25, 0.75, 0.5, 0.5] as [Float], shape: [2, 2])
    let labels = [predictions, try Tensor([0, 1] as [Int32], shape: [2, 1])]
    let golden = try #require(try CompileGolden.configs()["metrics"]).items
    // One of each class, with every argument.
    for one in stride(from: 1, to: golden.count, by: 2).map({ golden[$0] }) {
      let keys = try #require(one["config"]).members.map(\.name) + ["thresholds", "from_logits"]
      for key in keys {
        for value in hostileValues {
          guard let request = try? KerasMetrics.read(one.setting(key, value)) else { continue }
          _ = try? KerasMetrics.write(request)
          guard case .metric(let metric) = request.kind else { continue }
          for labels in labels {
            var counted = metric
            try? counted.update(labels: labels, predictions: predictions, weights: nil)
            _ = counted.value
          }
        }
      }
    }
    for value in hostileValues { _ = try? KerasMetrics.read(value) }
  }
}
