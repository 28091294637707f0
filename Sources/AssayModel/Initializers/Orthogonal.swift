import AssayCore

/// Fills a matrix with orthonormal columns, or rows where those are fewer, uniformly over rotations.
///
/// Gram–Schmidt, twice for accuracy, on normal vectors: the same distribution as Keras's QR
/// decomposition with the signs of R's diagonal made positive.
func fillOrthogonal(
  _ values: UnsafeMutableBufferPointer<Float>, columns: Int, gain: Float, random: inout Philox
) {
  let rows = values.count / columns
  let (vectors, length) = (min(rows, columns), max(rows, columns))
  var basis: [[Double]] = []
  while basis.count < vectors {
    var vector = (0..<length).map { _ in random.nextNormal() }
    for _ in 0..<2 {
      for other in basis {
        let product = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
        for i in 0..<length { vector[i] -= product * other[i] }
      }
    }
    let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // A vector inside the span of the others, which has probability 0.
    guard norm > 1e-9 else { continue }
    basis.append(vector.map { $0 / norm })
  }
  for row in 0..<rows {
    for column in 0..<columns {
      let value = rows >= columns ? basis[column][row] : basis[row][column]
      values[row * columns + column] = gain * Float(value)
    }
  }
}
