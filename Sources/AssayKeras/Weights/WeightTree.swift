import AssayCore
import AssayModel

/// Where the weights of a model lie in a `.weights.h5`, as Keras names the places: by classes in order,
/// `layers/dense_1/vars/0`.
struct WeightTree {
  /// One group `vars` and what is in it.
  struct Group {
    /// `layers/dense_1/vars`.
    let path: String
    /// What its attribute `name` says.
    let name: String
    let parameters: [Parameter]
    /// The place in the model, for messages: `dense/kernel`.
    let place: String
  }

  private(set) var groups: [Group] = []
  // A layer is saved where it is met first.
  private var seen: Set<ObjectIdentifier> = []

  init(_ graph: KerasGraph, name: String) throws {
    try add(graph, path: "", name: name, place: "")
  }

  private mutating func add(
    _ graph: KerasGraph, path: String, name: String, place: String
  ) throws {
    let outline = try GraphOutline(inputs: graph.inputs, outputs: graph.outputs)
    var names = ClassNames()
    let isStack = graph.className == "Sequential" && outline.isStack(to: graph.outputs)
    if !isStack {
      for (name, _) in outline.inputs {
        let part = names.next("input_layer")
        groups.append(
          Group(path: "\(path)layers/\(part)/vars", name: name, parameters: [], place: name))
      }
    }
    for (use, _) in outline.layers where !(use.layer is KerasOperation) {
      let (name, layer) = (use.name, use.layer)
      let part = names.next(snakeCase(layer.className))
      try add(
        layer, path: "\(path)layers/\(part)/", name: name,
        place: place.isEmpty ? name : "\(place)/\(name)")
    }
    groups.append(Group(path: path + "vars", name: name, parameters: [], place: place))
  }

  private mutating func add(
    _ layer: Layer, path: String, name: String, place: String
  ) throws {
    guard seen.insert(ObjectIdentifier(layer)).inserted else { return }
    if let model = layer as? GraphLayer {
      let graph = KerasGraph(
        className: model.className, name: name, inputs: model.graphInputs,
        outputs: model.graphOutputs)
      return try add(graph, path: path, name: name, place: place)
    }
    let all = layer.scope.parameters.filter { !$0.isState }
    let rest = try add(KerasLayers.parts(of: layer), of: all, path: path, place: place)
    groups.append(Group(path: path + "vars", name: name, parameters: rest, place: place))
  }

  /// Adds what lies in groups of its own; what is left is the layer's own.
  private mutating func add(
    _ parts: [KerasPart], of parameters: [Parameter], path: String, place: String
  ) throws -> [Parameter] {
    var rest = parameters
    for part in parts {
      switch part {
      case .layer(let name, let layer):
        try add(
          layer, path: "\(path)\(name)/", name: layer.name ?? snakeCase(layer.className),
          place: "\(place)/\(layer.name ?? name)")
      case .parameters(let name, let names, let inner):
        let own = rest.filter { names?.contains($0.name) ?? true }
        rest.removeAll { one in own.contains { $0 === one } }
        let left = try add(inner, of: own, path: "\(path)\(name)/", place: place)
        // `query/kernel` lies in the group of what Keras calls `query`.
        let prefix = own.first?.name.split(separator: "/").dropLast().last.map(String.init)
        groups.append(
          Group(
            path: "\(path)\(name)/vars", name: prefix ?? name, parameters: left, place: place))
      case .empty(let name, let own):
        groups.append(Group(path: "\(path)\(name)/vars", name: own, parameters: [], place: place))
      }
    }
    return rest
  }
}

/// Names of one kind with `_1`, `_2` after the first.
private struct ClassNames {
  private var counts: [String: Int] = [:]

  mutating func next(_ name: String) -> String {
    let count = counts[name, default: 0]
    counts[name] = count + 1
    return count == 0 ? name : "\(name)_\(count)"
  }
}
