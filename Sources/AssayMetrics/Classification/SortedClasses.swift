import AssayCore

extension Batch {
  /// For each row whether its label, a class index, is among the first `k` of its class indices, best
  /// first. Rows of weight 0 are not looked at.
  borrowing func findSorted(_ k: Int) throws -> [UInt8] {
    let wanted = labels?.doubles ?? []
    let classes = predictions.doubles
    let size = self.classes
    let weights = weights?.doubles
    func place(_ index: Int, _ tensor: Tensor?) -> MetricError.Position {
      MetricError.Position(index: index, in: tensor?.shape ?? [])
    }
    return try (0..<rows).map { row in
      if weights?[row / block] == 0 { return 0 }
      let label = wanted[row]
      if label.isNaN { throw MetricError.labelNotANumber(metric: metric, at: place(row, labels)) }
      guard label >= 0, label < 0x1p53 else {
        throw MetricError.argument(
          metric: metric, name: "the label in \(place(row, labels))", found: "\(label)",
          wanted: "a class index of 0 or more")
      }
      guard label == label.rounded() else {
        throw MetricError.labelNotWhole(metric: metric, label: label, at: place(row, labels))
      }
      var isFound = false
      for index in (row * size)..<((row + 1) * size) {
        if classes[index].isNaN {
          throw MetricError.predictionNotANumber(metric: metric, at: place(index, predictions))
        }
        if index - row * size < k, classes[index] == label { isFound = true }
      }
      return isFound ? 1 : 0
    }
  }
}
