import AssayCore
import CKernels
import Dispatch

/// Every score that was given to labels 0 and 1, exactly.
///
/// Scores of `float32` and weight 1 take 4 bytes each, other scores of weight 1 take 8, and weighted ones
/// 16; sorting takes as much again.
struct RankedScores: Sendable {
  /// Scores of one label, as keys that are ordered as the scores are.
  struct Side: Sendable {
    var narrow: [UInt32] = []
    var wide: [UInt64] = []
    var weighted: [Weighted] = []
  }

  struct Weighted: Sendable, Equatable {
    var key: UInt64
    var weight: Double

    static func isBefore(_ a: Self, _ b: Self) -> Bool {
      a.key != b.key ? a.key < b.key : a.weight < b.weight
    }
  }

  /// Of labels 0, and of labels 1.
  var sides = [Side(), Side()]

  /// Adds a batch of labels 0 and 1.
  ///
  /// - Throws: ``MetricError``, and adds nothing.
  mutating func add(_ batch: borrowing Batch) throws {
    let before = sides.map { ($0.narrow.count, $0.wide.count, $0.weighted.count) }
    do {
      if batch.weights != nil {
        try addWeighted(batch)
      } else if batch.predictions.dtype == .float32 {
        try addNarrow(batch)
      } else {
        try addWide(batch)
      }
    } catch {
      for side in 0...1 {
        sides[side].narrow.removeLast(sides[side].narrow.count - before[side].0)
        sides[side].wide.removeLast(sides[side].wide.count - before[side].1)
        sides[side].weighted.removeLast(sides[side].weighted.count - before[side].2)
      }
      throw error
    }
  }

  private mutating func addNarrow(_ batch: borrowing Batch) throws {
    try withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * 1025) { scratch throws in
      let zeros = scratch.baseAddress!
      let ones = zeros + 1025
      for start in stride(from: 0, to: batch.rows, by: 1024) {
        var counts: (Int64, Int64) = (0, 0)
        let rows = Int64(min(1024, batch.rows - start))
        let fault = batch.withKernelBatch {
          assay_rank_split_float(&$0, Int64(start), rows, zeros, &counts.0, ones, &counts.1)
        }
        if fault.kind != ASSAY_FAULT_NONE { throw batch.error(fault) }
        sides[0].narrow.append(contentsOf: UnsafeBufferPointer(start: zeros, count: Int(counts.0)))
        sides[1].narrow.append(contentsOf: UnsafeBufferPointer(start: ones, count: Int(counts.1)))
      }
    }
  }

  private mutating func addWide(_ batch: borrowing Batch) throws {
    try withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * 1025) { scratch throws in
      let zeros = scratch.baseAddress!
      let ones = zeros + 1025
      for start in stride(from: 0, to: batch.rows, by: 1024) {
        var counts: (Int64, Int64) = (0, 0)
        let rows = Int64(min(1024, batch.rows - start))
        let fault = batch.withKernelBatch {
          assay_rank_split_double(&$0, Int64(start), rows, zeros, &counts.0, ones, &counts.1)
        }
        if fault.kind != ASSAY_FAULT_NONE { throw batch.error(fault) }
        sides[0].wide.append(contentsOf: UnsafeBufferPointer(start: zeros, count: Int(counts.0)))
        sides[1].wide.append(contentsOf: UnsafeBufferPointer(start: ones, count: Int(counts.1)))
      }
    }
  }

  private mutating func addWeighted(_ batch: borrowing Batch) throws {
    guard let labels = batch.labels, let weights = batch.weights else { return }
    let isNarrow = batch.predictions.dtype == .float32
    for row in 0..<batch.rows {
      let weight = weights.double(at: row / batch.block)
      guard weight >= 0, weight < .infinity else {
        throw batch.error(
          assay_fault(kind: Int64(ASSAY_FAULT_WEIGHT), index: Int64(row / batch.block)))
      }
      guard weight != 0 else { continue }
      let label = labels.double(at: row)
      guard label == 0 || label == 1 else {
        let kind = label.isNaN ? ASSAY_FAULT_LABEL_NAN : ASSAY_FAULT_LABEL_BINARY
        throw batch.error(assay_fault(kind: Int64(kind), index: Int64(row)))
      }
      let score = batch.predictions.double(at: row)
      guard !score.isNaN else {
        throw batch.error(
          assay_fault(kind: Int64(ASSAY_FAULT_PREDICTION_NAN), index: Int64(row)))
      }
      let side = Int(label)
      if weight != 1 {
        sides[side].weighted.append(
          Weighted(key: assay_rank_key_double(score), weight: weight))
      } else if isNarrow {
        sides[side].narrow.append(assay_rank_key_float(Float(score)))
      } else {
        sides[side].wide.append(assay_rank_key_double(score))
      }
    }
  }

  mutating func merge(_ other: Self) {
    for side in 0...1 {
      sides[side].narrow += other.sides[side].narrow
      sides[side].wide += other.sides[side].wide
      sides[side].weighted += other.sides[side].weighted
    }
  }

  /// The same scores in order: the same for the same scores, however they came.
  var sorted: RankedScores {
    var copy = self
    for side in 0...1 {
      RankedScores.sort(&copy.sides[side].narrow)
      RankedScores.sort(&copy.sides[side].wide)
      copy.sides[side].weighted.sort(by: Weighted.isBefore)
    }
    return copy
  }

  /// Each of the lists in order, side by side.
  static func sorted(_ lists: [[UInt32]]) -> [[UInt32]] {
    var lists = lists
    lists.withUnsafeMutableBufferPointer { lists in
      let shared = Lists(lists: lists)
      DispatchQueue.concurrentPerform(iterations: lists.count) { place in
        var own: [UInt32] = []
        swap(&own, &shared.lists[place])
        sort(&own)
        swap(&own, &shared.lists[place])
      }
    }
    return lists
  }

  /// What threads write, each at a place of its own.
  private struct Lists: @unchecked Sendable {
    let lists: UnsafeMutableBufferPointer<[UInt32]>
  }

  static func sort(_ keys: inout [UInt32]) {
    let count = keys.count
    guard count > 1 else { return }
    var scratch = [UInt32](unsafeUninitializedCapacity: count) { $1 = count }
    keys.withUnsafeMutableBufferPointer { keys in
      scratch.withUnsafeMutableBufferPointer {
        assay_rank_sort_float(keys.baseAddress, $0.baseAddress, Int64(count))
      }
    }
  }

  static func sort(_ keys: inout [UInt64]) {
    let count = keys.count
    guard count > 1 else { return }
    var scratch = [UInt64](unsafeUninitializedCapacity: count) { $1 = count }
    keys.withUnsafeMutableBufferPointer { keys in
      scratch.withUnsafeMutableBufferPointer {
        assay_rank_sort_double(keys.baseAddress, $0.baseAddress, Int64(count))
      }
    }
  }
}

extension RankedScores: Equatable {
  static func == (a: Self, b: Self) -> Bool {
    for side in 0...1 {
      guard a.sides[side].narrow.count == b.sides[side].narrow.count,
        a.sides[side].wide.count == b.sides[side].wide.count,
        a.sides[side].weighted.count == b.sides[side].weighted.count
      else { return false }
    }
    let (a, b) = (a.sorted, b.sorted)
    return (0...1).allSatisfy { side in
      a.sides[side].narrow == b.sides[side].narrow && a.sides[side].wide == b.sides[side].wide
        && a.sides[side].weighted == b.sides[side].weighted
    }
  }
}
