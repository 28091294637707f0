import AssayCore

/// An operation outside of layers that makes a mask: Keras writes them out where a layer was called on
/// something that is masked, although every layer finds its mask itself.
enum MaskOperation {
  /// 1 where the source differs from a number.
  case different(TensorReference, from: Double)
  /// 1 where anything along the last axis is.
  case any(TensorReference)

  /// - Returns: `nil` for anything else.
  init?(_ object: KerasObject, _ json: JSON) {
    guard KerasOperation.isOperation(object), case .array(let nodes)? = json["inbound_nodes"],
      nodes.count == 1, case .array(let arguments)? = nodes[0]["args"],
      let source = arguments.first.flatMap(CallReader.reference)
    else { return nil }
    switch object.className {
    case "NotEqual" where arguments.count == 2:
      guard let number = KerasConfig.number(arguments[1]) else { return nil }
      self = .different(source, from: number)
    case "Any": self = .any(source)
    default: return nil
    }
  }

  /// What a mask says of which value.
  static func whole(
    _ mask: TensorReference, _ operation: (String) -> MaskOperation?
  ) -> (source: TensorReference, number: Double)? {
    switch operation(mask.layer) {
    case .different(let source, let number)?: return (source, number)
    case .any(let inner)?:
      guard case .different(let source, let number)? = operation(inner.layer) else { return nil }
      return (source, number)
    case nil: return nil
    }
  }
}
