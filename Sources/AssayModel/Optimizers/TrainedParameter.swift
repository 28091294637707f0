import AssayCore

/// A parameter that an optimizer changes, and where it is.
struct TrainedParameter {
  let parameter: OptimizedParameter
  /// The first of its gradients, and of its elements in every buffer of the optimizer.
  let place: Int
  let weights: UnsafeMutablePointer<Float>
  /// Whether it has a gradient; otherwise it is left alone.
  let isTouched: Bool
}

/// Elements that lie one after another among the weights and in the optimizer's buffers.
struct ParameterRun {
  let place: Int
  let weights: UnsafeMutablePointer<Float>
  var count: Int
}

extension [TrainedParameter] {
  /// All of them in as few runs as there can be.
  var runs: [ParameterRun] {
    var runs: [ParameterRun] = []
    for one in self {
      // With the zeros up to the next.
      let count = (one.parameter.shape.elements + 15) / 16 * 16
      if let last = runs.last, last.place + last.count == one.place,
        last.weights + last.count == one.weights
      {
        runs[runs.count - 1].count += count
      } else {
        runs.append(ParameterRun(place: one.place, weights: one.weights, count: count))
      }
    }
    return runs
  }
}
