import AssayCore

/// What is written in `metrics:` when a model is compiled; becomes a ``Metric`` once the shapes are
/// known.
///
///     metrics: [.accuracy, .topK(3), "mse", .metric(MyMetric()), .function("n") { y, p in … }]
///     metrics: [.accuracy, .perSample("recall", key: "recall_of_sequences")]
///
/// A string is one of Keras's names and is also the key in logs, exactly as written: `"MSE"` is
/// logged as `MSE`. `"accuracy"` and `"acc"`, in any case, are ``accuracy``.
///
/// A list in brackets stands for several, where a model has several outputs; see ``MetricRequests``.
public struct MetricRequest: Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByNilLiteral
{
  package enum Kind: Sendable {
    case accuracy
    case crossentropy
    case topK(Int)
    case metric(any Metric)
    case named(String)
    case list([MetricRequest])
  }

  package let kind: Kind
  /// The key in logs; `nil` is the name of the metric that this becomes.
  public let key: String?
  /// What the figure is over.
  public let over: Over

  private init(_ kind: Kind, key: String?, over: Over = .pooled) {
    self.kind = kind
    self.key = key
    self.over = over
  }

  /// A metric by one of Keras's names. A name that is not known is found out by
  /// ``resolved(labels:predictions:word:)``.
  public init(_ name: String) {
    switch name.lowercased() {
    case "accuracy", "acc": self.init(.accuracy, key: name)
    case "crossentropy", "ce": self.init(.crossentropy, key: name)
    default: self.init(.named(name), key: name)
    }
  }

  public init(stringLiteral name: String) { self.init(name) }
  public init(arrayLiteral requests: MetricRequest...) { self = .list(requests) }
  public init(nilLiteral: ()) { self = .list([]) }

  /// Several, for one output.
  public static func list(_ requests: [MetricRequest]) -> MetricRequest {
    MetricRequest(.list(requests.flatMap(\.parts)), key: nil)
  }

  /// The single requests of a list, or this one.
  package var parts: [MetricRequest] {
    if case .list(let requests) = kind { requests } else { [self] }
  }

  /// The accuracy that fits the model: binary, categorical or sparse categorical.
  public static let accuracy = MetricRequest(.accuracy, key: "accuracy")

  /// The crossentropy that fits the model: binary, categorical or sparse, from probabilities or logits.
  public static let crossentropy = MetricRequest(.crossentropy, key: "crossentropy")

  /// Whether the label is among the `k` greatest scores, for class indices or one-hot labels.
  public static func topK(_ k: Int) -> MetricRequest { MetricRequest(.topK(k), key: nil) }

  /// A metric that has been made.
  ///
  /// - Parameters:
  ///   - key: the key in logs; the metric's own name where there is none.
  public static func metric(_ metric: any Metric, key: String? = nil) -> MetricRequest {
    MetricRequest(.metric(metric.empty), key: key ?? (metric as? FunctionMetric)?.key)
  }

  /// The figure of each sample alone, then their mean: each sequence's own recall, for outputs
  /// `[batch, 60, 1]`.
  ///
  /// - Parameters:
  ///   - key: the key in logs; that of `request` where there is none.
  /// - Shape: labels and predictions need an axis after the first.
  public static func perSample(_ request: MetricRequest, key: String? = nil) -> MetricRequest {
    request.taken(over: .sample, key: key)
  }

  /// The figure of each batch alone, then their mean, each batch counting once.
  ///
  /// - Parameters:
  ///   - key: the key in logs; that of `request` where there is none.
  public static func perBatch(_ request: MetricRequest, key: String? = nil) -> MetricRequest {
    request.taken(over: .batch, key: key)
  }

  private func taken(over: Over, key: String?) -> MetricRequest {
    guard case .list(let requests) = kind else {
      return MetricRequest(kind, key: key ?? self.key, over: over)
    }
    // One key for several is numbered like any other.
    return .list(requests.map { $0.taken(over: over, key: key) })
  }

  /// Whether this asks for ``accuracy``.
  public var isAccuracy: Bool { if case .accuracy = kind { true } else { false } }

  /// The word that is to be resolved, if this is one.
  package var word: Resolution.Question? {
    switch kind {
    case .accuracy: .accuracy
    case .crossentropy: .crossentropy
    default: nil
    }
  }

  /// The metric that this is for labels and predictions of the given shapes.
  ///
  /// - Parameters:
  ///   - word: makes the metric for ``accuracy`` or ``crossentropy``, where that is what this asks for.
  /// - Throws: ``MetricError/unknownName(_:known:)``, ``MetricError/reservedKey(_:)`` and what
  ///   `word` throws.
  public func resolved(
    labels: Shape, predictions: Shape, word: (Resolution.Question) throws -> any Metric
  ) throws -> (key: String, metric: any Metric) {
    let metric: any Metric =
      switch kind {
      case .accuracy: try word(.accuracy)
      case .crossentropy: try word(.crossentropy)
      case .metric(let metric): metric
      case .topK(let k):
        MetricRequest.isSparse(labels: labels, predictions: predictions)
          ? SparseTopKCategoricalAccuracy(k: k) : TopKCategoricalAccuracy(k: k)
      case .list(let requests):
        preconditionFailure("MetricRequest: a list of \(requests.count) resolved as one metric")
      case .named(let name): try MetricCatalog.metric(named: name)
      }
    let key = key ?? type(of: metric).name
    guard key != "loss" else { throw MetricError.reservedKey(key) }
    return (key, over == .pooled ? metric : MetricOver(metric, over))
  }

  /// Whether the labels are class indices: fewer axes than the predictions, or a last axis of one
  /// where the predictions have several classes.
  static func isSparse(labels: Shape, predictions: Shape) -> Bool {
    labels.count < predictions.count || (labels.lastSize == 1 && predictions.lastSize > 1)
  }
}

extension MetricRequest {
  /// A function that returns one value a sample; their mean over all samples, exactly.
  public static func function(
    _ key: String, direction: Direction? = nil,
    _ function: @escaping @Sendable (_ labels: Tensor, _ predictions: Tensor) throws -> [Double]
  ) -> MetricRequest {
    .metric(FunctionMetric(key, direction: direction, perSample: function))
  }

  /// A function that returns a tensor whose rows are samples; the mean of its elements, exactly.
  public static func function(
    _ key: String, direction: Direction? = nil,
    _ function: @escaping @Sendable (_ labels: Tensor, _ predictions: Tensor) throws -> Tensor
  ) -> MetricRequest {
    .metric(FunctionMetric(key, direction: direction, perSample: function))
  }

  /// A function that returns one value a batch; the mean over the batches, each counting once.
  public static func function(
    _ key: String, direction: Direction? = nil,
    _ function: @escaping @Sendable (_ labels: Tensor, _ predictions: Tensor) throws -> Double
  ) -> MetricRequest {
    .metric(FunctionMetric(key, direction: direction, perBatch: function))
  }
}
