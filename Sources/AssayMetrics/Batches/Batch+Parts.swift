import CKernels
import Dispatch

extension Batch {
  /// Counts parts of the rows side by side, each into an accumulator of its own; `nil` where one thread
  /// is enough, and where a part finds something wrong: counting the whole then says what comes first.
  ///
  /// As merging is exact, the parts merged have the bits of one pass.
  ///
  /// - Parameters:
  ///   - labelWidth: how many labels a row has; it has ``classes`` predictions.
  borrowing func inParts<Partial: Sendable>(
    labelWidth: Int, of empty: @autoclosure () -> Partial,
    _ body: @Sendable (inout assay_batch, inout Partial) -> assay_fault
  ) -> [Partial]? {
    let bytes = rows * classes * predictions.dtype.size
    // A part of less is not worth a thread.
    let parts = min(processorCount, bytes >> 20)
    guard parts > 1, block == 1 || weights == nil else { return nil }
    let (rows, classes) = (rows, classes)
    let sizes = (labels?.dtype.size ?? 0, predictions.dtype.size, weights?.dtype.size ?? 0)
    var counted = Array(repeating: Part(counted: empty()), count: parts)
    _ = withKernelBatch { whole in
      counted.withUnsafeMutableBufferPointer { counted in
        let shared = Shared(whole: whole, parts: counted)
        DispatchQueue.concurrentPerform(iterations: parts) { place in
          let start = rows * place / parts
          let end = rows * (place + 1) / parts
          var own = shared.whole
          own.rows = Int64(end - start)
          own.labels = own.labels.map { $0 + start * labelWidth * sizes.0 }
          own.predictions = own.predictions.map { $0 + start * classes * sizes.1 }
          own.weights = own.weights.map { $0 + start * sizes.2 }
          // Counted aside, so that threads do not write into one line of the cache.
          var part = shared.parts[place]
          part.isWrong = body(&own, &part.counted).kind != ASSAY_FAULT_NONE
          shared.parts[place] = part
        }
      }
      return assay_fault()
    }
    return counted.contains(where: \.isWrong) ? nil : counted.map(\.counted)
  }
}

/// How many processors this process may run on.
let processorCount = Int(assay_processor_count())

private struct Part<Counted: Sendable>: Sendable {
  var counted: Counted
  var isWrong = false
}

/// What threads read, and where each writes at a place of its own.
private struct Shared<Counted: Sendable>: @unchecked Sendable {
  let whole: assay_batch
  let parts: UnsafeMutableBufferPointer<Part<Counted>>
}
