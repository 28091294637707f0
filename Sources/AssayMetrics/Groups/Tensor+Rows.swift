import AssayCore

extension Tensor {
  /// The rows at the given places, in that order, in memory of their own.
  package func rows(at places: [Int]) -> Tensor {
    var result = Tensor(zeros: shape.withFirst(places.count), dtype: dtype)
    let size = shape.sample.elements * dtype.size
    guard size > 0 else { return result }
    withUnsafeBytes { from in
      result.withUnsafeMutableBytes { to in
        for (i, place) in places.enumerated() {
          precondition(place >= 0 && place < rowCount, "Tensor: row \(place) of \(rowCount)")
          UnsafeMutableRawBufferPointer(rebasing: to[(i * size)..<((i + 1) * size)])
            .copyMemory(
              from: UnsafeRawBufferPointer(rebasing: from[(place * size)..<((place + 1) * size)]))
        }
      }
    }
    return result
  }
}
