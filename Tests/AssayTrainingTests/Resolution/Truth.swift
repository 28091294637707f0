import AssayCore

/// Accuracy and crossentropy worked out plainly from what a model predicts.
struct Truth {
  var accuracy: Double
  var crossentropy: Double

  /// One yes or no for each prediction.
  init(binary labels: Tensor, predictions: Tensor, areLogits: Bool) {
    var hits = 0.0
    var sum = 0.0
    for (label, x) in zip(labels.doubles, predictions.doubles) {
      let p = areLogits ? 1 / (1 + Double.exp(-x)) : x
      hits += (p > 0.5) == (label == 1) ? 1 : 0
      sum -= Double.log(label == 1 ? p : 1 - p)
    }
    self.init(hits: hits, sum: sum, count: Double(predictions.count))
  }

  /// One class for each row of predictions, as an index or as a row of its own.
  init(classes labels: Tensor, predictions: Tensor, areLogits: Bool) {
    let width = predictions.shape.lastSize
    let values = predictions.doubles
    let rows = values.count / width
    let marks = labels.doubles
    var hits = 0.0
    var sum = 0.0
    for row in 0..<rows {
      let scores = Array(values[row * width..<(row + 1) * width])
      let label =
        labels.count == rows
        ? Int(marks[row]) : marks[row * width..<(row + 1) * width].firstIndex(of: 1)! - row * width
      let shares = areLogits ? scores.map(Double.exp) : scores
      hits += shares.indices.max { shares[$0] < shares[$1] } == label ? 1 : 0
      sum -= Double.log(shares[label] / shares.reduce(0, +))
    }
    self.init(hits: hits, sum: sum, count: Double(rows))
  }

  private init(hits: Double, sum: Double, count: Double) {
    accuracy = hits / count
    crossentropy = sum / count
  }
}
