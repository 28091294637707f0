import AssayData
import AssayModel

extension Model {
  /// What the model takes, and which of its outputs are compared with labels, to find its data by.
  ///
  ///     let data = try ModelData(ModelFiles("digits.npz"), for: model.signature())
  ///
  /// - Parameter labels: whether labels are wanted; not to predict. Those of the outputs that have a loss
  ///   or metrics.
  /// - Throws: ``TrainingError/notCompiled(_:)`` where labels are wanted and `compile` was not called.
  public func signature(labels: Bool = true) throws -> ModelSignature {
    let network = try network()
    let inputs = zip(inputNames, network.inputs).map { name, node in
      ModelSignature.Input(
        name, shape: node.shape.sample, dtype: node.dtype == .int32 ? .int32 : .float32)
    }
    guard labels else { return ModelSignature(inputs: inputs, outputs: []) }
    guard request != nil else { throw TrainingError.notCompiled("fit and evaluate") }
    let outputs = zip(network.outputNames, usedOutputs).filter(\.1).map(\.0)
    return ModelSignature(inputs: inputs, outputs: outputs)
  }
}

extension BatchSequence {
  /// The samples of files, which are read as they are needed, in the memory of a batch.
  ///
  ///     let data = try ModelData(ModelFiles("x.npy", labels: ["y.npy"]), for: model.signature())
  ///     try model.fit(BatchSequence(data, batchSize: 64, shuffledBy: 0), epochs: 3)
  ///
  /// - Parameter seed: what the order of every epoch is drawn from, as `batches(of:shuffledBy:epoch:)`
  ///   says; `nil` for the files' own.
  public init(_ data: ModelData, batchSize: Int = 32, shuffledBy seed: UInt64? = nil) {
    self = .passes { pass in
      let batches = try data.batches(of: batchSize, shuffledBy: seed, epoch: pass)
      return { try batches.next() }
    }
  }
}
