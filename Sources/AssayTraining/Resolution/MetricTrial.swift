import AssayCore
import AssayMetrics
import AssayModel

extension CompiledModel {
  /// Shows one row to each built-in metric, so that shapes it cannot take are found before the first
  /// step. A metric of the user's own sees nothing but real batches.
  ///
  /// - Throws: ``MetricError``.
  func tryMetrics(network: Network, labels: [Tensor?]) throws {
    for metric in metrics where metric.metric.isBuiltIn {
      let output = network.outputs[metric.output].shape
      let found = labels[metric.output]?.shape.withFirst(Shape.free)
      let input = losses[metric.output]?.labelInput(for: output, labels: found).node
      guard let shape = input?.shape ?? found else { continue }
      for one in [shape, output] {
        try ModelError.checkMemory(one.byteCount(samples: 1), for: "an array of \(one.filled(1))")
      }
      let labels = Tensor(zeros: shape.filled(1), dtype: input?.dtype ?? .float32)
      let predictions = Tensor(zeros: output.filled(1))
      // A metric may want class indices, or probabilities and one-hot labels: one of the two will do.
      if (try? metric.metric.counting(labels, predictions)) != nil { continue }
      do {
        _ = try metric.metric.counting(
          labels.alongLast { $0 == 0 ? 1 : 0 },
          predictions.alongLast { [count = output.lastSize] in
            count > 1 ? Float(2 * (count - $0)) / Float(count * (count + 1)) : 0.5
          })
      } catch let error as MetricError where network.outputs.count > 1 {
        throw MetricError.figure(key: metric.key, error)
      }
    }
  }
}

extension Metric {
  /// This metric after one more batch.
  fileprivate func counting(_ labels: Tensor, _ predictions: Tensor) throws -> Self {
    var copy = self
    try copy.update(labels: labels, predictions: predictions, weights: nil)
    return copy
  }

  fileprivate var isBuiltIn: Bool {
    if let scope = self as? MetricOver { return scope.metric.isBuiltIn }
    return MetricCatalog.all.contains { $0.type == Self.self }
  }
}

extension Tensor {
  /// The same shape and type, with the elements that `value` gives for the places along the last axis,
  /// if there are several.
  fileprivate func alongLast(_ value: (Int) -> Float) -> Tensor {
    let size = shape.count > 1 ? shape.lastSize : 1
    guard dtype == .float32, count > 0 else { return self }
    return (try? Tensor((0..<count).map { value($0 % size) }, shape: shape)) ?? self
  }
}
