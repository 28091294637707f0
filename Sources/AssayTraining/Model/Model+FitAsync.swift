import AssayCore
import AssayData
import AssayModel

extension Model {
  /// Trains on batches of an asynchronous sequence, one pass of it an epoch.
  ///
  /// What such a sequence has given is gone, so that the run saves no checkpoint.
  ///
  /// - Parameters:
  ///   - interruption: ends the run after a step.
  ///   - batches: makes the sequence of one epoch.
  /// - Throws: as the `fit` of arrays, and what the sequence throws; before the first step
  ///   ``TrainingError/notResumable(callback:)`` for a ``BackupAndRestore`` among the callbacks.
  @discardableResult
  public func fit<S: AsyncSequence>(
    epochs: Int = 1, validation: Validation = .none, classWeights: ClassWeights? = nil,
    callbacks: [any Callback] = [], initialEpoch: Int = 0, stepsPerEpoch: Int? = nil,
    validationSteps: Int? = nil, validationBatchSize: Int? = nil,
    validationFrequency: ValidationFrequency = 1, interruption: Interruption? = nil,
    seed: UInt64? = nil, progress: ProgressStyle = .automatic,
    output: any ProgressOutput = StandardError(),
    isolation: isolated (any Actor)? = #isolation, batches: () -> S
  ) async throws -> History where S.Element == Dataset {
    let options = FitRun.Options(
      epochs: epochs, initialEpoch: initialEpoch, frequency: validationFrequency,
      seed: seed ?? self.seed)
    try check(options, nil, stepsPerEpoch, validationSteps, validationBatchSize)
    if callbacks.contains(where: { $0 is BackupAndRestore }) {
      throw TrainingError.notResumable(callback: "BackupAndRestore")
    }
    var iterator: S.AsyncIterator? = batches().makeAsyncIterator()
    guard var batch = try await iterator?.next(isolation: isolation) else {
      throw TrainingError.noBatches(data: "training data")
    }
    let (compiled, trainer, _) = try resolve(batch, classWeights: classWeights, for: "fit")
    let run = try begin(
      options, compiled, trainer, feed: nil, callbacks: callbacks, progress: progress,
      output: output)
    self.batchSize = batch.count
    self.stepsPerEpoch = stepsPerEpoch
    run.validate = try validator(
      validation, batchSize: validationBatchSize ?? batch.count, steps: validationSteps,
      classWeights: nil, list: run.list)
    setMonitorableKeys(run)
    run.interruption = interruption
    do {
      _ = try run.begin()
      // With `stepsPerEpoch` an epoch goes on where the last one stopped.
      var isAtHand = true
      for epoch in run.epochs {
        if !isAtHand {
          if let next = try await iterator?.next(isolation: isolation) {
            batch = next
          } else {
            var again = batches().makeAsyncIterator()
            guard let next = try await again.next(isolation: isolation) else {
              throw TrainingError.noBatches(data: "training data of epoch \(epoch + 1)")
            }
            (batch, iterator) = (next, again)
          }
        }
        isAtHand = false
        try run.beginEpoch(epoch, steps: stepsPerEpoch)
        while true {
          let loaded = try load(batch, classWeights: classWeights, isTraining: true)
          if case .stop = try run.take(loaded) { break }
          if let stepsPerEpoch, run.step >= stepsPerEpoch { break }
          guard let next = try await iterator?.next(isolation: isolation) else {
            iterator = nil
            if let stepsPerEpoch {
              run.warn(
                "the data ended after \(run.step) of \(stepsPerEpoch) steps of epoch \(epoch + 1)")
            }
            break
          }
          batch = next
        }
        if case .stop = try run.endEpoch() { break }
      }
      return try run.end()
    } catch {
      run.abandon()
      throw error
    }
  }
}
