import AssayCore
import AssayModel
import Testing

/// Twenty steps of every optimizer, with every option, against real Keras in float32.
struct OptimizerRuleTests {
  @Test func everyOptimizerAgreesWithKeras() throws {
    var tested: [String: Int] = [:]
    for golden in try OptimizerCases.read() {
      for one in golden.cases {
        let store = try golden.store()
        let updater = try Updater(one.optimizer(), store: store)
        func check(_ wanted: [[Double]], _ what: String) {
          for (index, values) in wanted.enumerated() {
            let found = store.numbers(of: index)
            let worst = disagreement(found, values, relative: 1e-6, absolute: 1e-6)
            #expect(
              worst <= 1,
              "\(one.class) \(one.config), \(OptimizerCases.names[index]) \(what): \(worst)")
          }
        }
        for step in golden.gradients.indices {
          golden.write(step: step, into: store)
          try updater.step()
          if let place = golden.kept.firstIndex(of: step + 1) {
            check(one.after[place], "after step \(step + 1)")
          }
        }
        #expect(updater.updates == one.iterations)
        if let state = one.state, let names = one.variables {
          #expect(updater.variables.map(\.name) == Array(names.dropFirst(2)), "\(one.class)")
          for (variable, values) in zip(updater.variables, state) {
            #expect(variable.shape.elements == values.count)
            let found = variable.buffer.map { Array($0) } ?? [0]
            let most = values.reduce(0) { max($0, abs($1)) }
            #expect(
              disagreement(found, values, relative: 1e-6, absolute: 1e-6 * most) <= 1,
              "\(one.class) \(variable.name)")
          }
        }
        if let final = one.final {
          updater.finish()
          check(final, "at the end")
        }
        tested[one.class, default: 0] += 1
      }
    }
    #expect(Set(tested.keys) == Set(Optimizers.names))
    #expect(tested.values.allSatisfy { $0 >= 11 })
  }
}
