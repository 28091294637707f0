import AssayCore

extension Loss {
  /// Where labels enter: their shape and type for predictions of a shape.
  ///
  /// - Parameters:
  ///   - found: the shape of the labels in the data, which decides the length of ``Labels/sequences``;
  ///     without it they are as long as the predictions.
  package func labelInput(for predictions: Shape, labels found: Shape? = nil) -> Symbol {
    let dtype: DType = labels == .likePredictions ? .float32 : .int32
    return .input(labelShape(for: predictions, labels: found), dtype: dtype, name: "labels")
  }

  private func labelShape(for predictions: Shape, labels found: Shape?) -> Shape {
    switch labels {
    case .likePredictions: return predictions
    case .classIndices:
      let axis = predictions.axis(classAxis) ?? predictions.count - 1
      return Shape(predictions.indices.filter { $0 != axis }.map { predictions[$0] })
    case .sampleIndices: return Shape(predictions.prefix(1))
    case .sequences:
      let length = found.map { $0.count > 1 ? $0[1] : 1 } ?? predictions.dropFirst().first ?? 1
      return Shape(Array(predictions.prefix(1)) + [length])
    }
  }

  /// Throws unless labels of this shape are what the loss takes: that of ``labelInput(for:labels:)``,
  /// where a last axis of 1 may be there or not, on either side. Nothing else repeats.
  ///
  ///     try Loss.meanSquaredError.checkLabels(found: [batch], predictions: [batch, 1])
  ///
  /// - Parameters:
  ///   - found: with the batch axis, whose size is not compared.
  /// - Throws: ``ModelError/shape(where:got:wanted:)``.
  package func checkLabels(found: Shape, predictions: Shape) throws(ModelError) {
    let wanted = labelShapes(for: predictions, labels: found)
    guard !found.isEmpty || predictions.isEmpty, wanted.contains(where: { $0.isLike(found) })
    else {
      var text = wanted.map(\.description).joined(separator: " or ")
      if labels == .sequences {
        text = "\(Shape(predictions.prefix(1)).description.dropLast()), length]"
      }
      throw .shape(where: className, got: "labels \(found)", wanted: "labels \(text)")
    }
  }

  /// The shapes of labels that the loss takes, the plainest first.
  ///
  /// - Parameters:
  ///   - found: as in ``labelInput(for:labels:)``.
  package func labelShapes(for predictions: Shape, labels found: Shape? = nil) -> [Shape] {
    let shape = labelShape(for: predictions, labels: found)
    guard labels != .sequences else { return [shape] }
    var shapes = [shape]
    if shape.count < Shape.maximumRank { shapes.append(Shape(Array(shape) + [1])) }
    if labels == .likePredictions, shape.count > 1, shape.lastSize == 1 {
      shapes.append(Shape(shape.dropLast()))
    }
    if labels == .classIndices, let axis = predictions.axis(classAxis),
      axis != predictions.count - 1
    {
      var kept = predictions
      kept[axis] = 1
      shapes.append(kept)
    }
    return shapes
  }

  /// The number of classes that labels may name; `nil` where labels name none, or any number.
  package func classCount(for predictions: Shape) -> Int? {
    switch labels {
    case .likePredictions, .sampleIndices: nil
    case .classIndices: predictions.axis(classAxis).map { predictions[$0] }
    case .sequences: predictions.lastSize
    }
  }
}

extension Shape {
  /// Whether the two are alike but for the size of the first axis.
  fileprivate func isLike(_ other: Shape) -> Bool {
    count == other.count && zip(self, other).dropFirst().allSatisfy { $0 == $1 }
  }
}
