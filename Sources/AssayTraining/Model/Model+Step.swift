import AssayCore
import AssayData
import AssayModel

// The step is public; `fit` and `evaluate` are loops over it.
extension Model {
  /// One update by one batch.
  ///
  /// - Parameters:
  ///   - batch: all of its rows are the batch.
  ///   - epoch: with `step`, the moment that dropout is drawn for.
  /// - Returns: the loss and metrics of this batch alone, from before the update.
  /// - Throws: as ``fit(_:batchSize:epochs:validation:shuffle:callbacks:initialEpoch:seed:progress:output:)``.
  @discardableResult
  public func trainStep(_ batch: Dataset, epoch: Int = 0, step: Int? = nil) throws -> Logs {
    let (compiled, trainer) = try resolve(batch, for: "trainStep")
    let loader = try BatchLoader(
      batch.inputs + batch.labels, count: batch.count, batchSize: batch.count, order: nil
    ) { try trainer.trainingProgram(batchSize: $0) }
    let program = loader.load(0)
    let step = step ?? trainer.iterations
    try trainer.step(program, epoch: epoch, step: step, seed: seed)
    guard program.loss.isFinite else {
      throw TrainingError.diverged(epoch: epoch, step: step, loss: program.loss)
    }
    return try logs(compiled, program)
  }

  /// The loss and metrics of one batch; nothing changes.
  ///
  /// - Throws: as ``evaluate(_:batchSize:callbacks:progress:output:)``.
  public func testStep(_ batch: Dataset) throws -> Logs {
    let (compiled, trainer) = try resolve(batch, for: "testStep")
    let loader = try BatchLoader(
      batch.inputs + batch.labels, count: batch.count, batchSize: batch.count, order: nil
    ) { try trainer.evaluationProgram(batchSize: $0) }
    let program = loader.load(0)
    try program.run()
    guard program.loss.isFinite else {
      throw TrainingError.notFinite(step: 0, loss: program.loss)
    }
    return try logs(compiled, program)
  }

  /// The outputs of one batch.
  ///
  /// - Throws: as ``predict(_:batchSize:callbacks:progress:output:)``.
  public func predictStep(_ inputs: [Tensor]) throws -> [Tensor] {
    try predict(inputs, batchSize: max(inputs.first?.rowCount ?? 1, 1))
  }

  private func logs(_ compiled: CompiledModel, _ program: Program) throws -> Logs {
    var tallies = Tallies(compiled, outputNames: try network().outputNames)
    try tallies.add(program, inputCount: graphInputs.count)
    return tallies.logs
  }
}
