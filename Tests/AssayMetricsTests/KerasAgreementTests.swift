import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

/// Every metric against what real Keras answered for the same arrays.
struct KerasAgreementTests {
  @Test func everyCaseAgrees() throws {
    let document = try Golden.read(Document.self, "metrics.json")
    #expect(document.source == "keras 3.15.1, jax backend")
    #expect(Set(document.cases.map(\.className)) == Set(basicClasses))
    for sample in document.cases {
      var metric = try sample.metric()
      for update in sample.updates {
        try metric.update(
          labels: update.labels.tensor(), predictions: update.predictions.tensor(),
          weights: update.weights?.tensor())
      }
      let value = try #require(metric.value)
      #expect(
        isClose(value, sample.result),
        "\(sample.className), \(sample.name): \(value), Keras \(sample.result)")
    }
  }

  private struct Document: Decodable {
    let source: String
    let cases: [Case]
  }

  private struct Case: Decodable {
    let name: String
    let className: String
    let config: [String: Double]
    let updates: [Update]
    let result: Double

    enum CodingKeys: String, CodingKey {
      case name
      case className = "class_name"
      case config, updates, result
    }

    func metric() throws -> any Metric {
      switch className {
      case "BinaryAccuracy": BinaryAccuracy(threshold: try #require(config["threshold"]))
      case "TopKCategoricalAccuracy": TopKCategoricalAccuracy(k: Int(try #require(config["k"])))
      case "SparseTopKCategoricalAccuracy":
        SparseTopKCategoricalAccuracy(k: Int(try #require(config["k"])))
      default: try #require(MetricCatalog.entry(class: className)).make()
      }
    }
  }

  private struct Update: Decodable {
    let labels: Array
    let predictions: Array
    let weights: Array?

    enum CodingKeys: String, CodingKey {
      case labels = "y_true"
      case predictions = "y_pred"
      case weights = "sample_weight"
    }
  }

  private struct Array: Decodable {
    let dtype: DType
    let shape: [Int]
    let data: [Double]

    func tensor() throws -> Tensor {
      let shape = Shape(shape)
      return switch dtype {
      case .float32: try Tensor(data.map { Float($0) }, shape: shape)
      case .float64: try Tensor(data, shape: shape)
      case .int32: try Tensor(data.map { Int32($0) }, shape: shape)
      case .uint8: try Tensor(data.map { UInt8($0) }, shape: shape)
      default: try Tensor(data.map { Int($0) }, shape: shape)
      }
    }
  }
}
