import AssayCore

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
