import AssayCore

/// The order in which an epoch visits the rows, in one buffer that every epoch rewrites.
///
///     let order = RowOrder(count: 1000)
///     order.shuffle(seed: 7, epoch: 0)
///     order.withRows(plan[3]) { rows in gather(rows: rows, of: x, into: batch, as: .float32) }
///
/// The order is a function of (count, seed, epoch) and of nothing else, so a run that was
/// interrupted finds it again.
public final class RowOrder {
  private let rows: UnsafeMutableBufferPointer<Int32>

  /// The rows in their own order.
  ///
  /// - Range: up to 2³¹ − 1 rows.
  public init(count: Int) {
    precondition(
      count >= 0 && count <= Int(Int32.max), "RowOrder: \(count) rows; at most \(Int32.max)")
    rows = .allocate(capacity: count)
    restore()
  }

  deinit { rows.deallocate() }

  /// The number of rows.
  public var count: Int { rows.count }

  /// Whether the rows are in another order than their own.
  public private(set) var isShuffled = false

  /// Puts the rows back into their own order.
  public func restore() {
    for row in rows.indices { rows.initializeElement(at: row, to: Int32(truncatingIfNeeded: row)) }
    isShuffled = false
  }

  /// Puts the rows into the order of one epoch; every order is equally likely.
  ///
  /// - Source: Durstenfeld's form of the Fisher–Yates shuffle.
  public func shuffle(seed: UInt64, epoch: Int) {
    restore()
    var random = Philox(seed: seed, stream: .shuffle, epoch: epoch)
    for last in stride(from: count - 1, to: 0, by: -1) {
      rows.swapAt(last, Int(random.next32(below: UInt32(last + 1))))
    }
    isShuffled = true
  }

  /// Puts the rows of every batch into another order, and leaves each row in its batch.
  public func shuffle(withinBatchesOf size: Int, seed: UInt64, epoch: Int) {
    restore()
    var random = Philox(seed: seed, stream: .shuffle, epoch: epoch)
    for first in stride(from: 0, to: count, by: size) {
      for last in stride(from: min(first + size, count) - 1, to: first, by: -1) {
        rows.swapAt(last, first + Int(random.next32(below: UInt32(last - first + 1))))
      }
    }
    isShuffled = true
  }

  /// Calls `body` with the rows at the given places.
  public func withRows<R, E>(
    _ places: Range<Int>, _ body: (UnsafeBufferPointer<Int32>) throws(E) -> R
  ) throws(E) -> R {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeBufferPointer(rebasing: rows[places]))
  }
}

extension Philox {
  /// One of `0..<bound`, each as likely as any other.
  ///
  /// - Source: Lemire, "Fast random integer generation in an interval" (2019).
  mutating func next32(below bound: UInt32) -> UInt32 {
    var product = UInt64(next32()) * UInt64(bound)
    if UInt32(truncatingIfNeeded: product) < bound {
      let unfair = (0 &- bound) % bound
      while UInt32(truncatingIfNeeded: product) < unfair {
        product = UInt64(next32()) * UInt64(bound)
      }
    }
    return UInt32(product >> 32)
  }
}
