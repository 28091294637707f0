import AssayCore

/// An operation outside of layers that makes a mask: Keras writes them out where a layer was called on
/// something that is masked, although every layer finds its mask itself.
enum MaskOperation {
  /// 1 where the source differs from a number.
  case different(TensorReference, from: Double)
  /// 1 where anything along the last axis is.
  case any(TensorReference)

  /// - Returns: `nil` for a layer.
  /// - Throws: ``KerasFileError`` for any other operation.
  init?(_ object: KerasObject, _ json: JSON) throws {
    guard let module = object.module, module.hasPrefix("keras.src.ops.") else { return nil }
    if case .array(let nodes)? = json["inbound_nodes"], nodes.count == 1,
      case .array(let arguments)? = nodes[0]["args"], let first = arguments.first,
      let source = CallReader.reference(first)
    {
      switch object.className {
      case "NotEqual" where arguments.count == 2:
        if let number = KerasConfig.number(arguments[1]) {
          self = .different(source, from: number)
          return
        }
      case "Any":
        self = .any(source)
        return
      default: break
      }
    }
    throw KerasFileError(
      place: "layer '\(object.config["name"]?.line() ?? "")'",
      found: "the operation \(object.className) outside of layers",
      wanted: "layers, such as Rescaling, Add or Multiply")
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
