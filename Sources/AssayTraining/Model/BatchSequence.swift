import AssayData

/// Batches that come from anywhere: a generator, a file that is read bit by bit, a queue.
///
///     BatchSequence { AnyIterator { try? reader.nextBatch() } }
///     BatchSequence(batches)   // any sequence that can be walked through again
///
/// Each element is one batch, of any number of rows. A run that is resumed from a checkpoint walks again
/// over what it had taken, so that then every pass has to give the same batches.
public struct BatchSequence: Sendable {
  let makeIterator: @Sendable () -> AnyIterator<Dataset>

  /// - Parameters:
  ///   - makeIterator: begins anew; called for each pass.
  public init(_ makeIterator: @escaping @Sendable () -> AnyIterator<Dataset>) {
    self.makeIterator = makeIterator
  }

  /// The batches of a sequence, each pass from its start.
  public init<S: Sequence & Sendable>(_ batches: S) where S.Element == Dataset {
    makeIterator = { AnyIterator(batches.makeIterator()) }
  }
}

extension BatchSequence {
  /// The first batch and an iterator that still gives it; `nil` where there is none.
  func begun() -> (first: Dataset, all: AnyIterator<Dataset>)? {
    let rest = makeIterator()
    guard let first = rest.next() else { return nil }
    var pending: Dataset? = first
    return (
      first,
      AnyIterator {
        defer { pending = nil }
        return pending ?? rest.next()
      }
    )
  }
}
