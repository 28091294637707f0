import AssayCore
import AssayModel

/// A graph of layers in order, each call of a layer found and numbered.
///
/// What lies inside of a layer is the layer's own: the walk goes from a result to what the layer was
/// called on.
struct GraphOutline {
  /// The inputs with their names, those that the model has first.
  let inputs: [(name: String, node: Node)]
  /// The layers in Keras's order.
  let layers: [(use: LayerUse, calls: [LayerCall])]
  private let inputNames: [ObjectIdentifier: String]
  private let places: [ObjectIdentifier: (layer: String, call: Int)]

  /// - Throws: ``KerasFileError`` for an operation outside of layers.
  init(inputs: [Symbol], outputs: [Symbol]) throws {
    for symbol in inputs + outputs {
      if let error = symbol.error { throw KerasFileError(model: error) }
    }
    let uses: [LayerUse]
    do { uses = try layerUses(in: outputs.map(\.node)).layers } catch {
      throw KerasFileError(model: error)
    }
    var names: [ObjectIdentifier: String] = [:]
    for use in uses {
      try KerasObject.checkName(.string(use.name), "a layer")
      names[ObjectIdentifier(use.layer)] = use.name
    }

    let known = Set(inputs.map(\.node.id))
    var calls: [ObjectIdentifier: [LayerCall]] = [:]
    var seen: Set<ObjectIdentifier> = []
    var seenCalls: Set<ObjectIdentifier> = []
    var stack: [(node: Node, isDone: Bool)] = outputs.reversed().map { ($0.node, false) }
    while let (node, isDone) = stack.popLast() {
      if isDone {
        guard let call = node.origin, seenCalls.insert(ObjectIdentifier(call)).inserted else {
          continue
        }
        calls[ObjectIdentifier(call.layer), default: []].append(call)
        continue
      }
      guard seen.insert(node.id).inserted, !known.contains(node.id) else { continue }
      guard let call = node.origin else {
        throw KerasFileError(
          found: "an operation outside of layers, \(type(of: node.op)) \(node.shape)",
          wanted: "layers alone, such as Add() or Rescaling(2): Keras's files hold layers")
      }
      stack.append((node, true))
      for source in (call.inputs + call.masks).reversed() { stack.append((source, false)) }
    }

    var taken = Set(names.values)
    var inputNames: [ObjectIdentifier: String] = [:]
    var found: [(name: String, node: Node)] = []
    for symbol in inputs {
      let base = (symbol.node.op as? InputOp)?.name ?? "input_layer"
      var name = base
      var number = 0
      while !taken.insert(name).inserted {
        number += 1
        name = "\(base)_\(number)"
      }
      inputNames[symbol.node.id] = name
      found.append((name, symbol.node))
    }
    self.inputs = found
    self.inputNames = inputNames
    layers = uses.compactMap { use in
      calls[ObjectIdentifier(use.layer)].map { (use, $0) }
    }
    var places: [ObjectIdentifier: (layer: String, call: Int)] = [:]
    for (use, calls) in layers {
      for (index, call) in calls.enumerated() { places[ObjectIdentifier(call)] = (use.name, index) }
    }
    self.places = places
  }

  /// Where a value comes from, as Keras names it.
  func reference(_ node: Node) -> TensorReference {
    if let name = inputNames[node.id] { return TensorReference(layer: name, call: 0, result: 0) }
    let place = node.origin.flatMap { places[ObjectIdentifier($0)] }
    return TensorReference(
      layer: place?.layer ?? "", call: place?.call ?? 0, result: node.originIndex)
  }

  /// The same where it is an end of the graph: there Keras counts the calls of a Functional model from 1.
  func end(_ node: Node) -> TensorReference {
    let place = reference(node)
    guard let model = node.origin?.layer as? GraphLayer, model.className != "Sequential" else {
      return place
    }
    return TensorReference(layer: place.layer, call: place.call + 1, result: place.result)
  }

  /// Whether every layer is called once, on the result of the one before: a stack.
  func isStack(to outputs: [Symbol]) -> Bool {
    guard inputs.count == 1, outputs.count == 1 else { return false }
    var results: [ObjectIdentifier: Node] = [:]
    for node in layers.flatMap(\.calls).flatMap(\.inputs) + outputs.map(\.node) {
      if let call = node.origin { results[ObjectIdentifier(call)] = node }
    }
    var last = inputs[0].node
    for (_, calls) in layers {
      guard calls.count == 1, calls[0].inputs.count == 1, calls[0].inputs[0] === last,
        calls[0].made.count == 1, calls[0].form.isPlain,
        let next = results[ObjectIdentifier(calls[0])]
      else { return false }
      last = next
    }
    return last === outputs[0].node
  }
}

extension CallForm {
  /// Whether the call says nothing.
  fileprivate var isPlain: Bool { training == nil && masks == nil && kept.isEmpty }
}

/// Writes graphs as Keras does.
enum GraphWriter {
  /// - Throws: ``KerasFileError`` for what Keras cannot have.
  static func write(_ graph: KerasGraph, name: String) throws -> JSON {
    let outline = try GraphOutline(inputs: graph.inputs, outputs: graph.outputs)
    let isStack = graph.className == "Sequential" && outline.isStack(to: graph.outputs)
    return isStack
      ? try sequential(graph, outline, name: name) : try functional(graph, outline, name: name)
  }

  private static func sequential(
    _ graph: KerasGraph, _ outline: GraphOutline, name: String
  ) throws -> JSON {
    let input = outline.inputs[0]
    let layers = try outline.layers.map { try object($0.use.layer, name: $0.use.name) }
    let config: JSON = [
      "name": .string(name), "trainable": .bool(graph.isTrainable), "dtype": KerasConfig.float32,
      "layers": .array([inputLayer(input.name, input.node)] + layers),
      "build_input_shape": batchShape(input.node),
    ]
    return .object(
      members(KerasObject(module: "keras", className: "Sequential", config: config).json)
        + [.init("build_config", ["input_shape": batchShape(input.node)])])
  }

  private static func functional(
    _ graph: KerasGraph, _ outline: GraphOutline, name: String
  ) throws -> JSON {
    let inputs = outline.inputs.map { name, node in
      with(inputLayer(name, node), name: name, calls: [])
    }
    let layers = try outline.layers.map { use, calls in
      with(
        try object(use.layer, name: use.name), name: use.name,
        calls: calls.map { call($0, of: use.layer, outline) })
    }
    func ends(_ symbols: [Symbol], _ keys: [String]?) -> JSON {
      let places = symbols.map { triple(outline.end($0.node)) }
      if let keys, keys.count == places.count {
        return .object(zip(keys, places).map { JSON.Member($0, $1) })
      }
      return places.count == 1 ? places[0] : .array(places)
    }
    let config: JSON = [
      "name": .string(name), "trainable": .bool(graph.isTrainable),
      "layers": .array(inputs + layers), "input_layers": ends(graph.inputs, graph.inputKeys),
      "output_layers": ends(graph.outputs, graph.outputKeys),
    ]
    let model = KerasObject(
      module: "keras.src.models.functional", className: "Functional", config: config,
      registeredName: "Functional")
    return .object(
      members(model.json)
        + [
          .init(
            "build_config",
            [
              "input_shape": outline.inputs.count == 1 ? batchShape(outline.inputs[0].node) : nil
            ])
        ])
  }

  /// The object of a layer, or of a model as a layer.
  static func object(_ layer: Layer, name: String) throws -> JSON {
    if let operation = layer as? KerasOperation { return operation.json(name: name) }
    guard let model = layer as? GraphLayer else {
      return try KerasLayers.write(layer, name: name).json
    }
    var graph = KerasGraph(
      className: model.className, name: name, inputs: model.graphInputs,
      outputs: model.graphOutputs)
    graph.isTrainable = model.isTrainable
    do { return try write(graph, name: name) } catch let error as KerasFileError {
      throw error.inside("model '\(name)'")
    }
  }

  private static func inputLayer(_ name: String, _ node: Node) -> JSON {
    let declared = (node.op as? InputOp)?.declared
    return KerasObject(
      module: "keras.layers", className: "InputLayer",
      config: [
        "batch_shape": batchShape(node),
        "dtype": .string(declared?.dtype ?? node.dtype.description), "sparse": false,
        "ragged": false, "name": .string(name), "optional": false,
      ]
    ).json
  }

  private static func batchShape(_ node: Node) -> JSON {
    let input = node.op as? InputOp
    if let declared = input?.declared {
      return .array(declared.batchShape.map { $0.map { .integer($0) } ?? .null })
    }
    return .array(
      [input?.batchSize.map { .integer($0) } ?? .null]
        + node.shape.dropFirst().map { .integer($0) })
  }

  private static func with(_ object: JSON, name: String, calls: [JSON]) -> JSON {
    .object(
      members(object) + [.init("name", .string(name)), .init("inbound_nodes", .array(calls))])
  }

  private static func members(_ json: JSON) -> [JSON.Member] {
    if case .object(let members) = json { members } else { [] }
  }

  // MARK: Calls

  /// How Keras's layers take several inputs.
  private static func call(_ call: LayerCall, of layer: Layer, _ outline: GraphOutline) -> JSON {
    let tensors = call.inputs.map { tensor($0, outline) }
    var keywords: [JSON.Member] = []
    var arguments: [JSON]
    switch layer {
    case let operation as KerasOperation:
      return ["args": operation.json(of: tensors), "kwargs": [:]]
    case let attention as AttentionHeads:
      arguments = Array(tensors.prefix(2))
      for (name, tensor) in zip(["key", "attention_mask"], tensors.dropFirst(2)) {
        keywords.append(.init(name, tensor))
      }
      if attention.useCausalMask { keywords.append(.init("use_causal_mask", true)) }
    case is Recurrent, is Bidirectional:
      arguments = Array(tensors.prefix(1))
      if tensors.count > 1 {
        keywords.append(.init("initial_state", .array(Array(tensors.dropFirst()))))
      }
    case let attention as PairAttention:
      arguments = [.array(tensors)]
      if attention.useCausalMask { keywords.append(.init("use_causal_mask", true)) }
    case is Merge, is Concatenate, is Dot: arguments = [.array(tensors)]
    default: arguments = tensors.count == 1 ? tensors : [.array(tensors)]
    }
    if let masks = call.form.masks, masks.contains(where: { $0 != nil }) {
      let written = masks.map { $0.map { tensor($0.node, outline) } ?? .null }
      keywords.append(.init("mask", layer is PairAttention ? .array(written) : written[0]))
    }
    if let training = call.form.training { keywords.append(.init("training", .bool(training))) }
    keywords += call.form.kept
    return ["args": .array(arguments), "kwargs": .object(keywords)]
  }

  private static func tensor(_ node: Node, _ outline: GraphOutline) -> JSON {
    [
      "class_name": "__keras_tensor__",
      "config": [
        "shape": .array(node.shape.map { $0 == Shape.free ? .null : .integer($0) }),
        "dtype": .string(node.dtype.description),
        "keras_history": triple(outline.reference(node)),
      ],
    ]
  }

  private static func triple(_ reference: TensorReference) -> JSON {
    [.string(reference.layer), .integer(reference.call), .integer(reference.result)]
  }
}
