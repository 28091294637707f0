import AssayCore
import AssayMetrics
import Foundation

/// Where a decoder finds the metrics whose states it reads; a literal that cannot fail.
private let shelfKey = CodingUserInfoKey(rawValue: "assay.metrics")

extension Tallies {
  private struct Saved: Codable {
    var loss: NumberTally
    var outputLosses: [NumberTally]
    var reports: [NumberTally]
    var metrics: [MetricBox]
  }

  /// A metric's state, which only the metric itself can read.
  private struct MetricBox: Codable {
    let metric: any Metric

    init(_ metric: any Metric) { self.metric = metric }

    init(from decoder: any Decoder) throws {
      guard let shelfKey, let shelf = decoder.userInfo[shelfKey] as? MetricShelf,
        var metric = shelf.metrics.first
      else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "more metrics than there are"))
      }
      shelf.metrics.removeFirst()
      try metric.restoreState(from: decoder)
      self.metric = metric
    }

    func encode(to encoder: any Encoder) throws { try metric.encodeState(to: encoder) }
  }

  /// The metrics whose states are still to be read.
  // Only the decoder's own thread sees it.
  private final class MetricShelf: @unchecked Sendable {
    var metrics: [any Metric]
    init(_ metrics: [any Metric]) { self.metrics = metrics }
  }

  /// What has been counted, as JSON.
  func savedState() throws -> [UInt8] {
    try Checkpoint.json(
      Saved(
        loss: loss, outputLosses: outputLosses.map(\.mean), reports: reports.map(\.tally),
        metrics: metrics.map { MetricBox($0.metric) }))
  }

  /// Takes over what ``savedState()`` returned.
  mutating func restore(_ bytes: [UInt8]) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    if let shelfKey { decoder.userInfo[shelfKey] = MetricShelf(metrics.map(\.metric)) }
    let saved: Saved
    do {
      saved = try decoder.decode(Saved.self, from: Data(bytes))
    } catch is DecodingError {
      throw CheckpointError.damaged(
        file: "the checkpoint", found: "its part \"tallies\" cannot be read")
    }
    guard saved.outputLosses.count == outputLosses.count, saved.reports.count == reports.count,
      saved.metrics.count == metrics.count
    else {
      throw CheckpointError.damaged(
        file: "the checkpoint", found: "its part \"tallies\" is of another model")
    }
    for (index, box) in saved.metrics.enumerated() { metrics[index].metric = box.metric }
    loss = saved.loss
    for (index, mean) in saved.outputLosses.enumerated() { outputLosses[index].mean = mean }
    for (index, tally) in saved.reports.enumerated() { reports[index].tally = tally }
  }
}
