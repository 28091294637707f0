import AssayCore
import AssayMetrics
import AssayTestSupport
import CAllocations
import Foundation
import Testing

/// What a `KerasMetric` keeps of what it has counted.
struct KerasStateTests {
  /// Whole numbers lie apart from the others, and the sum of both is rounded once.
  @Test(arguments: UInt64(0)..<20)
  func figuresAreExactSums(seed: UInt64) throws {
    var random = Philox(seed: seed, stream: .test)
    let some: [Float] = [
      0x1p52, 0x1p53, -0x1p52, 0x1p60, -0x1p60, 1, -1, 3, 0.5, -0.25, 1e-30, 1e30, -1e30, 0, -0.0,
    ]
    var (left, right) = (try KerasMetric(className: "Sum"), try KerasMetric(className: "Sum"))
    var sum = ExactSum()
    for _ in 0..<30 {
      let number = some.randomElement(using: &random)!
      if Bool.random(using: &random) {
        try left.update(values: Tensor([number]))
      } else {
        try right.update(values: Tensor([number]))
      }
      sum.add(Double(number))
    }
    left.merge(right)
    #expect(left.value == sum.value)
    var copy = left.empty
    try copy.restoreState(from: left.state())
    #expect(copy.value == sum.value)
    #expect(try copy.state() == left.state())
  }

  @Test func whatIsNoNumberStays() throws {
    for (numbers, wanted) in [([Float.nan, 1], "nan"), ([.infinity, 1], "inf")] {
      var metric = try KerasMetric(className: "Sum")
      for number in numbers { try metric.update(values: Tensor([number])) }
      #expect("\(metric.value ?? 0)" == wanted)
    }
  }

  /// A sum of hundreds of bytes for each of a million cells is more than most machines have.
  @Test(.enabled(if: assay_allocations() >= 0, "allocations cannot be counted here"))
  func cellsOfWholeNumbersAreSmall() throws {
    var metric = try KerasMetric(
      className: "MeanIoU", configuration: ["num_classes": .integer(1000)])
    let before = assay_allocations()
    try metric.update(
      labels: Tensor([0, 1] as [Float]), predictions: Tensor([0, 2] as [Float]), weights: nil)
    #expect(assay_allocations() - before < 1000)
    #expect(metric.value.map { abs($0 - 1.0 / 3) < 1e-6 } == true)
  }

  @Test func moreThanTheMachineHoldsIsRefused() throws {
    var metric = try KerasMetric(
      className: "AUC",
      configuration: ["num_thresholds": .integer(1_000_000), "multi_label": .bool(true)])
    let row = Tensor(zeros: [1, 100_000])
    let error = #expect(throws: MetricError.self) {
      try metric.update(labels: row, predictions: row, weights: nil)
    }
    guard case .memory("AUC", _, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}

extension KerasMetric {
  /// What it writes, as text whose keys are sorted.
  fileprivate func state() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(State(metric: self)), as: UTF8.self)
  }

  fileprivate mutating func restoreState(from text: String) throws {
    let decoder = JSONDecoder()
    decoder.userInfo[.metric] = self
    self = try decoder.decode(State.self, from: Data(text.utf8)).metric
  }

  private struct State: Codable {
    var metric: KerasMetric

    init(metric: KerasMetric) { self.metric = metric }

    init(from decoder: any Decoder) throws {
      metric = decoder.userInfo[.metric] as! KerasMetric
      try metric.restoreState(from: decoder)
    }

    func encode(to encoder: any Encoder) throws { try metric.encodeState(to: encoder) }
  }
}

extension CodingUserInfoKey {
  fileprivate static let metric = CodingUserInfoKey(rawValue: "metric")!
}
