import AssayMetrics

// Two servers count what they have seen; their counts are merged as if one had seen it all.

func counted(_ labels: [Int], _ predictions: [Float]) throws -> MetricSet {
  var set = MetricSet([("accuracy", BinaryAccuracy()), ("mse", MeanSquaredError())])
  try set.update(labels: Tensor(labels), predictions: Tensor(predictions))
  return set
}

var all = try counted([1, 0, 1], [0.75, 0.5, 0.25])
try all.merge(counted([0, 1], [0.25, 1]))
for (key, metric) in all.metrics {
  let interval = metric.interval().map { ", 95% interval \($0.low)...\($0.high)" } ?? ""
  print("\(key): \(metric.value ?? .nan)\(interval)")
}
let whole = try counted([1, 0, 1, 0, 1], [0.75, 0.5, 0.25, 0.25, 1])
let same = zip(all.metrics, whole.metrics).allSatisfy { $0.metric.value == $1.metric.value }
print("MetricsOnly: \(same ? "the same bits as one pass" : "not the same")")
