import AssayCore
import AssayMetrics

/// The keys that Keras writes for a class of metrics, in its order.
struct KerasMetricLayout {
  enum Place {
    case name
    case dtype
    /// An argument, and what stands where Assay's metric has none.
    case argument(String, JSON)
  }

  let places: [Place]
  var dtype = "float32"
  /// What is written only where it is not this.
  var optional: [String: JSON] = [:]

  /// - Parameters:
  ///   - arguments: after `name` and `dtype`.
  private init(
    _ arguments: KeyValuePairs<String, JSON> = [:], dtype: String = "float32",
    optional: [String: JSON] = [:]
  ) {
    places = [.name, .dtype] + arguments.map { .argument($0.key, $0.value) }
    self.dtype = dtype
    self.optional = optional
  }

  private init(overlap places: [Place]) {
    self.places = places
    dtype = "int32"
  }

  static func of(_ className: String) -> KerasMetricLayout {
    switch className {
    case "AUC":
      KerasMetricLayout(
        [
          "num_thresholds": 200, "curve": "ROC", "summation_method": "interpolation",
          "multi_label": false, "num_labels": nil, "label_weights": nil, "from_logits": false,
        ], optional: ["thresholds": nil])
    case "BinaryAccuracy": KerasMetricLayout(["threshold": 0.5])
    case "BinaryCrossentropy":
      KerasMetricLayout(["from_logits": false, "label_smoothing": 0])
    case "CategoricalCrossentropy":
      KerasMetricLayout(["from_logits": false, "label_smoothing": 0, "axis": -1])
    case "SparseCategoricalCrossentropy":
      KerasMetricLayout(["from_logits": false, "ignore_class": nil, "axis": -1])
    case "ConcordanceCorrelation", "PearsonCorrelation": KerasMetricLayout(["axis": -1])
    case "F1Score": KerasMetricLayout(["average": nil, "threshold": nil])
    case "FBetaScore": KerasMetricLayout(["average": nil, "beta": 1.0, "threshold": nil])
    case "FalseNegatives", "FalsePositives", "TrueNegatives", "TruePositives":
      KerasMetricLayout(["thresholds": nil])
    case "Precision", "Recall":
      KerasMetricLayout(["thresholds": nil, "top_k": nil, "class_id": nil])
    case "PrecisionAtRecall":
      KerasMetricLayout(["class_id": nil, "num_thresholds": 200, "recall": nil])
    case "RecallAtPrecision":
      KerasMetricLayout(["class_id": nil, "num_thresholds": 200, "precision": nil])
    case "SensitivityAtSpecificity":
      KerasMetricLayout(["class_id": nil, "num_thresholds": 200, "specificity": nil])
    case "SpecificityAtSensitivity":
      KerasMetricLayout(["class_id": nil, "num_thresholds": 200, "sensitivity": nil])
    case "R2Score":
      KerasMetricLayout(["class_aggregation": "uniform_average", "num_regressors": 0])
    case "TopKCategoricalAccuracy": KerasMetricLayout(["k": 5])
    case "SparseTopKCategoricalAccuracy":
      KerasMetricLayout(["k": 5], optional: ["from_sorted_ids": false])
    case "BinaryIoU":
      KerasMetricLayout(overlap: [
        .argument("target_class_ids", [0, 1]), .argument("threshold", 0.5), .name, .dtype,
      ])
    case "IoU":
      KerasMetricLayout(overlap: [
        .name, .dtype, .argument("num_classes", nil), .argument("target_class_ids", nil),
        .argument("ignore_class", nil), .argument("sparse_y_true", true),
        .argument("sparse_y_pred", true), .argument("axis", -1),
      ])
    case "MeanIoU":
      KerasMetricLayout(overlap: [
        .argument("num_classes", nil), .name, .dtype, .argument("ignore_class", nil),
        .argument("sparse_y_true", true), .argument("sparse_y_pred", true), .argument("axis", -1),
      ])
    case "OneHotIoU":
      KerasMetricLayout(overlap: [
        .argument("num_classes", nil), .argument("target_class_ids", nil), .name, .dtype,
        .argument("ignore_class", nil), .argument("sparse_y_pred", false), .argument("axis", -1),
      ])
    case "OneHotMeanIoU":
      KerasMetricLayout(overlap: [
        .argument("num_classes", nil), .name, .dtype, .argument("ignore_class", nil),
        .argument("sparse_y_pred", false), .argument("axis", -1),
      ])
    default: KerasMetricLayout()
    }
  }

  /// An argument as Keras writes it; `nil` for what it leaves to its standard.
  func written(
    _ name: String, _ value: MetricArgument?, in arguments: [String: MetricArgument]
  ) -> JSON? {
    guard let value else { return nil }
    switch (name, value) {
    // Keras's own threshold hangs on top_k.
    case ("thresholds", .number(0.5)), ("thresholds", .list([.number(0.5)])):
      return arguments["top_k"] == nil ? nil : JSON(value)
    case ("average", .text("none")): return nil
    default: return JSON(value)
    }
  }
}
