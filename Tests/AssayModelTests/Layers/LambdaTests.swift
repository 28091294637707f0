import AssayCore
import AssayModel
import Testing

/// Functions of symbols as layers.
struct LambdaTests {
  private func values(_ output: Symbol, _ inputs: [Symbol], _ data: [[Float]]) throws -> [Float] {
    let network = try Network(inputs: inputs, outputs: [output], seed: 0)
    #expect(network.parameterNames.isEmpty)
    return try Evaluation(network.outputs, inputs)(data)
  }

  @Test func isWhatItsFunctionGives() throws {
    let x = Input(2)
    let other = Input(2)
    #expect(try values(Lambda { $0 * 2 + 1 }(x), [x], [[1, -3]]) == [3, -5])
    let difference = Lambda("difference", inputs: 2) { $0[0] - $0[1] }
    #expect(try values(difference(x, other), [x, other], [[1, 2], [5, 1]]) == [-4, 1])
    #expect(try values(Identity()(x), [x], [[1, -3]]) == [1, -3])
  }

  @Test func hasANameInItsModel() throws {
    let x = Input(2)
    let network = try Network(
      inputs: [x], outputs: [Lambda { $0.tanh() }(Lambda("half") { $0 / 2 }(x))], seed: 0)
    #expect(network.layers.map(\.name) == ["half", "lambda"])
  }

  /// Parts, and parts in another order, put together again.
  @Test func symbolsAreCutAndJoined() throws {
    let x = Input(2, 3)
    let swapped = Lambda { x in
      .concatenated([x.sliced(axis: 2, 1..<3), x.sliced(axis: -1, 0..<1)], axis: 2)
        .transposed(to: [0, 2, 1])
    }
    #expect(swapped(x).shape == [Shape.free, 3, 2])
    #expect(try values(swapped(x), [x], [[1, 2, 3, 4, 5, 6]]) == [2, 5, 3, 6, 1, 4])
  }
}

extension Evaluation {
  fileprivate init(_ nodes: [Node], _ inputs: [Symbol]) throws {
    try self.init(nodes: nodes, inputs: inputs, mode: .inference)
  }

  fileprivate func callAsFunction(_ data: [[Float]]) throws -> [Float] {
    try run(data)[0].scalars(of: Float.self)
  }
}
