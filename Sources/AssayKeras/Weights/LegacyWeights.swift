import AssayCore
import AssayHDF5
import AssayModel

/// How the layers of a model and of a file of weights find each other.
public enum WeightsMatch: Sendable {
  /// By their places.
  case order
  /// By their names: layers that the file has not keep what they have, and layers that the model has not
  /// are left out.
  case name
}

/// The weights of Keras 2's files: a group for each layer by its name, and the names of what is in it in
/// an attribute, in order.
struct LegacyWeights {

  /// The group of the layers: the root of a file of weights, `model_weights` of a whole model.
  let group: HDF5Group
  /// What the group is called in messages, with a slash at its end; empty for the root.
  let path: String

  init(_ root: HDF5Group) {
    if let inner = root.group("model_weights") {
      group = inner
      path = "model_weights/"
    } else {
      group = root
      path = ""
    }
  }

  /// Whether a file is one of these.
  static func isLegacy(_ root: HDF5Group) -> Bool {
    let group = root.group("model_weights") ?? root
    return group.attribute("layer_names") != nil || group.attribute("layer_names0") != nil
  }

  /// - Throws: ``KerasFileError`` naming the first layer that does not fit, and ``HDF5Error``.
  func find(for graph: KerasGraph, by match: WeightsMatch) throws -> FoundWeights {
    let outline = try GraphOutline(inputs: graph.inputs, outputs: graph.outputs)
    let layers = try outline.layers.map { ($0.use.name, try LegacyWeights.weights(of: $0.use)) }
    let names = try group.texts("layer_names", path)
    guard Set(names).count == names.count else {
      throw KerasFileError(
        place: "\(path)layer_names", found: "a name twice", wanted: "names that differ")
    }
    var found: FoundWeights = []
    switch match {
    case .order:
      var stored: [(name: String, weights: [String])] = []
      for name in names {
        let weights = try weightNames(name)
        if !weights.isEmpty { stored.append((name, weights)) }
      }
      let wanted = layers.filter { !$0.1.isEmpty }
      guard stored.count == wanted.count else {
        throw KerasFileError(
          place: "\(path)layer_names",
          found: "\(stored.count) layers with weights: \(Self.list(stored.map(\.name)))",
          wanted: "\(wanted.count): \(Self.list(wanted.map(\.0)))")
      }
      for ((name, weights), (layer, parameters)) in zip(stored, wanted) {
        found += try read(name, weights, into: parameters, layer: layer)
      }
    case .name:
      let byName = Dictionary(layers, uniquingKeysWith: { first, _ in first })
      for name in names {
        guard let parameters = byName[name] else { continue }
        let weights = try weightNames(name)
        guard !(weights.isEmpty && parameters.isEmpty) else { continue }
        found += try read(name, weights, into: parameters, layer: name)
      }
      guard !found.isEmpty else {
        throw KerasFileError(
          place: "\(path)layer_names", found: Self.list(names),
          wanted: "names of the model's layers: \(Self.list(layers.map(\.0)))")
      }
    }
    return found
  }

  private func read(
    _ name: String, _ weights: [String], into parameters: [(path: String, parameter: Parameter)],
    layer: String
  ) throws -> FoundWeights {
    // Keras counts what it has adapted to, which Assay does not.
    let weights =
      weights.count > parameters.count
      ? weights.filter { !$0.hasSuffix("/count:0") && !$0.hasSuffix("/count") } : weights
    guard weights.count == parameters.count else {
      throw KerasFileError(
        place: "\(path)\(name)", found: "\(weights.count) weights: \(Self.list(weights))",
        wanted: "\(parameters.count) for layer '\(layer)': \(Self.list(parameters.map(\.path)))")
    }
    return try zip(weights, parameters).map { weight, wanted in
      let place = "\(path)\(name)/\(weight)"
      guard let dataset = group.dataset("\(name)/\(weight)") else {
        throw KerasFileError(place: place, found: "no such array", wanted: "what weight_names says")
      }
      let shape = wanted.parameter.shape
      if dataset.shape != shape {
        // A GRU that is reset after the product had its two biases in one row in early files.
        guard dataset.shape.elements == shape.elements, shape.count == 2, shape[0] == 2,
          dataset.shape.count == 1
        else {
          throw KerasFileError(
            place: place, found: "\(dataset.shape)", wanted: "\(shape) for '\(wanted.path)'")
        }
      }
      return (wanted.parameter, try dataset.tensor().floats(place: place))
    }
  }

  /// The weights of a layer and of those inside, what training changes first.
  private static func weights(
    of use: LayerUse
  ) throws -> [(path: String, parameter: Parameter)] {
    let all: [(name: String, parameter: Parameter, isFrozen: Bool)]
    do { all = try use.parameters() } catch { throw KerasFileError(model: error) }
    var seen: Set<ObjectIdentifier> = []
    let own = all.filter {
      !$0.parameter.isState && seen.insert(ObjectIdentifier($0.parameter)).inserted
    }
    return [false, true].flatMap { isFrozen in
      own.filter { $0.isFrozen == isFrozen }.map { ($0.name, $0.parameter) }
    }
  }

  /// Names with commas; of very many only the first.
  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "none" }
    return names.prefix(12).joined(separator: ", ")
      + (names.count > 12 ? " and \(names.count - 12) more" : "")
  }

  private func weightNames(_ layer: String) throws -> [String] {
    guard let stored = group.group(layer) else {
      throw KerasFileError(
        place: "\(path)\(layer)", found: "no such group",
        wanted: "one for every name in layer_names")
    }
    return try stored.texts("weight_names", "\(path)\(layer)/")
  }

}

extension HDF5Group {
  /// The arrays that an attribute names, in its order.
  package func arrays(
    namedBy attribute: String, in path: String
  ) throws -> [(name: String, tensor: Tensor)] {
    try texts(attribute, path + "/").map { name in
      guard let dataset = dataset(name) else {
        throw KerasFileError(
          place: "\(path)/\(name)", found: "no such array", wanted: "what \(attribute) says")
      }
      return (name, try dataset.tensor())
    }
  }

  /// A list of names; very long ones are in several attributes, `layer_names0`, `layer_names1`, ….
  fileprivate func texts(_ name: String, _ path: String) throws -> [String] {
    func list(_ attribute: HDF5Attribute, _ name: String) throws -> [String] {
      switch attribute {
      case .texts(let texts): return texts
      case .text(let text): return [text]
      // An empty list is one of numbers.
      case .numbers(let numbers) where numbers.isEmpty: return []
      case .integers(let numbers) where numbers.isEmpty: return []
      default:
        throw KerasFileError(place: path + name, found: "\(attribute)", wanted: "names")
      }
    }
    if let attribute = attribute(name) { return try list(attribute, name) }
    var names: [String] = []
    var number = 0
    while let attribute = attribute("\(name)\(number)") {
      names += try list(attribute, "\(name)\(number)")
      number += 1
    }
    return names
  }
}
