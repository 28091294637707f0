import AssayCore
import AssayModel

/// An operation that stands in Keras's graph without a layer, as `x + y` and `x[:, -1]` do. It has no
/// parameters, and no mask passes through it, as in Keras.
final class KerasOperation: Layer {
  /// The class, its module, and what the operation was made with.
  let object: KerasObject
  /// What it is called with besides tensors.
  let arguments: [Argument]
  /// What was wrong with the last call.
  private(set) var mistake: KerasFileError?

  /// An argument of the call.
  indirect enum Argument: Equatable {
    /// One of the inputs, by its place among them.
    case tensor(Int)
    case list([Argument])
    case value(JSON)
  }

  /// Whether an object is an operation and no layer; the classes of both have the same names.
  static func isOperation(_ object: KerasObject) -> Bool {
    object.module?.hasPrefix("keras.src.ops.") ?? false
  }

  /// - Parameters:
  ///   - nodes: its `inbound_nodes`, one call.
  /// - Returns: the operation, and what it is called on.
  /// - Throws: ``KerasFileError`` for an operation that Assay does not have.
  static func read(
    _ object: KerasObject, _ nodes: JSON, name: String
  ) throws -> (KerasOperation, [TensorReference]) {
    let place = "layer '\(name)' (\(object.className))"
    guard KerasOperations.all[object.className] != nil else {
      throw KerasFileError(
        place: place, found: "the operation \(object.className) outside of layers",
        wanted: "layers, or one of the operations "
          + KerasOperations.all.keys.sorted().joined(separator: ", "))
    }
    guard case .array(let calls) = nodes, calls.count == 1, let node = calls.first,
      case .array(let values)? = node["args"]
    else {
      throw KerasFileError(
        place: place, found: "no call, or more than one", wanted: "the operation's one call")
    }
    if case .object(let keywords)? = node["kwargs"],
      let keyword = keywords.first(where: { $0.value != .null })
    {
      throw KerasFileError(
        place: place,
        found: "a call with \(keyword.name) = \(keyword.value.line(.words).prefix(80))",
        wanted: "arguments without names")
    }
    var inputs: [TensorReference] = []
    func argument(_ json: JSON, depth: Int) -> Argument {
      if let reference = CallReader.reference(json) {
        inputs.append(reference)
        return .tensor(inputs.count - 1)
      }
      if case .array(let values) = json, depth < 8 {
        return .list(values.map { argument($0, depth: depth + 1) })
      }
      return .value(json)
    }
    let arguments = values.map { argument($0, depth: 0) }
    return (KerasOperation(object, arguments, name: name), inputs)
  }

  private init(_ object: KerasObject, _ arguments: [Argument], name: String) {
    self.object = object
    self.arguments = arguments
    super.init(name: name)
    castsIndices = true
  }

  override var className: String { object.className }

  override func results(_ inputs: [Symbol], _ scope: Scope) -> [Symbol] {
    guard let compute = KerasOperations.all[object.className] else { return inputs }
    do {
      let call = try OperationCall(self, inputs)
      let results = try compute(call)
      try call.config.finish()
      return results
    } catch {
      mistake = error as? KerasFileError
      mistake?.place = "layer '\(name ?? "")' (\(className))"
      return [.failed("\(mistake.map { "\($0)" } ?? "\(error)")")]
    }
  }

  /// The operation's object, as Keras writes it.
  func json(name: String) -> JSON {
    var config: [JSON.Member] = [.init("name", .string(name))]
    if case .object(let members) = object.config {
      config += members.filter { $0.name != "name" }
    }
    return KerasObject(
      module: object.module, className: object.className, config: .object(config),
      registeredName: object.className
    ).json
  }

  /// The call's arguments, as Keras writes them.
  func json(of tensors: [JSON]) -> JSON {
    func json(_ argument: Argument) -> JSON {
      switch argument {
      case .tensor(let index): tensors[index]
      case .list(let arguments): .array(arguments.map(json))
      case .value(let value): value
      }
    }
    return .array(arguments.map(json))
  }
}
