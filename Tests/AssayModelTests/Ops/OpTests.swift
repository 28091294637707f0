import AssayCore
import AssayModel
import AssayTestSupport
import Testing

/// Every op of the table: its values, and its gradients.
struct OpTests {
  private func store() throws -> ParameterStore {
    let store = try ParameterStore([], seed: 0)
    store.clock.pointee = OpCase.clock
    return store
  }

  /// Within 2e-6 of the largest number that was added up: some 20 roundings of float32. `exp` of the
  /// ranges used is at most 55.
  @Test(arguments: OpCase.all)
  func givesWhatPlainSwiftGives(of op: OpCase) throws {
    for batchSize in op.batchSizes {
      for seed in UInt64(0)..<3 {
        let inputs = op.symbols()
        let data = op.data(batchSize: batchSize, seed: seed)
        let shapes = op.shapes.map { $0.filled(batchSize) }
        let wanted = op.reference(data.map { $0.map(Double.init) }, shapes)
        let evaluation = try Evaluation(
          [op.build(inputs)], inputs: inputs, batchSize: batchSize, store: store())
        let got = try evaluation(data)[0]
        #expect(
          disagreement(got, wanted, relative: 2e-6, absolute: 2e-6) <= 1, "batch \(batchSize)")
      }
    }
  }

  /// Against central differences of the plain function in double precision, for a random weight of each
  /// result. Their own error, by a step of 1e-5, is some 1e-9; the rest is float32's.
  @Test(arguments: OpCase.all)
  func hasTheGradientOfFiniteDifferences(of op: OpCase) throws {
    for batchSize in op.batchSizes {
      let inputs = op.symbols()
      let data = op.data(batchSize: batchSize, seed: 7)
      let result = op.build(inputs)
      let weights = Symbol.input(result.shape)
      let total = (result * weights).sum()
      let wanted = op.differentiable.map { inputs[$0].node }
      let found = gradients(of: total.node, withRespectTo: wanted)
      #expect(found.allSatisfy { $0 != nil })
      let count = result.shape.filled(batchSize).elements
      var numbers = Numbers(seed: 3)
      let upstream = numbers.uniform(count, in: -2...2)
      let program = try Evaluation(
        nodes: found.compactMap { $0 }, inputs: inputs + [weights], batchSize: batchSize,
        store: store())
      let got = try program(data + [upstream])

      let shapes = op.shapes.map { $0.filled(batchSize) }
      let exact = data.map { $0.map(Double.init) }
      func loss(_ x: [[Double]]) -> Double {
        zip(op.reference(x, shapes), upstream).reduce(0) { $0 + $1.0 * Double($1.1) }
      }
      for (index, input) in op.differentiable.enumerated() {
        let elements = stride(from: 0, to: exact[input].count, by: isOptimised ? 1 : 29)
        let differences = elements.map { element in
          let step = 1e-5
          var (up, down) = (exact, exact)
          up[input][element] += step
          down[input][element] -= step
          return (loss(up) - loss(down)) / (2 * step)
        }
        let checked = elements.map { got[index][$0] }
        #expect(
          disagreement(checked, differences, relative: 1e-5, absolute: 1e-5) <= 1,
          "input \(input), batch \(batchSize): \(checked) for \(differences)")
      }
    }
  }

  @Test func everyFunctionOfOneNumberIsInTheTable() {
    let names = Set(OpCase.all.map(\.name))
    for activation in Activation.named.values
    where !["softmax", "log_softmax"].contains(activation.name) {
      let x = Symbol.input([1])
      let built = activation(x).node
      #expect(
        OpCase.all.contains { op in
          op.shapes.count == 1 && op.build(op.symbols()).node.activationName == built.activationName
        }, "\(activation.name) is not in \(names)")
    }
  }
}
