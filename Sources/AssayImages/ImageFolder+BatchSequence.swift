import AssayTraining

extension BatchSequence {
  /// The images of a folder, each epoch in an order of its own.
  ///
  ///     let folder = try ImageFolder("flowers", size: (160, 160))
  ///     try model.fit(BatchSequence(folder, batchSize: 32), epochs: 10)
  ///
  /// A run that is resumed from a checkpoint finds the order of its epoch again. A file that cannot be read
  /// ends the run with its error, unless the folder passes over such files.
  ///
  /// - Parameters:
  ///   - threads: how many decode; as many as there are processors where it is `nil`.
  public init(_ folder: ImageFolder, batchSize: Int = 32, threads: Int? = nil) {
    self = .passes { pass in
      let batches = try folder.batches(of: batchSize, epoch: pass, threads: threads)
      return { try batches.next() }
    }
  }
}
