import AssayCore
import AssayMetrics
import Testing

/// A metric of a user's own, as the guide shows it.
private struct LargestError: Metric, Codable, Equatable {
  static let direction: Direction? = .lowerIsBetter
  static let name = "largest_error"
  private(set) var value: Double?
  var empty: Self { Self() }

  mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
    for (y, p) in zip(labels.doubles, predictions.doubles) { value = max(value ?? 0, abs(y - p)) }
  }

  mutating func merge(_ other: Self) {
    if let theirs = other.value { value = max(value ?? 0, theirs) }
  }
}

struct MetricRequestTests {
  private func resolve(
    _ request: MetricRequest, labels: Shape = [Shape.free], predictions: Shape = [Shape.free, 10]
  ) throws -> (key: String, metric: any Metric) {
    try request.resolved(labels: labels, predictions: predictions) { _ in
      SparseCategoricalAccuracy()
    }
  }

  @Test func aListIsWrittenAsInKeras() throws {
    let requests: [MetricRequest] = [
      .accuracy, .topK(3), "mse", .metric(LargestError()), .metric(BinaryAccuracy(), key: "b"),
      .function("n") { labels, predictions in predictions.doubles }, "MeanAbsoluteError", "Acc",
    ]
    let resolved = try requests.map { try resolve($0) }
    #expect(
      resolved.map(\.key) == [
        "accuracy", "sparse_top_k_categorical_accuracy", "mse", "largest_error", "b", "n",
        "MeanAbsoluteError", "Acc",
      ])
    #expect(
      resolved.map { "\(type(of: $0.metric))" } == [
        "SparseCategoricalAccuracy", "SparseTopKCategoricalAccuracy", "MeanSquaredError",
        "LargestError", "BinaryAccuracy", "FunctionMetric", "MeanAbsoluteError",
        "SparseCategoricalAccuracy",
      ])
    #expect(
      resolved.map(\.metric.direction) == [
        .higherIsBetter, .higherIsBetter, .lowerIsBetter, .lowerIsBetter, .higherIsBetter, nil,
        .lowerIsBetter, .higherIsBetter,
      ])
    #expect(requests.filter(\.isAccuracy).count == 2)
  }

  @Test func aFigureIsOverSamplesOrBatchesByRequest() throws {
    let requests: [MetricRequest] = [
      .perSample("recall"), .perSample(.accuracy, key: "of_sequences"), .perBatch(.topK(3)),
      .perSample(.metric(BinaryAccuracy(), key: "b")), "recall",
    ]
    let resolved = try requests.map { try resolve($0) }
    #expect(
      resolved.map(\.key) == [
        "recall", "of_sequences", "sparse_top_k_categorical_accuracy", "b", "recall",
      ])
    #expect(
      resolved.map { ($0.metric as? MetricOver)?.over } == [.sample, .sample, .batch, .sample, nil])
    #expect(resolved.map(\.metric.direction) == Array(repeating: .higherIsBetter, count: 5))

    // The first sequence finds one of two, the second its only one.
    var (_, recall) = resolved[0]
    try recall.update(
      labels: Tensor([1, 1, 0, 0, 1, 0] as [Float], shape: [2, 3, 1]),
      predictions: Tensor([0.9, 0.1, 0.2, 0.3, 0.8, 0.7] as [Float], shape: [2, 3, 1]),
      weights: nil)
    #expect(recall.value == 0.75)
  }

  @Test func aListIsOverSamplesOneByOne() throws {
    let list = MetricRequest.perSample([.accuracy, "recall"])
    let keys = try MetricRequests([list]).assigned(to: ["y"], argument: "metrics")[0].map {
      (try resolve($0).key, $0.over)
    }
    #expect(keys.map(\.0) == ["accuracy", "recall"])
    #expect(keys.map(\.1) == [.sample, .sample])
  }

  @Test(
    arguments: [
      ([-1], [-1, 10], true), ([-1, 1], [-1, 10], true), ([-1, 10], [-1, 10], false),
      ([-1, 60], [-1, 60, 5], true), ([-1, 60, 1], [-1, 60, 5], true),
      ([-1, 60, 5], [-1, 60, 5], false), ([-1, 4, 4], [-1, 4, 4, 3], true),
    ] as [([Int], [Int], Bool)])
  func topKFollowsTheLabels(labels: [Int], predictions: [Int], sparse: Bool) throws {
    let (key, metric) = try resolve(
      .topK(3), labels: Shape(labels), predictions: Shape(predictions))
    #expect(
      key == (sparse ? "sparse_top_k_categorical_accuracy" : "top_k_categorical_accuracy"))
    #expect((metric as? SparseTopKCategoricalAccuracy)?.k == (sparse ? 3 : nil))
    #expect((metric as? TopKCategoricalAccuracy)?.k == (sparse ? nil : 3))
  }

  @Test func anUnknownNameGetsTheNearest() {
    let error = #expect(throws: MetricError.self) { try resolve("acuracy") }
    #expect(
      error?.description
        == "no metric or loss is called \"acuracy\"; did you mean \"accuracy\"?")
    // Names that Keras 3 does not take either.
    for name in ["kld", "Mse", "mean", ""] {
      #expect(throws: MetricError.self) { try resolve(MetricRequest(name)) }
    }
  }

  @Test func theKeyOfTheLossIsNotToBeHad() {
    let error = #expect(throws: MetricError.self) {
      try resolve(.function("loss") { _, _ in 1.0 })
    }
    #expect(
      error?.description
        == "a metric cannot be called \"loss\", which is the key of the loss; give it another name")
  }

  @Test func duplicatesAreNumberedAsInKeras() {
    #expect(uniqueNames(["mse", "mse", "MSE"]) == ["mse", "mse_1", "MSE"])
    #expect(uniqueNames(["auc", "auc", "auc"]) == ["auc", "auc_1", "auc_2"])
    #expect(uniqueNames(["a", "a_1", "a"]) == ["a", "a_1", "a_2"])
  }

  @Test func aRequestStartsFromNothing() throws {
    var counted = LargestError()
    try counted.update(labels: Tensor([1] as [Int]), predictions: Tensor([3] as [Int]))
    #expect(counted.value == 2)
    #expect(try resolve(.metric(counted)).metric.value == nil)
  }
}

struct MetricCatalogTests {
  @Test func everyNameOfKerasMeansItsClass() throws {
    let wanted = [
      "BinaryAccuracy": ["BinaryAccuracy", "binary_accuracy"],
      "CategoricalAccuracy": ["CategoricalAccuracy", "categorical_accuracy"],
      "MeanAbsoluteError": ["MeanAbsoluteError", "mean_absolute_error", "mae", "MAE"],
      "MeanSquaredError": ["MeanSquaredError", "mean_squared_error", "mse", "MSE"],
      "SparseCategoricalAccuracy": ["SparseCategoricalAccuracy", "sparse_categorical_accuracy"],
      "SparseTopKCategoricalAccuracy": [
        "SparseTopKCategoricalAccuracy", "sparse_top_k_categorical_accuracy",
      ],
      "TopKCategoricalAccuracy": ["TopKCategoricalAccuracy", "top_k_categorical_accuracy"],
      "Accuracy": [],
    ]
    for (className, strings) in wanted {
      let entry = try #require(MetricCatalog.entry(class: className))
      #expect(entry.strings == strings)
      #expect("\(type(of: try entry.make()))" == entry.className)
      for string in entry.strings {
        #expect("\(type(of: try MetricCatalog.metric(named: string)))" == entry.className)
      }
    }
  }

  @Test func theListIsInOrderAndSaysWhatEachIs() {
    let names = MetricCatalog.all.map(\.className)
    #expect(names == names.sorted())
    for entry in MetricCatalog.all {
      #expect(entry.summary.count > 20 && entry.summary.count < 70)
    }
  }
}
