import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

/// Every metric of the catalog can be compiled into a model whose data it takes.
struct EveryMetricTests {
  private struct Kind {
    let name: String
    let labels: Tensor
    let units: Int
    let activation: Activation
    let loss: LossRequest
  }

  private let x = Tensor([[1, 0], [0, 1], [1, 1], [-1, 0], [0, -1], [2, 1]] as [[Float]])

  private var kinds: [Kind] {
    get throws {
      let hot: [Float] = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 1]
      return [
        Kind(
          name: "binary", labels: try Tensor([1, 0, 1, 0, 0, 1] as [Float], shape: [6, 1]),
          units: 1,
          activation: .sigmoid, loss: .crossentropy),
        Kind(
          name: "sparse", labels: Tensor([0, 1, 2, 1, 0, 2] as [Int32]), units: 3,
          activation: .softmax, loss: .crossentropy),
        Kind(
          name: "one-hot", labels: try Tensor(hot, shape: [6, 3]), units: 3, activation: .softmax,
          loss: .crossentropy),
        Kind(
          name: "several", labels: try Tensor(hot, shape: [6, 3]), units: 3, activation: .sigmoid,
          loss: .binaryCrossentropy()),
        Kind(
          name: "numbers", labels: try Tensor([1, 2, 3, 0, 1, 5] as [Float], shape: [6, 1]),
          units: 1, activation: .softplus, loss: "mse"),
      ]
    }
  }

  private func make(_ entry: MetricCatalog.Entry) -> [any CatalogMetric] {
    let tries: [[String: MetricArgument]] = [
      [:], ["num_classes": .integer(3)],
      ["num_classes": .integer(3), "sparse_y_pred": .bool(false)],
      ["num_classes": .integer(2), "target_class_ids": .list([.integer(0)])],
      ["num_classes": .integer(3), "target_class_ids": .list([.integer(0)])],
      [
        "num_classes": .integer(3), "target_class_ids": .list([.integer(0)]),
        "sparse_y_true": .bool(true), "sparse_y_pred": .bool(false),
      ],
      ["recall": .number(0.5)], ["precision": .number(0.5)], ["specificity": .number(0.5)],
      ["sensitivity": .number(0.5)],
    ]
    return tries.compactMap { try? entry.make($0) }
  }

  @Test func isCompiledWhereItCanCount() throws {
    for entry in MetricCatalog.all {
      let made = make(entry)
      #expect(!made.isEmpty, "\(entry.className)")
      var taken = 0
      for kind in try kinds {
        for metric in made {
          let model = Sequential(seed: 2) {
            Input(2)
            Dense(kind.units, activation: kind.activation)
          }
          var direct: any Metric = metric
          let predictions = try model.predict(x)
          guard
            (try? direct.update(labels: kind.labels, predictions: predictions, weights: nil))
              != nil
          else { continue }
          taken += 1
          try model.compile(
            optimizer: still, loss: kind.loss, metrics: [.metric(metric, key: "figure")],
            weightedMetrics: [.metric(metric, key: "figure")])
          do {
            let scores = try model.evaluate(
              Dataset(x, kind.labels, weights: Tensor([1, 1, 1, 1, 1, 1] as [Float])))
            if case .scalar(let value?) = direct.result {
              let own = try #require(scores["figure"])
              #expect(abs(own - value) <= 1e-6 * abs(value), "\(entry.className) \(kind.name)")
            }
          } catch {
            Issue.record("\(entry.className), \(kind.name): \(error)")
          }
        }
      }
      #expect(taken > 0, "\(entry.className)")
    }
  }
}
