import AssayData

/// Batches that come from anywhere: a generator, a file that is read bit by bit, a queue.
///
///     BatchSequence { AnyIterator { try? reader.nextBatch() } }
///     BatchSequence(batches)   // any sequence that can be walked through again
///
/// Each element is one batch, of any number of rows. A run that is resumed from a checkpoint walks again
/// over what it had taken, so that then every pass has to give the same batches.
public struct BatchSequence: Sendable {
  private let begin: @Sendable (_ pass: Int) throws -> BatchIterator
  /// Whether what a pass gives depends on its number.
  let isNumbered: Bool

  private init(
    isNumbered: Bool, _ begin: @escaping @Sendable (_ pass: Int) throws -> BatchIterator
  ) {
    self.isNumbered = isNumbered
    self.begin = begin
  }

  /// - Parameters:
  ///   - makeIterator: begins anew; called for each pass.
  public init(_ makeIterator: @escaping @Sendable () -> AnyIterator<Dataset>) {
    self.init(isNumbered: false) { _ in
      let iterator = makeIterator()
      return BatchIterator { iterator.next() }
    }
  }

  /// The batches of a sequence, each pass from its start.
  public init<S: Sequence & Sendable>(_ batches: S) where S.Element == Dataset {
    self.init { AnyIterator(batches.makeIterator()) }
  }

  /// Batches of which each pass may have an order of its own, and that may fail to come.
  ///
  ///     BatchSequence.passes { pass in
  ///       let reader = try Reader(file, order: pass)
  ///       return { try reader.nextBatch() }
  ///     }
  ///
  /// - Parameters:
  ///   - begin: begins the pass of a number and gives what its batches are asked from, `nil` at its end.
  ///     The same number has to give the same batches where a run is to be resumed. The pass of an
  ///     epoch has its number; with `stepsPerEpoch` passes are counted from 0, and those that evaluate
  ///     or predict are all 0.
  public static func passes(
    _ begin: @escaping @Sendable (_ pass: Int) throws -> () throws -> Dataset?
  ) -> BatchSequence {
    BatchSequence(isNumbered: true) { try BatchIterator(begin($0)) }
  }
}

/// The batches of one pass.
struct BatchIterator {
  let next: () throws -> Dataset?

  init(_ next: @escaping () throws -> Dataset?) { self.next = next }
}

extension BatchSequence {
  /// The batches of a pass from its start.
  func makeIterator(pass: Int = 0) throws -> BatchIterator { try begin(pass) }

  /// The first batch and an iterator that still gives it; `nil` where there is none.
  func begun(pass: Int = 0) throws -> (first: Dataset, all: BatchIterator)? {
    let rest = try makeIterator(pass: pass)
    guard let first = try rest.next() else { return nil }
    var pending: Dataset? = first
    return (
      first,
      BatchIterator {
        defer { pending = nil }
        return try pending ?? rest.next()
      }
    )
  }
}
