import AssayCore

extension Loss {
  /// The loss of arrays, outside of any model: a scalar, or the values under ``Reduction/none``.
  ///
  ///     try Loss.meanSquaredError.value(labels: Tensor([[1, 2]] as [[Float]]),
  ///                                     predictions: Tensor([[0, 0]] as [[Float]]))  // 2.5
  ///
  /// - Parameters:
  ///   - labels: `float32` in the shape of the predictions, or `int32` class indices.
  ///   - weights: in a shape that repeats to that of the values; `nil` is 1 each.
  /// - Throws: ``ModelError/shape(where:got:wanted:)``.
  public func value(
    labels: Tensor, predictions: Tensor, weights: Tensor? = nil
  ) throws -> Tensor {
    try evaluate(labels: labels, predictions: predictions, weights: weights, gradient: false)[0]
  }

  /// The gradient of the loss with respect to the predictions.
  ///
  /// - Throws: ``ModelError/shape(where:got:wanted:)``.
  public func gradient(
    labels: Tensor, predictions: Tensor, weights: Tensor? = nil
  ) throws -> Tensor {
    try evaluate(labels: labels, predictions: predictions, weights: weights, gradient: true)[1]
  }

  private func evaluate(
    labels: Tensor, predictions: Tensor, weights: Tensor?, gradient: Bool
  ) throws -> [Tensor] {
    func input(_ tensor: Tensor) -> Symbol { .input(tensor.shape, dtype: tensor.dtype) }
    let wanted = labelInput(for: predictions.shape)
    guard labels.shape == wanted.shape, labels.dtype == wanted.node.dtype else {
      throw ModelError.shape(
        where: className, got: "labels \(labels.shape) \(labels.dtype)",
        wanted: "\(wanted.shape) \(wanted.node.dtype)")
    }
    guard predictions.dtype == .float32, (weights?.dtype ?? .float32) == .float32 else {
      throw ModelError.shape(
        where: className, got: "predictions \(predictions.dtype)", wanted: "float32")
    }
    let (y, p, w) = (input(labels), input(predictions), weights.map(input))
    let loss = self(labels: y, predictions: p, weights: w)
    if let error = loss.error { throw error.located(at: className) }
    var results = [loss.node]
    if gradient {
      results += AssayModel.gradients(of: loss.sum().node, withRespectTo: [p.node]).map {
        $0 ?? Symbol.constant(0, shape: p.shape).node
      }
    }
    let data = [labels, predictions] + (weights.map { [$0] } ?? [])
    let program = try Program(
      ProgramGraph(inputs: [y.node, p.node] + (w.map { [$0.node] } ?? []), results: results),
      batchSize: 1, mode: .inference, store: ParameterStore([], seed: 0))
    for (memory, tensor) in zip(program.inputs, data) {
      tensor.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(start: memory, count: bytes.count).copyMemory(from: bytes)
      }
    }
    try program.run()
    return program.results.map { $0.copy() }
  }
}
