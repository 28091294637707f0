import AssayCore
import CKernels

extension Planner {
  /// Appends the call that gives a parameter its number after the run.
  mutating func call(_ update: ParameterUpdate, store: ParameterStore) {
    let count = update.parameter.shape.elements
    let buffers: [UnsafeMutableRawPointer?] = [
      buffer(update.value), store.value(of: update.parameter),
    ]
    switch update.rule {
    case .assign:
      call(assay_copy, buffers, sizes: [count * MemoryLayout<Float>.stride])
    case .average(let momentum):
      call(assay_move_average, buffers, sizes: [count], settings: [momentum])
    }
  }
}

extension [ParameterUpdate] {
  /// The same with the values that a pass made of theirs.
  package func with(values: some Sequence<Node>) -> [ParameterUpdate] {
    zip(self, values).map { update, value in
      ParameterUpdate(
        parameter: update.parameter, value: value, rule: update.rule, mode: update.mode,
        layer: update.layer)
    }
  }
}
