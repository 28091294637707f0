import AssayCore
import AssayData
import CKernels

extension ImageFolder {
  /// Begins a pass over the images.
  ///
  /// - Parameters:
  ///   - batchSize: the images a batch; the last one has what is left.
  ///   - epoch: where each epoch has an order of its own, the one whose it is. The order is a function
  ///     of the seed and the epoch and of nothing else, neither of the threads.
  ///   - threads: how many decode; as many as there are processors where it is `nil`.
  /// - Throws: ``ImageError``.
  public func batches(
    of batchSize: Int = 32, epoch: Int = 0, threads: Int? = nil
  ) throws -> ImageBatches {
    let size = min(try checked(batchSize, "batchSize"), count)
    return try ImageBatches(
      self, order: order(epoch: epoch), batchSize: size, ahead: 2 * size,
      threads: checked(threads ?? Int(assay_processor_count()), "threads", most: 256))
  }

  /// All images in memory, in the order of ``files``.
  ///
  ///     let (training, validation) = try folder.dataset().split(validation: 0.2)
  ///
  /// - Throws: ``ImageError``, and `DataError` where no file can be read; see ``CorruptFiles``.
  public func dataset(threads: Int? = nil) throws -> Dataset {
    let threads = try checked(threads ?? Int(assay_processor_count()), "threads", most: 256)
    let pass = try ImageBatches(
      self, order: Array(0..<count), batchSize: count, ahead: 4 * threads, threads: threads)
    guard let all = try pass.next() else { throw DataError.noRows(array: folder) }
    return all
  }

  private func checked(_ value: Int, _ name: String, most: Int = .max) throws -> Int {
    guard value > 0, value <= most else {
      throw ImageError.argument(
        name, found: "\(value)", wanted: most == .max ? "1 or more" : "1...\(most)")
    }
    return value
  }

  /// The places of ``files`` in the order of one epoch.
  func order(epoch: Int) -> [Int] {
    guard shuffle else { return Array(0..<count) }
    let order = RowOrder(count: count)
    order.shuffle(seed: UInt64(seed), epoch: epoch)
    return order.withRows(0..<count) { $0.map(Int.init) }
  }

  /// The labels of images of the given classes; `nil` where there are none.
  func labels(of classes: [Int]) throws -> Tensor? {
    switch labels {
    case .none: return nil
    case .int: return Tensor(classes.map { Int32(truncatingIfNeeded: $0) })
    case .binary: return try Tensor(classes.map(Float.init), shape: [classes.count, 1])
    case .categorical:
      let width = classNames.count
      var ones = [Float](repeating: 0, count: classes.count * width)
      for (row, index) in classes.enumerated() { ones[row * width + index] = 1 }
      return try Tensor(ones, shape: [classes.count, width])
    }
  }
}
