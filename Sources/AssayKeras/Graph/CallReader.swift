import AssayCore

/// Reads the `inbound_nodes` of a layer, in Keras 3's form and in Keras 2's.
struct CallReader {
  let layer: String

  /// Arguments whose tensors are further inputs of the layer, in its order.
  private static let tensorArguments = [
    "inputs", "query", "value", "key", "attention_mask", "initial_state", "states",
  ]

  func calls(_ json: JSON) throws -> [CallDescription] {
    guard case .array(let nodes) = json else {
      throw wrong(json, wanted: "a list of calls")
    }
    return try nodes.map { node in
      switch node {
      case .object: try keras3(node)
      case .array(let parts): try keras2(parts)
      default: throw wrong(node, wanted: "a call: {\"args\": …, \"kwargs\": …}")
      }
    }
  }

  /// `{"args": [tensor, [tensor, tensor]], "kwargs": {"training": true}}`.
  private func keras3(_ node: JSON) throws -> CallDescription {
    var call = CallDescription(inputs: [])
    guard case .array(let args)? = node["args"] else { throw wrong(node, wanted: "\"args\"") }
    for argument in args { try tensors(in: argument, into: &call.inputs) }
    guard case .object(let keywords)? = node["kwargs"] ?? .object([]) else {
      throw wrong(node, wanted: "\"kwargs\"")
    }
    try read(keywords, into: &call)
    // Keras 3 trains and infers as the model does, whatever a call says.
    call.kept = keywords.filter { $0.name == "training" && $0.value != .null }
    call.training = nil
    call.isOfKeras3 = true
    return call
  }

  /// `[["layer", 0, 0, {}], ["other", 0, 0, {}]]`.
  private func keras2(_ parts: [JSON]) throws -> CallDescription {
    var call = CallDescription(inputs: [])
    // One tensor alone may come without its list.
    let parts = CallReader.triple(.array(parts)) == nil ? parts : [.array(parts)]
    for part in parts {
      guard let reference = CallReader.triple(part), case .array(let values) = part else {
        throw wrong(part, wanted: "[layer, call, result, {…}]")
      }
      call.inputs.append(reference)
      guard values.count > 3 else { continue }
      guard case .object(let keywords) = values[3] else {
        throw wrong(values[3], wanted: "the arguments of the call")
      }
      try read(keywords, into: &call)
    }
    return call
  }

  private func read(_ keywords: [JSON.Member], into call: inout CallDescription) throws {
    for name in CallReader.tensorArguments {
      guard let value = keywords.first(where: { $0.name == name })?.value, value != .null else {
        continue
      }
      // The values are the keys of an attention that is given none.
      if name == "attention_mask", call.inputs.count == 2 { call.inputs.append(call.inputs[1]) }
      try tensors(in: value, into: &call.inputs)
    }
    for keyword in keywords where !CallReader.tensorArguments.contains(keyword.name) {
      switch (keyword.name, keyword.value) {
      case (_, let value) where CallReader.isNothing(value): continue
      case ("mask", let value): call.masks = try masks(value)
      case ("training", .bool(let training)): call.training = training
      case ("training", .integer(let training)): call.training = training != 0
      case ("use_causal_mask", .bool(let isCausal)): call.useCausalMask = isCausal
      case ("return_attention_scores", .bool(false)): continue
      case ("name", .string) where keywords.count == 1: continue
      default:
        throw KerasFileError(
          place: "layer '\(layer)'",
          found: "a call with \(keyword.name) = \(keyword.value.line(.words).prefix(80))",
          wanted: "an argument that Assay's layer takes")
      }
    }
  }

  /// The tensors in a value, in their order.
  private func tensors(
    in json: JSON, into found: inout [TensorReference], depth: Int = 0
  ) throws {
    if let one = CallReader.reference(json) {
      found.append(one)
      return
    }
    switch json {
    case .null: return
    case .array(let values) where depth < 8:
      for value in values { try tensors(in: value, into: &found, depth: depth + 1) }
    case .object(let members) where json["class_name"] == nil && depth < 8:
      for member in members { try tensors(in: member.value, into: &found, depth: depth + 1) }
    default:
      throw KerasFileError(
        place: "layer '\(layer)'",
        found: "\(json.line(.words).prefix(80)) among the inputs of a call",
        wanted: "results of layers")
    }
  }

  /// The masks of the inputs, one for each: a tensor, or several in a list or by names, or nothing.
  private func masks(_ json: JSON) throws -> [TensorReference?] {
    if let one = CallReader.reference(json) { return [one] }
    let values: [JSON]? =
      switch json {
      case .array(let values): values
      case .object(let members) where json["class_name"] == nil: members.map(\.value)
      default: nil
      }
    guard let values else { throw wrong(json, wanted: "a mask that is a result of a layer") }
    return try values.map { value in
      if value == .null { return nil }
      guard let one = CallReader.reference(value) else {
        throw wrong(value, wanted: "a mask that is a result of a layer")
      }
      return one
    }
  }

  /// Whether a value is null, or nothing but such.
  private static func isNothing(_ json: JSON) -> Bool {
    switch json {
    case .null: true
    case .array(let values): values.allSatisfy { $0 == .null }
    case .object(let members): members.allSatisfy { $0.value == .null }
    default: false
    }
  }

  /// The result that a value names: `{"class_name": "__keras_tensor__", …}` or `["layer", 0, 0]`.
  static func reference(_ json: JSON) -> TensorReference? {
    if json["class_name"] == "__keras_tensor__", let history = json["config"]?["keras_history"] {
      return triple(history)
    }
    return triple(json)
  }

  private static func triple(_ json: JSON) -> TensorReference? {
    guard case .array(let values) = json, (3...4).contains(values.count),
      case .string(let layer) = values[0], case .integer(let call) = values[1],
      case .integer(let result) = values[2], call >= 0, result >= 0
    else { return nil }
    return TensorReference(layer: layer, call: call, result: result)
  }

  private func wrong(_ json: JSON, wanted: String) -> KerasFileError {
    KerasFileError(
      place: "layer '\(layer)', inbound_nodes", found: String(json.line(.words).prefix(80)),
      wanted: wanted)
  }
}
