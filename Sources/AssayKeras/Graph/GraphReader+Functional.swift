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
  /// The mask that the file names.
  var mask: TensorReference?
  var training: Bool?
  /// Whether the call asks for a causal mask, which is an argument of the layer here.
  var useCausalMask = false
}

extension GraphReader {
  final class Entry {
    let name: String
    var calls: [CallDescription]
    let json: JSON
    /// What a mask is made of, where this is one of the operations that make masks.
    var mask: MaskOperation?
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
    let ends = Keras2Calls.shift(inputs.references, outputs.references, in: entries)
    try make(entries, depth: depth)
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
      if let mask = MaskOperation(object, json) {
        let entry = Entry(name: name, calls: [CallDescription(inputs: [])], json: json)
        entry.mask = mask
        entry.results = [[]]
        return entry
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

  /// Makes every call once what it is called on is there.
  private func make(_ entries: [Entry], depth: Int) throws {
    struct Call: Hashable {
      let entry: Int
      let index: Int
    }
    let numbers = Dictionary(
      uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
    var waiting: [Call: Int] = [:]
    var readers: [Call: [Call]] = [:]
    var ready: [Call] = []
    for (number, entry) in entries.enumerated() where entry.results[0] == nil {
      for (index, description) in entry.calls.enumerated() {
        let call = Call(entry: number, index: index)
        var sources: Set<Call> = []
        for reference in description.inputs {
          guard let source = numbers[reference.layer],
            entries[source].calls.indices.contains(reference.call)
          else {
            throw KerasFileError(
              place: "layer '\(entry.name)'", found: "\(reference.description) as an input",
              wanted: "a result of a layer of the model")
          }
          if entries[source].results[reference.call] == nil {
            sources.insert(Call(entry: source, index: reference.call))
          }
        }
        for source in sources { readers[source, default: []].append(call) }
        if sources.isEmpty { ready.append(call) } else { waiting[call] = sources.count }
      }
    }
    // First come, first made, so that layers come in the file's order.
    var next = 0
    while next < ready.count {
      let call = ready[next]
      next += 1
      try make(call.index, of: entries[call.entry], entries, numbers, depth: depth)
      for reader in readers[call] ?? [] {
        waiting[reader]! -= 1
        if waiting[reader] == 0 {
          waiting[reader] = nil
          ready.append(reader)
        }
      }
    }
    guard waiting.isEmpty else {
      let names = Set(waiting.keys.map { entries[$0.entry].name }).sorted()
      throw KerasFileError(
        found: "layers that wait for each other in a circle: "
          + names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : ""),
        wanted: "a graph from inputs to outputs")
    }
  }

  private func make(
    _ index: Int, of entry: Entry, _ entries: [Entry], _ numbers: [String: Int], depth: Int
  ) throws {
    let description = entry.calls[index]
    let inputs = try description.inputs.map { reference -> Symbol in
      let source = entries[numbers[reference.layer]!]
      guard let results = source.results[reference.call], results.indices.contains(reference.result)
      else {
        throw KerasFileError(
          place: "layer '\(entry.name)'", found: "\(reference.description) as an input",
          wanted: "a result that the layer has")
      }
      return results[reference.result]
    }
    guard !inputs.isEmpty else {
      throw KerasFileError(
        place: "layer '\(entry.name)'", found: "a call without inputs", wanted: "one input or more")
    }
    if let mask = description.mask {
      guard isOwn(mask, of: inputs, description, entries, numbers) else {
        throw KerasFileError(
          place: "layer '\(entry.name)'",
          found: "a call with a mask of its own, \(mask.description)",
          wanted: "the mask that Masking or Embedding(mask_zero=True) gives")
      }
    }
    let layer: Layer
    if let made = entry.layer {
      layer = made
    } else {
      layer = try self.layer(entry.configured, depth: depth)
      entry.layer = layer
    }
    entry.results[index] = try call(layer, inputs, training: description.training)
  }

  /// Whether a mask is the one that the inputs bring with them: made as a layer before the call makes it.
  private func isOwn(
    _ mask: TensorReference, of inputs: [Symbol], _ call: CallDescription, _ entries: [Entry],
    _ numbers: [String: Int]
  ) -> Bool {
    guard inputs.contains(where: { $0.mask != nil }),
      let made = MaskOperation.whole(mask, { numbers[$0].flatMap { entries[$0].mask } })
    else { return false }
    var seen: Set<TensorReference> = []
    var pending = call.inputs
    while let reference = pending.popLast() {
      guard seen.insert(reference).inserted, let number = numbers[reference.layer],
        entries[number].calls.indices.contains(reference.call)
      else { continue }
      let sources = entries[number].calls[reference.call].inputs
      let isHere = sources == [made.source]
      switch entries[number].layer {
      case let masking as Masking where isHere && Double(masking.maskValue) == made.number:
        return true
      case let embedding as Embedding where isHere && embedding.maskZero && made.number == 0:
        return true
      default: pending += sources
      }
    }
    return false
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
