import AssayCore
import AssayData
import AssayModel

/// A copy of a model for inference alone: what it predicts stays the same whatever becomes of the model, and
/// any number of tasks may ask it at once.
///
///     let predictor = try model.predictor(batchSizes: [1])
///     async let first = predictor.predict(oneImage)
///     async let second = predictor.predict(anotherImage)
///
/// Every call that runs at a time has a program of its own for its batch size, made when it is first
/// needed and used again after; each holds the buffers of one batch, all share one copy of the weights.
/// Once they are there, ``predict(_:into:)`` allocates nothing of its own.
public final class ModelPredictor: Sendable {
  private let pool: ProgramPool
  private let inputs: [Shape]
  private let outputs: [Shape]
  private let dtypes: [DType]

  init(_ network: Network, threads: Int) throws {
    pool = try ProgramPool(network, threads: threads)
    inputs = network.inputs.map(\.shape)
    outputs = network.outputs.map(\.shape)
    dtypes = network.inputs.map(\.dtype)
  }

  /// Makes a program for a batch size ahead of the first call.
  func prepare(batchSize: Int) throws { try pool.withProgram(batchSize: batchSize) { _ in } }

  /// The output for the rows of an input, all as one batch, of a model of one input and one output.
  ///
  /// - Throws: ``TrainingError`` for inputs that do not fit the model.
  public func predict(_ input: Tensor) throws -> Tensor {
    guard outputs.count == 1 else {
      throw TrainingError.argument(
        "predict", found: "a model of \(outputs.count) outputs", wanted: "predict([…]) for several")
    }
    return try predict([input])[0]
  }

  /// The outputs for the rows of the inputs, all as one batch.
  public func predict(_ inputs: [Tensor]) throws -> [Tensor] {
    let rows = try check(inputs)
    return try pool.withProgram(batchSize: rows) { program in
      for (place, tensor) in zip(program.inputs, inputs) {
        tensor.withUnsafeBytes { place.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
      }
      try program.run()
      return program.results.prefix(outputs.count).map { $0.copy() }
    }
  }

  /// The output for one batch, written over `result`: neither is kept, and nothing is allocated once a
  /// program for that batch size is there.
  ///
  /// - Parameters:
  ///   - input: the elements of whole samples, row by row, of a model with one input of `float32`.
  ///   - result: as many elements as the output of so many samples has.
  /// - Throws: ``TrainingError`` where the sizes do not fit.
  public func predict(
    _ input: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>
  ) throws {
    guard inputs.count == 1, outputs.count == 1, dtypes[0] == .float32 else {
      throw TrainingError.argument(
        "predict", found: "a model of \(inputs.count) inputs and \(outputs.count) outputs",
        wanted: "one of each, of float32; predict([…]) takes others")
    }
    let (from, to) = (inputs[0].sample.elements, outputs[0].sample.elements)
    let rows = input.count / from
    guard rows > 0, rows * from == input.count, rows * to == result.count,
      let source = input.baseAddress, let target = result.baseAddress
    else {
      throw TrainingError.argument(
        "predict", found: "\(input.count) numbers for \(result.count)",
        wanted: "\(from) for every \(to), of one sample or more")
    }
    try pool.withProgram(batchSize: rows) { program in
      program.inputs[0].copyMemory(
        from: source, byteCount: input.count * MemoryLayout<Float>.stride)
      try program.run()
      program.results[0].withUnsafeBytes {
        UnsafeMutableRawPointer(target).copyMemory(from: $0.baseAddress!, byteCount: $0.count)
      }
    }
  }

  /// The number of rows of all inputs.
  private func check(_ given: [Tensor]) throws -> Int {
    guard given.count == inputs.count else {
      throw TrainingError.argument(
        "predict", found: "\(given.count) inputs",
        wanted: "\(inputs.count), one for each of the model")
    }
    let rows = given.first?.shape.first ?? 0
    for (index, tensor) in given.enumerated() {
      let wanted = inputs[index]
      guard rows > 0, tensor.shape == wanted.filled(rows), tensor.dtype == dtypes[index] else {
        throw TrainingError.argument(
          "predict", found: "an input \(tensor.shape) \(tensor.dtype)",
          wanted: "\(wanted) \(dtypes[index]), of one sample or more")
      }
    }
    return rows
  }
}

extension Model {
  /// A copy of the model for inference, to be used from any number of tasks at once.
  ///
  ///     let predictor = try model.predictor()
  ///     let output = try predictor.predict(image)
  ///
  /// - Parameters:
  ///   - batchSizes: those to be ready for; others take some milliseconds when they first come.
  ///   - threads: the most threads of one call; 1, since calls run side by side.
  /// - Throws: ``ModelError`` for a mistake in the graph, ``TrainingError`` for a model whose layers keep
  ///   states from batch to batch.
  public func predictor(batchSizes: [Int] = [], threads: Int = 1) throws -> ModelPredictor {
    try check("threads", threads, atLeast: 1)
    let predictor = try ModelPredictor(try network(), threads: threads)
    for size in batchSizes {
      try check("batchSizes", size, atLeast: 1)
      try predictor.prepare(batchSize: size)
    }
    return predictor
  }
}
