extension Tensor {
  /// A matrix of the given rows.
  ///
  /// Rows of different lengths are a mistake in the program.
  public init<S: Scalar>(_ rows: [[S]]) {
    let width = rows.first?.count ?? 0
    precondition(
      rows.allSatisfy { $0.count == width }, "Tensor: rows of different lengths, \(rows)")
    self = Tensor(rows.flatMap { $0 }).shaped([rows.count, width])
  }

  /// A tensor of three axes.
  ///
  /// Parts of different sizes are a mistake in the program.
  public init<S: Scalar>(_ blocks: [[[S]]]) {
    let height = blocks.first?.count ?? 0
    precondition(
      blocks.allSatisfy { $0.count == height }, "Tensor: blocks of different heights, \(blocks)")
    let matrix = Tensor(blocks.flatMap { $0 })
    self = matrix.shaped([blocks.count, height, matrix.shape[1]])
  }

  private func shaped(_ shape: Shape) -> Tensor {
    do { return try reshaped(shape) } catch { preconditionFailure("Tensor: \(error)") }
  }
}
