import AssayCore
import AssayData
import AssayModel

// The step is public; `fit` and `evaluate` are loops over it.
extension Model {
  /// One update by one batch.
  ///
  /// - Parameters:
  ///   - batch: all of its rows are the batch, with their weights.
  ///   - classWeights: what samples of each class count besides.
  ///   - epoch: with `step`, the moment that dropout is drawn for.
  /// - Returns: the loss and metrics of this batch alone, from before the update.
  /// - Throws: as `fit`.
  /// - Source: `keras.Model.train_on_batch`.
  @discardableResult
  public func trainStep(
    _ batch: Dataset, classWeights: ClassWeights? = nil, epoch: Int = 0, step: Int? = nil
  ) throws -> Logs {
    let loaded = try load(
      batch, classWeights: classWeights, isTraining: true, for: "trainStep")
    let (_, trainer) = try resolved()
    let step = step ?? trainer.iterations
    try trainer.step(loaded.program, epoch: epoch, step: step, seed: seed)
    guard loaded.program.loss.isFinite else {
      throw TrainingError.diverged(epoch: epoch, step: step, loss: loaded.program.loss)
    }
    return try logs(loaded)
  }

  /// The loss and metrics of one batch; nothing changes.
  ///
  /// - Throws: as `evaluate`.
  /// - Source: `keras.Model.test_on_batch`.
  public func testStep(_ batch: Dataset) throws -> Logs {
    let loaded = try load(batch, isTraining: false, for: "testStep")
    try loaded.program.run()
    guard loaded.program.loss.isFinite else {
      throw TrainingError.notFinite(step: 0, loss: loaded.program.loss)
    }
    return try logs(loaded)
  }

  /// The outputs of one batch.
  ///
  /// - Throws: as `predict`.
  /// - Source: `keras.Model.predict_on_batch`.
  public func predictStep(_ inputs: [Tensor]) throws -> [Tensor] {
    try predict(inputs, batchSize: max(inputs.first?.rowCount ?? 1, 1))
  }

  private func logs(_ batch: LoadedBatch) throws -> Logs {
    let (compiled, _) = try resolved()
    var tallies = Tallies(compiled, network: try network())
    try tallies.add(batch.program, batch.layout)
    return tallies.logs
  }
}
