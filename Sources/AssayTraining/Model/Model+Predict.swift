import AssayCore
import AssayData
import AssayModel

extension Model {
  /// The output of a model of one input and one output, row by row.
  ///
  /// - Throws: ``TrainingError`` and ``DataError`` for inputs that do not fit the model, and for a model of
  ///   several outputs, which ``predict(_:batchSize:callbacks:progress:output:)`` gives.
  public func predict(_ inputs: Tensor) throws -> Tensor {
    guard graphOutputs.count == 1 else {
      throw TrainingError.severalOutputs(try network().outputNames)
    }
    return try predict([inputs])[0]
  }

  /// The outputs of the model, one array for each, in the model's order.
  ///
  /// - Parameters:
  ///   - inputs: one array for each input, in the model's order.
  ///   - steps: the batches to predict for; all by default.
  /// - Throws: ``TrainingError`` and ``DataError`` for inputs that do not fit the model.
  public func predict(
    _ inputs: [Tensor], batchSize: Int = 32, steps: Int? = nil, callbacks: [any Callback] = [],
    progress: ProgressStyle = .silent, output: any ProgressOutput = StandardError()
  ) throws -> [Tensor] {
    try check("batchSize", batchSize, atLeast: 1)
    if let steps { try check("steps", steps, atLeast: 1) }
    let network = try network()
    let whole = try Dataset(inputs: inputs)
    try checkInputs(whole.inputs, network: network)
    let wanted = steps.map { $0.multipliedReportingOverflow(by: batchSize) }
    let rows = wanted.map { $0.overflow ? whole.count : min($0.partialValue, whole.count) }
    let data = whole[rows: 0..<(rows ?? whole.count)]
    let predictor = try predictor()
    let loader = try BatchLoader(
      data.inputs, count: data.count, batchSize: batchSize, order: nil
    ) { try predictor.program(batchSize: $0) }

    let list = CallbackList(callbacks, context: self, progress: progress, output: output)
    for output in network.outputs {
      try ModelError.checkMemory(
        output.shape.byteCount(samples: data.count),
        for: "an output of \(output.shape.filled(data.count))")
    }
    var results = network.outputs.map { Tensor(zeros: $0.shape.filled(data.count)) }
    let start = ContinuousClock.now
    let before = (batchSize: self.batchSize, steps: stepsPerEpoch)
    defer { (self.batchSize, stepsPerEpoch) = before }
    (self.batchSize, stepsPerEpoch) = (batchSize, loader.plan.steps)
    do {
      try list.predictBegin()
      for step in 0..<loader.plan.steps {
        // The first step of those that callbacks hear of at once.
        let first = step - step % stepsPerExecution
        if step == first { try list.predictBatchBegin(step) }
        let program = try loader.load(step).program
        try program.run()
        for index in results.indices {
          results[index].write(program.results[index], at: loader.plan[step].lowerBound)
        }
        let isLast = step == first + stepsPerExecution - 1 || step == loader.plan.steps - 1
        if isLast, list.wantsBatchEnd(step: step, of: loader.plan.steps) {
          let rows = loader.plan[first].lowerBound..<loader.plan[step].upperBound
          let answer = try list.predictBatchEnd(
            step,
            outputs: step == first ? program.results : results.map { $0[rows: rows].copy() })
          program.endLending()
          if case .stop = answer { break }
        }
      }
      try list.predictEnd(seconds: (ContinuousClock.now - start).seconds)
    } catch {
      list.abandon()
      throw error
    }
    return results
  }
}

extension Model {
  /// The outputs for the inputs of `data`, whose labels are not looked at.
  ///
  /// - Throws: as the `predict` of arrays.
  public func predict(
    _ data: Dataset, batchSize: Int = 32, steps: Int? = nil, callbacks: [any Callback] = [],
    progress: ProgressStyle = .silent, output: any ProgressOutput = StandardError()
  ) throws -> [Tensor] {
    try predict(
      data.inputs, batchSize: batchSize, steps: steps, callbacks: callbacks, progress: progress,
      output: output)
  }

  /// The outputs for batches that come from anywhere, one array for each output.
  ///
  /// - Throws: as the `predict` of arrays; ``TrainingError/noBatches(data:)`` where there is none.
  public func predict(_ batches: BatchSequence, steps: Int? = nil) throws -> [Tensor] {
    if let steps { try check("steps", steps, atLeast: 1) }
    var parts: [[Tensor]] = []
    let iterator = try batches.makeIterator()
    while parts.count < steps ?? .max, let batch = try iterator.next() {
      parts.append(try predict(batch.inputs, batchSize: batch.count))
    }
    guard let first = parts.first else { throw TrainingError.noBatches(data: "data") }
    return first.indices.map { output in
      var place = 0
      let rows = parts.reduce(0) { $0 + $1[output].rowCount }
      var whole = Tensor(zeros: first[output].shape.withFirst(rows))
      for part in parts {
        whole.write(part[output], at: place)
        place += part[output].rowCount
      }
      return whole
    }
  }
}

extension Tensor {
  /// Copies all of `rows` to the rows from `first` on.
  fileprivate mutating func write(_ rows: Tensor, at first: Int) {
    let offset = first * shape.sample.elements * dtype.size
    withUnsafeMutableBytes { target in
      rows.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + source.count])
          .copyMemory(from: source)
      }
    }
  }
}
