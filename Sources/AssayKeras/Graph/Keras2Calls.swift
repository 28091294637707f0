import AssayCore

/// How Keras 2 counted the calls of a model inside of a model: the first was the one that made it, which
/// is not in the file.
enum Keras2Calls {
  /// Numbers the calls of models inside from 0, where a file of Keras 2 numbers them from 1.
  static func shift(
    _ inputs: [TensorReference], _ outputs: [TensorReference], in entries: [GraphReader.Entry]
  ) -> (inputs: [TensorReference], outputs: [TensorReference]) {
    let all = entries.flatMap(\.calls).flatMap(\.sources) + outputs
    let numbers = Dictionary(grouping: all, by: \.layer)
    var shifted: Set<String> = []
    for entry in entries where isOfKeras2(entry.json) {
      let calls = (numbers[entry.name] ?? []).map(\.call)
      if calls.contains(entry.calls.count), !calls.contains(0) { shifted.insert(entry.name) }
    }
    func moved(_ reference: TensorReference) -> TensorReference {
      guard shifted.contains(reference.layer) else { return reference }
      return TensorReference(
        layer: reference.layer, call: reference.call - 1, result: reference.result)
    }
    for entry in entries {
      for index in entry.calls.indices {
        entry.calls[index].inputs = entry.calls[index].inputs.map(moved)
        entry.calls[index].masks = entry.calls[index].masks?.map { $0.map(moved) }
      }
    }
    return (inputs.map(moved), outputs.map(moved))
  }

  /// Whether calls are lists of lists, as Keras 2 wrote them.
  private static func isOfKeras2(_ json: JSON) -> Bool {
    guard
      ["Functional", "Model", "Sequential"].contains(where: { json["class_name"] == .string($0) }),
      case .array(let nodes)? = json["inbound_nodes"], case .array? = nodes.first
    else { return false }
    return true
  }
}
