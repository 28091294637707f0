import AssayCore

/// A value that a model will compute, known by its shape: what layers are called on.
///
///     let x = Input(30)
///     let y = Dense(16, activation: .relu)(x)
///     y.shape  // [batch, 16]
///
/// A mistake in a shape neither traps nor throws here: it stays in the symbol, passes through
/// everything built on it, and is thrown when the model is made.
public struct Symbol {
  let result: Result<Node, ModelError>

  init(_ node: Node) { result = .success(node) }
  init(failure: ModelError) { result = .failure(failure) }

  /// The size along each axis; the batch axis is ``Shape/free``. `[]` after a mistake.
  public var shape: Shape { (try? result.get())?.shape ?? [] }

  /// 1 where there is something and 0 where there is padding, as `Embedding` and `Masking` tell it:
  /// `[batch, steps]`; `nil` where nothing is masked.
  public var mask: Symbol? { (try? result.get())?.mask.map { Symbol($0) } }

  /// The mistake, if there was one.
  public var error: ModelError? {
    if case .failure(let error) = result { error } else { nil }
  }

  /// The node, in places where a mistake has been ruled out.
  package var node: Node {
    switch result {
    case .success(let node): node
    case .failure(let error): preconditionFailure("Symbol: \(error)")
    }
  }

  /// The result of `op`, or the first mistake.
  package static func apply(_ op: some Op, _ inputs: Symbol...) -> Symbol { apply(op, to: inputs) }

  package static func apply(_ op: some Op, to inputs: [Symbol]) -> Symbol {
    var nodes: [Node] = []
    for input in inputs {
      switch input.result {
      case .success(let node): nodes.append(node)
      case .failure: return input
      }
    }
    for (index, node) in nodes.enumerated() {
      if let wanted = op.dtype(ofInput: index), node.dtype != wanted {
        return Symbol(
          failure: .shape(where: "", got: "an input of \(node.dtype)", wanted: "\(wanted)"))
      }
    }
    do throws(ModelError) {
      let shape = try op.shape(of: nodes.map(\.shape))
      guard shape.fitsMemory else { throw .tooLarge("\(shape)") }
      return Symbol(Node(op: op, inputs: nodes, shape: shape))
    } catch {
      return Symbol(failure: error)
    }
  }
}

/// A place where data enters a model: the sizes of one sample, without the batch axis.
///
///     let features = Input(30, name: "features")  // [batch, 30]
///
/// - Parameters:
///   - dtype: `float32`, or `int32` for indices.
///   - batchSize: the samples of every batch, for layers whose states outlast a batch; other batches are
///     refused.
// swift-format-ignore: AlwaysUseLowerCamelCase
public func Input(
  _ sizes: Int..., name: String? = nil, dtype: DType = .float32, batchSize: Int? = nil
) -> Symbol {
  guard sizes.allSatisfy({ $0 > 0 }), sizes.count < Shape.maximumRank else {
    return Symbol(
      failure: .argument(
        where: "Input", found: "sizes \(sizes)",
        wanted: "at most \(Shape.maximumRank - 1) sizes of 1 or more, without the batch axis"))
  }
  let shape = Shape([Shape.free] + sizes)
  guard shape.fitsMemory else {
    return Symbol(
      failure: .argument(where: "Input", found: "sizes \(sizes)", wanted: Shape.wantedSize))
  }
  guard dtype == .float32 || dtype == .int32 else {
    return Symbol(
      failure: .argument(where: "Input", found: "dtype \(dtype)", wanted: "float32 or int32"))
  }
  if let batchSize, batchSize < 1 {
    return Symbol(
      failure: .argument(
        where: "Input", found: "batchSize is \(batchSize)", wanted: "1 or more"))
  }
  return .input(shape, dtype: dtype, name: name, batchSize: batchSize)
}

extension Symbol {
  /// A symbol that holds a mistake in how a graph is put together.
  package static func failed(_ message: String) -> Symbol { Symbol(failure: .graph(message)) }
}
