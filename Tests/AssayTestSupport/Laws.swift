import AssayCore
import AssayMetrics
import Foundation

/// Labels, predictions and weights, a row a sample.
public struct LabelledRows: Sendable {
  public var labels: Tensor
  public var predictions: Tensor
  public var weights: Tensor?
  public var count: Int { predictions.rowCount }

  public init(labels: Tensor, predictions: Tensor, weights: Tensor? = nil) {
    self.labels = labels
    self.predictions = predictions
    self.weights = weights
  }

  /// The rows at the given places, in that order.
  public subscript(places: [Int]) -> LabelledRows {
    LabelledRows(
      labels: rows(places, of: labels), predictions: rows(places, of: predictions),
      weights: weights.map { rows(places, of: $0) })
  }

  func weighted(_ weights: [Float]) -> LabelledRows {
    LabelledRows(labels: labels, predictions: predictions, weights: Tensor(weights))
  }

  /// Makes the first number of a row of predictions a NaN.
  mutating func spoil(row: Int) {
    precondition(predictions.dtype == .float32, "spoil: predictions of \(predictions.dtype)")
    let size = predictions.shape.sample.elements
    predictions.withUnsafeMutableBytes {
      $0.storeBytes(of: Float.nan, toByteOffset: row * size * 4, as: Float.self)
    }
  }
}

/// The rows of a tensor at the given places, in that order.
public func rows(_ places: [Int], of tensor: Tensor) -> Tensor {
  var result = Tensor(zeros: tensor.shape.withFirst(places.count), dtype: tensor.dtype)
  let size = tensor.shape.sample.elements * tensor.dtype.size
  tensor.withUnsafeBytes { from in
    result.withUnsafeMutableBytes { to in
      for (i, place) in places.enumerated() {
        to[(i * size)..<((i + 1) * size)]
          .copyBytes(from: from[(place * size)..<((place + 1) * size)])
      }
    }
  }
  return result
}

/// The laws of a metric that is a mean or a share, which a metric over these rows breaks.
///
/// Whatever the cut, the order and the machine there is one answer, to the bit.
///
///     #expect(try brokenLaws(of: BinaryAccuracy(), over: rows, using: &random) == [])
public func brokenLaws<M: Metric & Codable & Equatable>(
  of metric: M, over data: LabelledRows, using random: inout Philox
) throws -> [String] {
  var broken: [String] = []
  func law(_ name: String, _ holds: Bool) { if !holds { broken.append(name) } }
  let all = Array(0..<data.count)
  let whole = try counted(metric, [data])

  let cut = Int.random(in: 0...data.count, using: &random)
  let parts = [data[Array(all[..<cut])], data[Array(all[cut...])]]
  let left = try counted(metric, [parts[0]])
  let right = try counted(metric, [parts[1]])
  law("batches of any size give one answer", same(whole, try counted(metric, parts)))
  law("merging gives the same answer", same(whole, merged(left, right)))
  law("merging is commutative", same(merged(left, right), merged(right, left)))

  let shuffled = all.shuffled(using: &random)
  law("any order gives one answer", same(whole, try counted(metric, [data[shuffled]])))

  law("nothing has no value", metric.empty.value == nil)
  law("merging nothing changes nothing", same(whole, merged(whole, whole.empty)))
  law("merging into nothing is taking over", same(whole, merged(whole.empty, whole)))
  law("an empty batch changes nothing", same(whole, try counted(metric, [data, data[[]]])))

  let copies = all.map { _ in Int.random(in: 0...4, using: &random) }
  let repeated = all.flatMap { Array(repeating: $0, count: copies[$0]) }
  var unweighted = data
  unweighted.weights = nil
  law(
    "a weight of k is k copies",
    try counted(metric, [unweighted[repeated]]).value?.bitPattern
      == counted(metric, [data.weighted(copies.map { Float($0) })]).value?.bitPattern)
  law(
    "weights of 1 are no weights",
    same(
      try counted(metric, [unweighted]),
      try counted(metric, [data.weighted(all.map { _ in 1 })])))

  let kept = all.filter { _ in Bool.random(using: &random) }
  var spoilt = data.weighted(all.map { kept.contains($0) ? 1 : 0 })
  for row in all where !kept.contains(row) { spoilt.spoil(row: row) }
  law(
    "a weight of 0 is absence, whatever the row holds",
    same(try counted(metric, [unweighted[kept]]), try counted(metric, [spoilt])))

  let saved = try JSONEncoder().encode(whole)
  law("what was saved is read back", same(whole, try JSONDecoder().decode(M.self, from: saved)))
  var restored = metric.empty
  try restored.restoreState(from: JSONDecoder().decode(Source.self, from: saved).decoder)
  law("a state is restored", same(whole, restored))

  var twice = whole
  twice.merge(whole)
  law("a copy goes its own way", same(whole, try counted(metric, [data])))
  law("merging twice is counting twice", same(twice, try counted(metric, [data, data])))

  let weights = data.weights?.doubles
  if let row = shuffled.first(where: { weights?[$0] != 0 }) {
    var spoilt = data
    spoilt.spoil(row: row)
    var after = whole
    do {
      try after.update(
        labels: spoilt.labels, predictions: spoilt.predictions, weights: spoilt.weights)
      law("a NaN is an error", false)
    } catch is MetricError {
      law("a batch with an error counts nothing", same(whole, after))
    }
  }
  return broken
}

private struct Source: Decodable {
  let decoder: any Decoder
  init(from decoder: any Decoder) throws { self.decoder = decoder }
}

private func counted<M: Metric>(_ metric: M, _ batches: [LabelledRows]) throws -> M {
  var metric = metric.empty
  for batch in batches {
    try metric.update(
      labels: batch.labels, predictions: batch.predictions, weights: batch.weights)
  }
  return metric
}

private func merged<M: Metric>(_ a: M, _ b: M) -> M {
  var sum = a
  sum.merge(b)
  return sum
}

/// Whether state and value are the same, the value to the bit.
private func same<M: Metric & Equatable>(_ a: M, _ b: M) -> Bool {
  a == b && a.value?.bitPattern == b.value?.bitPattern
}
