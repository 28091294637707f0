import Assay

/// One figure that Assay and its peers compute of the same arrays; `peers/metrics_peer.py` has the
/// same ones.
enum MetricsCase: String, CaseIterable {
  case accuracy
  case f1
  case exactAUC = "auc_exact"
  case bucketedAUC = "auc_200"
  case confusion
  case smallUpdates = "updates_32"

  static let smallRows = 32
  static let smallCount = 2_000

  /// The metric as it is named to the catalog.
  func metric() throws -> any Metric {
    switch self {
    case .accuracy, .smallUpdates:
      try MetricCatalog.metric(named: "sparse_categorical_accuracy")
    case .f1:
      try MetricCatalog.metric(named: "f1_score", ["threshold": .number(0.5)])
    case .exactAUC: try MetricCatalog.metric(named: "auc_exact")
    case .bucketedAUC: try MetricCatalog.metric(named: "auc", ["num_thresholds": .integer(200)])
    case .confusion:
      try MetricCatalog.metric(named: "confusion_matrix", ["num_classes": .integer(10)])
    }
  }

  /// The labels and predictions, each as the other programs read them.
  func arrays(in folder: String) throws -> (labels: Tensor, predictions: Tensor) {
    let (labels, predictions) =
      switch self {
      case .accuracy, .smallUpdates: ("classes", "logits")
      case .f1, .exactAUC, .bucketedAUC: ("labels", "scores")
      case .confusion: ("classes", "guesses")
      }
    return (
      try NPY.read("\(folder)/\(labels).npy"), try NPY.read("\(folder)/\(predictions).npy")
    )
  }
}
