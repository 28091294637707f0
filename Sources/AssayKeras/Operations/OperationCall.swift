import AssayCore
import AssayModel

/// One call of an operation: its inputs, and its arguments read one by one.
struct OperationCall {
  /// What the operation was made with.
  let config: KerasConfig
  private let arguments: [KerasOperation.Argument]
  private let inputs: [Symbol]

  init(_ operation: KerasOperation, _ inputs: [Symbol]) throws {
    config = try KerasConfig(operation.object)
    config.ignore("name")
    arguments = operation.arguments
    self.inputs = inputs
  }

  /// A tensor, or a number that goes with all of one.
  enum Operand {
    case tensor(Symbol)
    case number(Float)
  }

  func wrong(_ found: String, wanted: String) -> KerasFileError {
    KerasFileError(place: config.className, found: found, wanted: wanted)
  }

  /// The operation's one tensor.
  func tensor() throws -> Symbol {
    guard arguments.count == 1 else {
      throw wrong("\(arguments.count) arguments", wanted: "one, a tensor")
    }
    return try tensor(0)
  }

  /// The tensor at a place among the arguments.
  func tensor(_ index: Int) throws -> Symbol {
    guard arguments.indices.contains(index), case .tensor(let input) = arguments[index] else {
      throw wrong("no tensor as argument \(index)", wanted: "a result of a layer")
    }
    return inputs[input]
  }

  /// The tensors of a list that is the operation's one argument.
  func tensors() throws -> [Symbol] {
    guard arguments.count == 1, case .list(let list) = arguments[0], !list.isEmpty else {
      throw wrong("no list of tensors", wanted: "a list of results of layers")
    }
    return try list.map { item in
      guard case .tensor(let input) = item else {
        throw wrong("something in a list that is no tensor", wanted: "results of layers")
      }
      return inputs[input]
    }
  }

  /// What is written at a place among the arguments, where there is no tensor in it.
  func value(_ index: Int) throws -> JSON {
    func json(_ argument: KerasOperation.Argument) -> JSON? {
      switch argument {
      case .tensor: return nil
      case .value(let value): return value
      case .list(let list):
        let values = list.compactMap(json)
        return values.count == list.count ? .array(values) : nil
      }
    }
    guard arguments.indices.contains(index), let value = json(arguments[index]) else {
      throw wrong("a tensor, or nothing, as argument \(index)", wanted: "a value")
    }
    return value
  }

  /// The two arguments of an operation on two.
  func operands() throws -> (Operand, Operand) {
    guard arguments.count == 2 else {
      throw wrong("\(arguments.count) arguments", wanted: "two")
    }
    return (try operand(0), try operand(1))
  }

  private func operand(_ index: Int) throws -> Operand {
    if case .tensor(let input) = arguments[index] { return .tensor(inputs[input]) }
    let json = try value(index)
    guard let number = KerasConfig.number(json).map({ Float($0) }), number.isFinite else {
      throw wrong(
        "\(json.line(.words).prefix(80)) as argument \(index)",
        wanted: "a result of a layer, or a finite number")
    }
    return .number(number)
  }

  /// A tensor compared with a number.
  func compared(_ compare: (Symbol, Float) -> Symbol) throws -> Symbol {
    guard case (.tensor(let x), .number(let number)) = try operands() else {
      throw wrong("a comparison of something else", wanted: "a tensor and a number")
    }
    return compare(x, number)
  }

  /// All arguments, tensors of 1 and 0: the two of an operation on two.
  func truths() throws -> [Symbol] {
    let wanted = config.className == "LogicalNot" ? 1 : 2
    guard arguments.count == wanted else {
      throw wrong("\(arguments.count) arguments", wanted: "\(wanted)")
    }
    return try arguments.indices.map { try tensor($0).isDifferent(from: 0) }
  }

  /// A number everywhere in the shape of the tensor.
  func filled(with number: Float) throws -> Symbol {
    try config.only("dtype", "bool", "float32")
    return .constant(number, shape: try tensor().shape)
  }

  /// The axis under a name, counted from 1: that of the batch is no axis of an operation here.
  ///
  /// - Parameters:
  ///   - more: 1 for an axis that the operation makes.
  func axis(_ name: String, of shape: Shape, more: Int = 0) throws -> Int {
    try axis(try config.axis(name, -1), of: shape, more: more)
  }

  /// The axes under a name, in order.
  func axes(_ name: String, of shape: Shape) throws -> [Int]? {
    try config.axes(name).map { try Set($0.map { try axis($0, of: shape) }).sorted() }
  }

  private func axis(_ axis: Int, of shape: Shape, more: Int = 0) throws -> Int {
    let rank = shape.count + more
    let place = axis < 0 ? axis + rank : axis
    guard place > 0, place < rank else {
      throw wrong(
        "axis \(axis) of \(shape)", wanted: "an axis of the samples: that of the batch stays")
    }
    return place
  }
}
