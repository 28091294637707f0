import AssayCore
import AssayData

/// One pass over the images of a folder, batch by batch.
///
///     let batches = try folder.batches(of: 32)
///     while let batch = try batches.next() { try model.trainOnBatch(batch) }
///
/// Threads decode and resize ahead of it, at most two batches. They end when the pass does: with its last
/// batch, with an error, or when nobody holds it any more.
public final class ImageBatches {
  private let folder: ImageFolder
  private let order: [Int]
  private let batchSize: Int
  private let ring: ImageRing
  private var threads: [WorkerThread] = []
  private var taken = 0

  /// - Parameters:
  ///   - ahead: the images that may be ready before they are taken.
  init(
    _ folder: ImageFolder, order: [Int], batchSize: Int, ahead: Int, threads: Int
  ) throws {
    self.folder = folder
    self.order = order
    self.batchSize = batchSize
    ring = try ImageRing(
      order.map { folder.files[$0] }, as: folder.form, capacity: max(ahead, threads))
    let ring = ring
    for _ in 0..<min(threads, order.count) {
      do {
        self.threads.append(try WorkerThread { ring.prepare() })
      } catch {
        // Those that did start are enough; none are not, and nothing would ever come.
        if self.threads.isEmpty { throw error }
        break
      }
    }
  }

  deinit { end() }

  /// The next batch; `nil` after the last one.
  ///
  /// - Throws: ``ImageError`` or `DataError` for a file that cannot be read and is not to be passed over;
  ///   the pass is then at its end.
  public func next() throws -> Dataset? {
    let size = min(batchSize, order.count - taken)
    guard size > 0 else { return nil }
    let shape = try Shape(checking: [size] + folder.imageShape, elementSize: 4)
    var images = Tensor(zeros: shape)
    var classes: [Int] = []
    do {
      try images.withUnsafeMutableBytes { bytes in
        guard let base = bytes.bindMemory(to: Float.self).baseAddress else { return }
        while classes.count < size, taken < order.count {
          let index = order[taken]
          taken += 1
          do {
            try ring.take(into: base + classes.count * folder.form.elements)
            classes.append(folder.classIndices.isEmpty ? 0 : folder.classIndices[index])
          } catch  where folder.onCorrupt == .skip {
            folder.log.add(folder.files[index], error)
          }
        }
      }
    } catch {
      taken = order.count
      end()
      throw error
    }
    if taken == order.count { end() }
    guard !classes.isEmpty else { return nil }
    let whole = classes.count == size ? images : images[rows: 0..<classes.count]
    guard let labels = try folder.labels(of: classes) else { return try Dataset(whole) }
    return try Dataset(whole, labels)
  }

  private func end() {
    ring.stop()
    for thread in threads { thread.join() }
    threads = []
  }
}
