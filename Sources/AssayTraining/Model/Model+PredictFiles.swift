import AssayCore
import AssayData
import AssayModel

extension Model {
  /// Hands over the outputs for batches that come from anywhere, one batch after another, in the memory of
  /// one.
  ///
  ///     try model.predict(BatchSequence(data)) { outputs in try writer.append(outputs[0]) }
  ///
  /// - Parameters:
  ///   - steps: the batches there will be, for the progress; `nil` while unknown.
  ///   - interruption: ends it after a batch.
  ///   - take: is given one array for each output, in the model's order.
  /// - Returns: the samples.
  /// - Throws: as the `predict` of arrays; ``TrainingError/noBatches(data:)`` where there is none,
  ///   ``TrainingError/interrupted(epoch:step:checkpoint:)``, and what `take` throws.
  @discardableResult
  public func predict(
    _ batches: BatchSequence, of steps: Int? = nil, callbacks: [any Callback] = [],
    interruption: Interruption? = nil, progress: ProgressStyle = .silent,
    output: any ProgressOutput = StandardError(), into take: ([Tensor]) throws -> Void
  ) throws -> Int {
    let network = try network()
    let predictor = try predictor()
    guard let (first, iterator) = try batches.begun() else {
      throw TrainingError.noBatches(data: "data")
    }
    let list = CallbackList(callbacks, context: self, progress: progress, output: output)
    let before = (batchSize: batchSize, steps: stepsPerEpoch)
    defer { (batchSize, stepsPerEpoch) = before }
    (batchSize, stepsPerEpoch) = (first.count, steps)
    let start = ContinuousClock.now
    var step = 0
    var samples = 0
    do {
      try list.predictBegin()
      while let batch = try iterator.next() {
        try checkInputs(batch.inputs, network: network)
        try list.predictBatchBegin(step)
        let program = try predictor.program(batchSize: batch.count)
        for (index, array) in batch.inputs.enumerated() {
          gather(
            range: 0..<batch.count, of: array, into: program.inputs[index],
            as: program.inputTensors[index].dtype)
        }
        try program.run()
        try take(program.results)
        step += 1
        samples += batch.count
        if list.wantsBatchEnd(step: step - 1, of: steps) {
          let answer = try list.predictBatchEnd(step - 1, outputs: program.results)
          program.endLending()
          if case .stop = answer { break }
        }
        if interruption?.isRequested == true {
          throw TrainingError.interrupted(epoch: 0, step: step, checkpoint: nil)
        }
      }
      try list.predictEnd(seconds: (ContinuousClock.now - start).seconds)
    } catch {
      list.abandon()
      throw error
    }
    return samples
  }

  /// Writes the outputs for the inputs in files, row by row, so that both may be larger than memory: an
  /// npy of a model of one output, an npz of arrays by the outputs' names of one of several.
  ///
  ///     let data = try ModelData(ModelFiles("x.npy"), for: model.signature(labels: false))
  ///     try model.predict(data, to: "p.npy")
  ///
  /// The file appears whole or not at all.
  ///
  /// - Returns: the samples.
  /// - Throws: as the `predict` of batches, and ``DataError`` where writing failed.
  @discardableResult
  public func predict(
    _ data: ModelData, to path: String, batchSize: Int = 32, interruption: Interruption? = nil,
    progress: ProgressStyle = .silent, output: any ProgressOutput = StandardError()
  ) throws -> Int {
    try check("batchSize", batchSize, atLeast: 1)
    return try predict(
      BatchSequence(data, batchSize: batchSize), to: path, rows: data.count, batchSize: batchSize,
      interruption: interruption, progress: progress, output: output)
  }

  /// The same for batches that come from anywhere.
  ///
  /// - Parameters:
  ///   - rows: the samples there will be; `nil` while unknown.
  ///   - batchSize: that of the batches, for the progress.
  @discardableResult
  public func predict(
    _ batches: BatchSequence, to path: String, rows: Int? = nil, batchSize: Int = 32,
    interruption: Interruption? = nil, progress: ProgressStyle = .silent,
    output: any ProgressOutput = StandardError()
  ) throws -> Int {
    let network = try network()
    let steps = rows.map { BatchPlan(count: $0, batchSize: batchSize).steps }
    func predict(into take: ([Tensor]) throws -> Void) throws -> Int {
      try self.predict(
        batches, of: steps, interruption: interruption, progress: progress, output: output,
        into: take)
    }
    var samples = 0
    if network.outputs.count == 1 {
      let node = network.outputs[0]
      try NPYWriter.write(
        to: path, sample: node.shape.sample, dtype: node.dtype, rows: rows
      ) { writer in samples = try predict { try writer.append($0[0]) } }
    } else {
      let arrays = zip(network.outputNames, network.outputs).map {
        NPZWriter.Array($0, sample: $1.shape.sample, dtype: $1.dtype)
      }
      try NPZWriter.write(arrays, to: path) { writer in
        samples = try predict { try writer.append($0) }
      }
    }
    return samples
  }
}
