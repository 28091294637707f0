import AssayCore

/// What a training does not touch: where its data enter, and the parameters that it changes.
package struct TrainingScope {
  /// The inputs of the network; those of the labels are none.
  let inputs: [Node]
  let changing: Set<ObjectIdentifier>
}

/// The part of a program that is made of each row of the data by itself and of parameters that a training
/// leaves alone: what the frozen layers in front of a model compute. It is the same in every epoch.
struct Features {
  private(set) var nodes: Set<ObjectIdentifier> = []
  /// Those that the rest of the program reads.
  private(set) var results: [Node] = []
  /// The inputs of the program that they alone read.
  private(set) var inputs: Set<ObjectIdentifier> = []
  /// The parameters that they depend on.
  private(set) var parameters: [Parameter] = []

  /// How many operations must stand behind a number that is worth keeping: to read it again costs about as
  /// much as some tens of them.
  static let operationsWorthKeeping = 64

  private init() {}

  /// Finds none where keeping them would save little.
  init(_ order: [Node], _ graph: ProgramGraph) {
    guard let scope = graph.scope else { return }
    let given = Set(scope.inputs.map(\.id))
    // What depends on parameters alone, and on which.
    var constants: Set<ObjectIdentifier> = []
    var operations = 0
    for node in order where !(node.op is any RandomOp) {
      if let op = node.op as? ParameterOp {
        guard !scope.changing.contains(ObjectIdentifier(op.parameter)) else { continue }
        parameters.append(op.parameter)
        constants.insert(node.id)
      } else if node.op is InputOp {
        continue
      } else if node.shape.isStatic, node.inputs.allSatisfy({ constants.contains($0.id) }) {
        constants.insert(node.id)
      } else if node.op.isByRow, node.shape.count > 1, node.shape[0] == Shape.free,
        node.shape.dropFirst().allSatisfy({ $0 != Shape.free }),
        node.inputs.allSatisfy({ input in
          nodes.contains(input.id) || given.contains(input.id) || constants.contains(input.id)
        })
      {
        nodes.insert(node.id)
        operations += node.op.operations(node, batchSize: 1)
      }
    }
    var read = Set((graph.results + graph.gradients.map(\.node)).map(\.id))
    for node in order where !nodes.contains(node.id) { read.formUnion(node.inputs.map(\.id)) }
    inputs = given.subtracting(read)
    results = order.filter { nodes.contains($0.id) && read.contains($0.id) }
    let kept = results.reduce(0) { $0 + $1.shape.filled(1).elements }
    guard operations >= kept * Features.operationsWorthKeeping, !results.isEmpty else {
      self = Features()
      return
    }
  }

  /// The nodes in an order in which these come before all that they do not need.
  func first(in order: [Node], _ constants: Constants) -> [Node] {
    guard !nodes.isEmpty else { return order }
    func place(_ node: Node) -> Int {
      if node.op is InputOp || node.op is ParameterOp || constants.nodes.contains(node.id) {
        return 0
      }
      return nodes.contains(node.id) ? 1 : 2
    }
    return (0...2).flatMap { wanted in order.filter { place($0) == wanted } }
  }
}
