import AssayCore

extension Loss {
  /// Keras's fuzz factor: probabilities are kept this far from 0 and 1 before a logarithm.
  static let epsilon: Float = 1e-7

  /// The crossentropy of independent yes/no labels, averaged over the last axis.
  ///
  ///     value = −mean(y · ln p + (1 − y) · ln(1 − p))
  ///
  /// Where the predictions are a sigmoid of the same model, or `fromLogits`, it is taken from the logits
  /// and never saturates.
  ///
  /// - Parameters:
  ///   - labelSmoothing: in `0...1`; `y` becomes `y · (1 − s) + s / 2`.
  /// - Source: `keras.losses.BinaryCrossentropy`.
  public static func binaryCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Float = 0,
    reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss(
      "binary_crossentropy", className: "BinaryCrossentropy", fromLogits: fromLogits,
      reduction: reduction
    ) { labels, predictions in
      guard (0...1).contains(labelSmoothing) else { return smoothing(labelSmoothing) }
      if let logits = fromLogits ? predictions : logits(behind: predictions, of: .sigmoid) {
        let op = Crossentropy(kind: .binary, labelSmoothing: labelSmoothing)
        return Symbol.apply(op, logits, labels).mean(axis: -1)
      }
      let y = labels.affine(scale: 1 - labelSmoothing, offset: labelSmoothing / 2)
      let p = predictions.clipped(to: epsilon...1 - epsilon)
      return -(y * p.log() + (1 - y) * (1 - p).log()).mean(axis: -1)
    }
  }

  /// The crossentropy of distributions over the last axis, such as one-hot labels.
  ///
  ///     value = −Σ y · ln p
  ///
  /// Probabilities are divided by their sum first. Where the predictions are a softmax of the same
  /// model, or `fromLogits`, it is taken from the logits and never saturates.
  ///
  /// - Parameters:
  ///   - labelSmoothing: in `0...1`; `y` becomes `y · (1 − s) + s / classes`.
  /// - Source: `keras.losses.CategoricalCrossentropy`.
  public static func categoricalCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Float = 0,
    reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss(
      "categorical_crossentropy", className: "CategoricalCrossentropy", fromLogits: fromLogits,
      reduction: reduction
    ) { labels, predictions in
      guard (0...1).contains(labelSmoothing) else { return smoothing(labelSmoothing) }
      if let logits = fromLogits ? predictions : logits(behind: predictions, of: .softmax) {
        let op = Crossentropy(kind: .categorical, labelSmoothing: labelSmoothing)
        return .apply(op, logits, labels)
      }
      let classes = Float(predictions.shape.lastSize)
      let y = labels.affine(scale: 1 - labelSmoothing, offset: labelSmoothing / classes)
      return crossentropy(y, predictions)
    }
  }

  /// The crossentropy of class indices against a distribution over the last axis.
  ///
  ///     value = −ln p[y]
  ///
  /// Probabilities are divided by their sum first. Where the predictions are a softmax of the same
  /// model, or `fromLogits`, it is taken from the logits and never saturates.
  ///
  /// - Source: `keras.losses.SparseCategoricalCrossentropy`.
  public static func sparseCategoricalCrossentropy(
    fromLogits: Bool = false, reduction: Reduction = .sumOverBatchSize
  ) -> Loss {
    Loss(
      "sparse_categorical_crossentropy", className: "SparseCategoricalCrossentropy",
      labels: .classIndices, fromLogits: fromLogits, reduction: reduction
    ) { labels, predictions in
      if let logits = fromLogits ? predictions : logits(behind: predictions, of: .softmax) {
        return .apply(Crossentropy(kind: .sparse, labelSmoothing: 0), logits, labels)
      }
      let classes = predictions.shape.lastSize
      return crossentropy(.apply(OneHot(classes: classes), labels), predictions)
    }
  }

  private static func crossentropy(_ y: Symbol, _ predictions: Symbol) -> Symbol {
    let sum = predictions.sum(axis: -1)
    let p = predictions / sum.reshaped(Shape(sum.shape + [1]))
    return -(y * p.clipped(to: epsilon...1 - epsilon).log()).sum(axis: -1)
  }

  private static func smoothing(_ value: Float) -> Symbol {
    Symbol(
      failure: .argument(
        where: "label smoothing", found: "\(value)", wanted: "a number in 0...1"))
  }
}

/// The logits that `predictions` are the sigmoid or softmax of, if they are.
///
/// Keras on TensorFlow does the same; it keeps the loss exact where probabilities round to 0 or 1.
func logits(behind predictions: Symbol, of activation: Activation) -> Symbol? {
  guard predictions.error == nil else { return nil }
  let node = predictions.node.withoutIdentities
  guard node.op is Unary || node.op is SoftmaxOp else { return nil }
  return node.activationName == activation.name ? Symbol(node.inputs[0]) : nil
}

extension Node {
  /// This node, or what it gives its own shape again.
  package var withoutIdentities: Node {
    var node = self
    while node.op is ReshapeOp, node.inputs[0].shape == node.shape { node = node.inputs[0] }
    return node
  }

  /// Keras's name of the activation that made this value: `linear` after a product with parameters, and
  /// after sums and scalings of such; `nil` where it cannot be told.
  package var activationName: String? {
    switch withoutIdentities.op {
    case let op as SoftmaxOp: return op.isLogarithm ? "log_softmax" : "softmax"
    case let op as Unary where op.function == .affine:
      return withoutIdentities.inputs[0].linear
    case let op as Unary where Activation.named[op.function.name] != nil: return op.function.name
    case let op as MatMul: return op.relu ? "relu" : "linear"
    // Of two probabilities neither the sum nor the product is linear in the sense that counts here.
    case is Binary:
      let inputs = withoutIdentities.inputs.map(\.withoutIdentities)
      let isLinear = inputs.allSatisfy {
        $0.op is ParameterOp || $0.op is InputOp || $0.linear != nil
      }
      return isLinear && !inputs.allSatisfy { $0.op is InputOp } ? "linear" : nil
    case is DropoutOp: return withoutIdentities.inputs[0].activationName
    case is ReshapeOp:
      let name = withoutIdentities.inputs[0].activationName
      let keepsRows = withoutIdentities.inputs[0].shape.lastSize == shape.lastSize
      return keepsRows || name?.contains("softmax") != true ? name : nil
    default: return nil
    }
  }

  private var linear: String? { activationName == "linear" ? "linear" : nil }
}
