import AssayCore
import AssayModel

/// A result of a layer, as a configuration names it.
struct TensorReference: Hashable {
  let layer: String
  let call: Int
  let result: Int

  var description: String { "result \(result) of call \(call) of '\(layer)'" }
}

/// One call of a layer.
struct CallDescription {
  var inputs: [TensorReference]
  /// The masks that the file names, one for each of the first inputs.
  var masks: [TensorReference?]?
  var training: Bool?
  /// What means nothing here.
  var kept: [JSON.Member] = []
  var isOfKeras3 = false
  /// Whether the call asks for a causal mask, which is an argument of the layer here.
  var useCausalMask = false

  /// All that has to be there before the call.
  var sources: [TensorReference] { inputs + (masks ?? []).compactMap(\.self) }
}

extension GraphReader {
  final class Entry {
    let name: String
    var calls: [CallDescription]
    let json: JSON
    var layer: Layer?
    /// Of each call that has been made.
    var results: [[Symbol]?]

    init(name: String, calls: [CallDescription], json: JSON) {
      self.name = name
      self.calls = calls
      self.json = json
      results = Array(repeating: nil, count: calls.count)
    }

    /// The layer's object, with the arguments of its calls that are the layer's own here.
    var configured: JSON {
      guard calls.contains(where: \.useCausalMask), case .object(let members) = json,
        case .object(let config)? = json["config"]
      else { return json }
      return .object(
        members.filter { $0.name != "config" }
          + [.init("config", .object(config + [.init("use_causal_mask", true)]))])
    }
  }

  func functional(_ object: KerasObject, depth: Int) throws -> KerasGraph {
    let config = try KerasConfig(object)
    let name = config.name
    let isTrainable = try config.bool("trainable", true)
    try config.floatPolicy()
    guard case .array(let list)? = config.known("layers") else {
      throw config.wrong("layers", config.value("layers"), wanted: "a list of layers")
    }
    let inputs = try GraphReader.ends(config, "input_layers")
    let outputs = try GraphReader.ends(config, "output_layers")
    try config.finish()

    let entries = try entries(list, depth: depth)
    var ends = Keras2Calls.shift(inputs.references, outputs.references, in: entries)
    let models = GraphReader.modelsByName(entries)
    ends.inputs = ends.inputs.map { GraphReader.shifted($0, models) }
    ends.outputs = ends.outputs.map { GraphReader.shifted($0, models) }
    try make(entries, to: ends.outputs, depth: depth)
    let byName = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
    func symbols(_ references: [TensorReference], _ what: String) throws -> [Symbol] {
      try references.map { reference in
        guard let entry = byName[reference.layer], entry.results.indices.contains(reference.call),
          let results = entry.results[reference.call], results.indices.contains(reference.result)
        else {
          throw KerasFileError(
            place: what, found: reference.description, wanted: "a result of a layer of the model")
        }
        return results[reference.result]
      }
    }
    var graph = KerasGraph(
      className: "Functional", name: name,
      inputs: try symbols(ends.inputs, "input_layers"),
      outputs: try symbols(ends.outputs, "output_layers"))
    graph.inputKeys = inputs.keys
    graph.outputKeys = outputs.keys
    graph.isTrainable = isTrainable
    return graph
  }

  /// The models among the layers that Keras 3 calls Functional.
  private static func modelsByName(_ entries: [Entry]) -> [String: Entry] {
    let models = entries.filter { entry in
      entry.calls.allSatisfy(\.isOfKeras3)
        && ["Functional", "Model"].contains { entry.json["class_name"] == .string($0) }
    }
    return Dictionary(uniqueKeysWithValues: models.map { ($0.name, $0) })
  }

  /// Where the ends of a graph are results of a Functional model inside, Keras 3 counts its calls from 1: the
  /// first made it. Elsewhere it counts from 0.
  private static func shifted(
    _ reference: TensorReference, _ models: [String: Entry]
  ) -> TensorReference {
    guard let entry = models[reference.layer] else { return reference }
    // Call 0 is the last one there, as -1 is in Python.
    return TensorReference(
      layer: reference.layer,
      call: reference.call == 0 ? entry.calls.count - 1 : reference.call - 1,
      result: reference.result)
  }

  private func entries(_ list: [JSON], depth: Int) throws -> [Entry] {
    var names: Set<String> = []
    return try list.map { json in
      let object = try KerasObject(json, "a layer")
      let inner: String? =
        if case .string(let text)? = object.config["name"] { text } else { nil }
      let outer: String? = if case .string(let text)? = json["name"] { text } else { nil }
      guard let name = outer ?? inner else {
        throw KerasFileError(
          place: "a layer of class \(object.className)", found: "no name", wanted: "a name")
      }
      guard names.insert(name).inserted else {
        throw KerasFileError(found: "two layers named '\(name)'", wanted: "names that differ")
      }
      if KerasOperation.isOperation(object) {
        let (operation, inputs) = try KerasOperation.read(
          object, json["inbound_nodes"] ?? .null, name: name)
        let entry = Entry(name: name, calls: [CallDescription(inputs: inputs)], json: json)
        entry.layer = operation
        return entry
      }
      var calls = try CallReader(layer: name).calls(json["inbound_nodes"] ?? .array([]))
      if object.className == "InputLayer" { calls = [CallDescription(inputs: [])] }
      guard !calls.isEmpty else {
        throw KerasFileError(
          place: "layer '\(name)'", found: "no inbound_nodes", wanted: "the layer's calls")
      }
      let entry = Entry(name: name, calls: calls, json: json)
      if object.className == "InputLayer" {
        entry.results = [[try input(object, name: name)]]
      }
      return entry
    }
  }

  /// Makes every call, in Keras's order.
  private func make(_ entries: [Entry], to outputs: [TensorReference], depth: Int) throws {
    let numbers = Dictionary(
      uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
    for call in try CallOrder(entries, numbers, to: outputs).calls {
      try make(call.index, of: entries[call.entry], entries, numbers, depth: depth)
    }
  }

  private func make(
    _ index: Int, of entry: Entry, _ entries: [Entry], _ numbers: [String: Int], depth: Int
  ) throws {
    let description = entry.calls[index]
    func symbol(_ reference: TensorReference) throws -> Symbol {
      let source = entries[numbers[reference.layer]!]
      guard let results = source.results[reference.call], results.indices.contains(reference.result)
      else {
        throw KerasFileError(
          place: "layer '\(entry.name)'", found: "\(reference.description) as an input",
          wanted: "a result that the layer has")
      }
      return results[reference.result]
    }
    let inputs = try description.inputs.map(symbol)
    guard !inputs.isEmpty else {
      throw KerasFileError(
        place: "layer '\(entry.name)'", found: "a call without inputs", wanted: "one input or more")
    }
    let layer: Layer
    if let made = entry.layer {
      layer = made
    } else {
      layer = try self.layer(entry.configured, depth: depth)
      entry.layer = layer
    }
    var form = CallForm(training: description.training)
    form.kept = description.kept
    form.masks = try description.masks?.map { try $0.map(symbol) }
    if description.isOfKeras3, inputs.count > 1, form.masks == nil,
      layer is Recurrent || layer is Bidirectional
    {
      // Keras 3 finds no mask by itself where a call has first states too.
      form.masks = inputs.map { _ in nil }
    }
    entry.results[index] = try call(layer, inputs, form)
    if description.isOfKeras3, layer is MultiHeadAttention {
      // Keras 3 takes the masks away from what its layer was called on.
      for reference in description.inputs {
        let hidden = try symbol(reference).withoutMask
        entries[numbers[reference.layer]!].results[reference.call]?[reference.result] = hidden
      }
    }
  }

  /// The references in `input_layers` or `output_layers`: one, a list, or by keys.
  private static func ends(
    _ config: KerasConfig, _ name: String
  ) throws -> (references: [TensorReference], keys: [String]?) {
    guard let value = config.known(name) else {
      throw config.missing(name, wanted: "the ends of the graph")
    }
    if let one = CallReader.reference(value) { return ([one], nil) }
    switch value {
    case .array(let values):
      let found = try values.map { value in
        // Some versions nest them once more.
        if case .array(let inner) = value, inner.count == 1,
          let one = CallReader.reference(inner[0])
        {
          return one
        }
        guard let one = CallReader.reference(value) else {
          throw config.wrong(name, value, wanted: "[layer, call, result]")
        }
        return one
      }
      guard !found.isEmpty else { throw config.wrong(name, value, wanted: "one end or more") }
      return (found, nil)
    case .object(let unsorted):
      // As Keras goes through dictionaries.
      let members = unsorted.sorted { $0.name < $1.name }
      let found = try members.map { member in
        guard let one = CallReader.reference(member.value) else {
          throw config.wrong(name, member.value, wanted: "[layer, call, result]")
        }
        return one
      }
      guard !found.isEmpty else { throw config.wrong(name, value, wanted: "one end or more") }
      return (found, members.map(\.name))
    default: throw config.wrong(name, value, wanted: "a list of [layer, call, result]")
    }
  }
}
