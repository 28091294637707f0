import AssayCore

extension Loss {
  /// The loss of arrays, outside of any model: a scalar, or the values under ``Reduction/none``.
  ///
  ///     try Loss.meanSquaredError.value(labels: Tensor([[1, 2]] as [[Float]]),
  ///                                     predictions: Tensor([[0, 0]] as [[Float]]))  // 2.5
  ///
  /// - Parameters:
  ///   - labels: `float32` in the shape of the predictions, or `int32` class indices.
  ///   - weights: one for each sample, `[batch]`, or for each of its values; `nil` is 1 each.
  ///   - mask: 1 where a value counts, else 0, over the leading axes of the values; `nil` counts all.
  /// - Throws: ``ModelError/shape(where:got:wanted:)``.
  public func value(
    labels: Tensor, predictions: Tensor, weights: Tensor? = nil, mask: Tensor? = nil
  ) throws -> Tensor {
    try evaluate(labels, predictions, weights, mask, gradient: false)[0]
  }

  /// The gradient of the loss with respect to the predictions.
  ///
  /// - Throws: ``ModelError/shape(where:got:wanted:)``.
  public func gradient(
    labels: Tensor, predictions: Tensor, weights: Tensor? = nil, mask: Tensor? = nil
  ) throws -> Tensor {
    try evaluate(labels, predictions, weights, mask, gradient: true)[1]
  }

  private func evaluate(
    _ labels: Tensor, _ predictions: Tensor, _ weights: Tensor?, _ mask: Tensor?, gradient: Bool
  ) throws -> [Tensor] {
    func input(_ tensor: Tensor) -> Symbol { .input(tensor.shape, dtype: tensor.dtype) }
    try checkLabels(found: labels.shape, predictions: predictions.shape)
    let y = labelInput(for: predictions.shape, labels: labels.shape)
    guard labels.count == y.shape.elements, labels.dtype == y.node.dtype else {
      throw ModelError.shape(
        where: className, got: "labels \(labels.shape) \(labels.dtype)",
        wanted: "\(y.shape) \(y.node.dtype)")
    }
    for (name, tensor) in [("predictions", predictions), ("weights", weights), ("a mask", mask)] {
      guard let tensor, tensor.dtype != .float32 else { continue }
      throw ModelError.shape(
        where: className, got: "\(name) \(tensor.dtype)", wanted: "float32")
    }
    let (p, w, m) = (input(predictions), weights.map(input), mask.map(input))
    let loss = self(labels: y, predictions: p, weights: w, mask: m)
    if let error = loss.error { throw error.located(at: className) }
    var results = [loss.node]
    if gradient {
      results += AssayModel.gradients(of: loss.sum().node, withRespectTo: [p.node]).map {
        $0 ?? Symbol.constant(0, shape: p.shape).node
      }
    }
    let data = [labels, predictions, weights, mask].compactMap { $0 }
    let inputs = [y, p, w, m].compactMap { $0?.node }
    let program = try Program(
      ProgramGraph(inputs: inputs, results: results),
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
