import AssayCore
import AssayModel

/// A graph of a seed: some thirty ops of every kind that makes, keeps, aliases or repeats a buffer.
struct RandomGraph {
  let input = Input(6)
  let network: Network
  /// Every value of the graph, in the order made.
  let values: [Symbol]
  /// A scalar that depends on most of them.
  let loss: Symbol

  private final class Weighted: Layer {
    override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
      let gain = scope.parameter("gain", [6], .randomUniform(minimum: 0.5, maximum: 1))
      return x.matmul(scope.parameter("kernel", [6, 6], .glorotUniform), adding: gain) * gain
    }
  }

  init(seed: UInt64) throws {
    var numbers = Numbers(seed: seed)
    let layers = [Weighted(), Weighted()]
    var values = [input, Dense(6)(input)]
    for _ in 0..<30 {
      let a = values[numbers.pick(0...values.count - 1)]
      let b = values[max(0, values.count - 1 - numbers.pick(0...3))]
      let made: Symbol =
        switch numbers.pick(0...11) {
        case 0: a + b
        case 1: a * b.tanh()
        case 2: a - b.mean(axis: -1).reshaped([Shape.free, 1])
        case 3: .maximum(a, b)
        case 4:
          a.reshaped([Shape.free, 2, 3]).sum(axis: 1).reshaped([Shape.free, 3]).softmax()
            .matmul(.constant(0.5, shape: [3, 6]))
        case 5: layers[numbers.pick(0...1)](a)
        case 6: a.relu() + 0.1
        case 7: a.sigmoid()
        case 8: Dropout(0.3)(b)
        case 9: Reshape(6)(Reshape(3, 2)(b))
        case 10: a.softmax() * b
        default: Dense(6, activation: .relu)(b)
        }
      values.append(made)
    }
    self.values = values
    loss = values.suffix(4).map { $0.square().mean() }.reduce(.constant(0), +)
    network = try Network(inputs: [input], outputs: [loss] + values.suffix(4), seed: seed)
  }

  /// The parameters that the loss depends on, and their gradients.
  func parameterGradients() -> [(node: Node, parameter: Parameter)] {
    let leaves = topologicalOrder([loss.node]).compactMap { node in
      (node.op as? ParameterOp).map { (node, $0.parameter) }
    }
    let found = gradients(of: loss.node, withRespectTo: leaves.map(\.0))
    return zip(found, leaves).compactMap { gradient, leaf in gradient.map { ($0, leaf.1) } }
  }
}
