import AssayCore
import AssayModel

/// Makes the graph that a configuration describes.
///
/// A file may be small and the graph enormous, since a model inside of a model is made anew by every call:
/// calls are counted, and so is the depth.
package final class GraphReader {
  /// The most calls of layers that a file may ask for, in all.
  static let mostCalls = 200_000
  /// How deep models may lie inside of models.
  static let deepest = 32

  /// The sizes of inputs by their names, where a file leaves them free.
  private let sizes: [String: [Int]]
  /// Whether Keras 2 wrote the file, which means other things by some names.
  let isOfKeras2: Bool
  private var calls = 0
  // Whether states outlast a batch, so that all batches are of one size.
  private var isStateful = false
  // What a call of a model inside costs.
  private var costs: [ObjectIdentifier: Int] = [:]

  init(sizes: [String: [Int]] = [:], isOfKeras2: Bool = false) {
    self.sizes = sizes
    self.isOfKeras2 = isOfKeras2
  }

  /// - Throws: ``KerasFileError`` for what is no graph of layers that Assay has.
  func read(_ object: KerasObject, depth: Int = 0) throws -> KerasGraph {
    guard depth < GraphReader.deepest else {
      throw KerasFileError(
        found: "models inside of models, deeper than \(GraphReader.deepest)", wanted: "at most that"
      )
    }
    if depth == 0 { isStateful = object.config.hasStateful }
    let before = calls
    let graph: KerasGraph
    switch object.className {
    case "Sequential": graph = try sequential(object, depth: depth)
    case "Functional", "Model": graph = try functional(object, depth: depth)
    default:
      throw KerasFileError(
        found: "a model of class \(object.className)",
        wanted: "a Sequential or Functional one: Assay runs no code from a file")
    }
    for symbol in graph.outputs {
      if let error = symbol.error { throw KerasFileError(model: error) }
    }
    lastCost = calls - before
    return graph
  }

  // The calls that the graph read last has.
  private var lastCost = 0

  /// Whether an object is a model and no layer.
  static func isModel(_ object: KerasObject) -> Bool {
    ["Sequential", "Functional", "Model"].contains(object.className)
  }

  /// Makes a layer, or a model as a layer.
  func layer(_ json: JSON, depth: Int) throws -> Layer {
    try layer(KerasObject(json, "a layer"), depth: depth)
  }

  func layer(_ object: KerasObject, depth: Int) throws -> Layer {
    guard GraphReader.isModel(object) else {
      return try KerasLayers.read(object, reader: self)
    }
    do {
      let graph = try read(object, depth: depth + 1)
      let layer = graph.layer
      costs[ObjectIdentifier(layer)] = max(lastCost, 1)
      // Made once more by its first call.
      calls -= lastCost
      return layer
    } catch let error as KerasFileError {
      let name: String? = if case .string(let text)? = object.config["name"] { text } else { nil }
      throw error.inside("model '\(name ?? object.className)'")
    }
  }

  /// The results of a layer for inputs.
  func call(
    _ layer: Layer, _ inputs: [Symbol], _ form: CallForm = CallForm()
  ) throws -> [Symbol] {
    calls += cost(of: layer, for: inputs.first?.shape ?? [])
    guard calls <= GraphReader.mostCalls else {
      throw KerasFileError(
        found: "a graph of more than \(GraphReader.mostCalls) calls of layers",
        wanted: "a smaller one")
    }
    let results = layer.outputs(of: inputs, form)
    if let error = results.lazy.compactMap(\.error).first {
      throw (layer as? KerasOperation)?.mistake ?? KerasFileError(model: error)
    }
    return results
  }

  /// The calls that one call of a layer is.
  private func cost(of layer: Layer, for shape: Shape) -> Int {
    guard let each = layer as? TimeDistributed else { return costs[ObjectIdentifier(layer)] ?? 1 }
    let steps = shape.count > 1 ? min(max(shape[1], 1), GraphReader.mostCalls + 1) : 1
    return min(
      steps * cost(of: each.layer, for: Shape(Array(shape.prefix(1)) + Array(shape.dropFirst(2)))),
      GraphReader.mostCalls + 1)
  }

  // MARK: Inputs

  /// The place that an `InputLayer` is.
  func input(_ object: KerasObject, name: String?) throws -> Symbol {
    let config = try KerasConfig(object)
    let given = config.name ?? name
    config.ignore("trainable", "optional")
    for flag in ["sparse", "ragged"] where try config.bool(flag, false) {
      throw config.wrong(flag, true, wanted: "false: Assay's arrays are dense")
    }
    config.ignore("ragged_rank", "row_splits_dtype", "type_spec", "dtype_policy")
    guard let shape = config.known("batch_shape") ?? config.known("batch_input_shape") else {
      throw config.missing("batch_shape", wanted: "the sizes of a batch")
    }
    config.ignore("batch_shape", "batch_input_shape")
    let dtype = try config.text("dtype") ?? "float32"
    try config.finish()
    return try input(shape, dtype: dtype, name: given)
  }

  /// - Parameters:
  ///   - shape: the sizes, `null` where they are free.
  func input(_ shape: JSON, dtype: String, name: String?) throws -> Symbol {
    let place = "InputLayer\(name.map { " '\($0)'" } ?? "")"
    guard case .array(let values) = shape, !values.isEmpty, values.count <= Shape.maximumRank else {
      throw KerasFileError(
        place: place, found: "the shape \(shape.line(.words).prefix(80))",
        wanted: "a list of 1 to \(Shape.maximumRank) sizes, that of the batch first")
    }
    let declared = try values.map { value -> Int? in
      if value == .null { return nil }
      guard let size = KerasConfig.int(value), (1...KerasConfig.largest).contains(size) else {
        throw KerasFileError(
          place: place, found: "the size \(value.line(.words).prefix(40))",
          wanted: "null, or a whole number in 1...\(KerasConfig.largest)")
      }
      return size
    }
    var sizes = Array(declared.dropFirst())
    if sizes.contains(nil) {
      let given =
        name.flatMap { self.sizes[$0] } ?? self.sizes[""]
        ?? self.sizes["*"].map { any in sizes.map { $0 ?? any.first ?? 1 } } ?? []
      guard given.count == sizes.count else {
        throw KerasFileError(
          place: place, found: "free sizes in \(shape.line())",
          wanted: given.isEmpty
            ? "sizes: say them as inputSizes: [\"\(name ?? "")\": […]] when the model is loaded"
            : "sizes for it; got \(given)")
      }
      for (axis, size) in given.enumerated() {
        guard size >= 1, sizes[axis] == nil || sizes[axis] == size else {
          throw KerasFileError(
            place: place, found: "the sizes \(given) for \(shape.line())",
            wanted: "the same where the file says them")
        }
        sizes[axis] = size
      }
    }
    let type: DType
    switch dtype {
    // Keras casts what comes in to the layers' float32.
    case "float32", "float64", "float16", "bfloat16": type = .float32
    case "int32", "int64", "int16", "int8", "uint8", "uint16", "uint32", "bool": type = .int32
    default:
      throw KerasFileError(
        place: place, found: "dtype \"\(dtype)\"", wanted: "numbers, such as float32 or int32")
    }
    let whole = Shape([Shape.free] + sizes.map { $0 ?? 1 })
    guard whole.fitsMemory else {
      throw KerasFileError(
        place: place, found: "the shape \(shape.line())", wanted: "one that fits into memory")
    }
    return .input(
      whole, dtype: type, name: name, batchSize: isStateful ? declared[0] : nil,
      declared: DeclaredInput(batchShape: declared, dtype: dtype))
  }

  // MARK: Sequential

  private func sequential(_ object: KerasObject, depth: Int) throws -> KerasGraph {
    // Keras 1 wrote the list of layers alone.
    let json: JSON =
      if case .array = object.config { ["layers": object.config] } else { object.config }
    let config = try KerasConfig(object.className, json)
    let name = config.name
    let isTrainable = try config.bool("trainable", true)
    try config.floatPolicy()
    guard case .array(let list)? = config.known("layers"), !list.isEmpty else {
      throw config.wrong("layers", config.value("layers"), wanted: "a list of layers")
    }
    let build = config.known("build_input_shape")
    try config.finish()

    var rest = list[...]
    let first = try KerasObject(list[0], "layer 0")
    let input: Symbol
    // The first layer, where it had to be made for its input.
    var made: Layer?
    if first.className == "InputLayer" {
      input = try self.input(first, name: nil)
      rest = rest.dropFirst()
    } else if let shape = first.config["batch_input_shape"] ?? first.config["batch_shape"] ?? build
    {
      let dtype: String? = if case .string(let text)? = first.config["dtype"] { text } else { nil }
      input = try self.input(
        shape, dtype: first.className == "Embedding" ? "float32" : dtype ?? "float32", name: nil)
    } else if GraphReader.isModel(first) {
      let layer = try layer(first, depth: depth)
      let inputs = (layer as? GraphLayer)?.graphInputs ?? []
      guard inputs.count == 1 else {
        throw KerasFileError(
          found: "a first model of \(inputs.count) inputs", wanted: "one input in a stack")
      }
      input = .input(inputs[0].node.shape, dtype: inputs[0].node.dtype)
      made = layer
    } else {
      throw KerasFileError(
        found: "a Sequential without the shape of its input",
        wanted: "an InputLayer; build the model before it is saved")
    }
    var output = input
    var names: Set<String> = []
    for json in rest {
      let layer = try made ?? layer(json, depth: depth)
      made = nil
      guard names.insert(layer.name ?? "\(names.count)").inserted else {
        throw KerasFileError(
          found: "two layers named '\(layer.name ?? "")'", wanted: "names that differ")
      }
      let results = try call(layer, [output])
      guard results.count == 1 else {
        throw KerasFileError(
          place: "layer '\(layer.name ?? layer.className)'", found: "\(results.count) results",
          wanted: "one in a stack")
      }
      output = results[0]
    }
    var graph = KerasGraph(
      className: "Sequential", name: name, inputs: [input], outputs: [output])
    graph.isTrainable = isTrainable
    return graph
  }
}

extension JSON {
  /// Whether any layer keeps its states from batch to batch.
  fileprivate var hasStateful: Bool {
    switch self {
    case .array(let values): values.contains(where: \.hasStateful)
    case .object(let members):
      members.contains { ($0.name == "stateful" && $0.value == true) || $0.value.hasStateful }
    default: false
    }
  }
}

extension KerasFileError {
  /// A mistake in the graph that a file describes.
  init(model error: ModelError) {
    self.init(found: "a model that cannot be: \(error)", wanted: "a graph whose layers fit")
  }
}
