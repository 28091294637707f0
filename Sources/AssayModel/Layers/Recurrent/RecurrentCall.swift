import AssayCore

extension Recurrent {
  /// What going over a sequence gives.
  struct Results {
    /// `[batch, steps, units]`.
    let outputs: Symbol
    /// `[batch, units]`.
    let last: Symbol
    /// The last state, and the last cell of an LSTM.
    let states: [Symbol]

    init(failure: Symbol) {
      outputs = failure
      last = failure
      states = [failure]
    }

    init(_ trace: Symbol, _ form: RecurrentForm) {
      let batch = trace.shape.first ?? Shape.free
      outputs = .apply(LeadingPart(target: [batch, form.steps, form.units]), trace)
      last = .apply(RecurrentState(form: form, part: .hidden), trace)
      states =
        [last]
        + (form.cell == .lstm ? [.apply(RecurrentState(form: form, part: .cell), trace)] : [])
    }
  }

  /// Goes over a sequence.
  ///
  /// - Parameters:
  ///   - inputs: the sequence, then the first states, if they are given.
  ///   - cellName: what Keras calls the layer inside that has the parameters.
  static func pass(
    _ settings: RecurrentSettings, _ inputs: [Symbol], _ scope: Scope, cellName: String
  ) -> Results {
    if let mistake = settings.mistake { return Results(failure: Symbol(failure: mistake)) }
    let x = inputs[0].require(
      inputs[0].shape.count == 3, "[batch, steps, inputs], a sequence of vectors")
    if let failed = ([x] + inputs.dropFirst()).first(where: { $0.error != nil }) {
      return Results(failure: failed)
    }
    let form = settings.form(steps: x.shape[1])
    let states = Array(inputs.dropFirst())
    if let mistake = settings.mistake(inStates: states, batch: x.shape[0]) {
      return Results(failure: Symbol(failure: mistake))
    }
    let (gates, units) = (form.gates, form.units)
    let kernel = scope.parameter(
      "\(cellName)/kernel", [x.shape.lastSize, gates * units], settings.kernelInitializer,
      regularizer: settings.kernelRegularizer, constraint: settings.kernelConstraint)
    let recurrentKernel = scope.parameter(
      "\(cellName)/recurrent_kernel", [units, gates * units], settings.recurrentInitializer,
      regularizer: settings.recurrentRegularizer, constraint: settings.recurrentConstraint)
    let bias = settings.useBias ? settings.bias(form, scope, cellName) : nil

    var sources: [(role: RecurrentForm.Role, symbol: Symbol)] = []
    if settings.dropout > 0, settings.recurrentDropout > 0, gates > 1 {
      // Keras then draws for each gate on its own.
      let parts = (0..<gates).map { gate in
        settings.dropped(x).matmul(.apply(GateBlock(gate: gate, gates: gates), kernel))
      }
      sources.append((.projected, parts.dropFirst().reduce(parts[0], +)))
    } else {
      sources.append((.input, settings.dropped(x)))
      sources.append((.kernel, kernel))
    }
    if let bias { sources.append((.bias, bias)) }
    sources.append((.recurrentKernel, recurrentKernel))
    sources.append(
      (.packed, .apply(RecurrentPack(form: form, isTransposed: false), recurrentKernel)))
    for (role, state) in zip([RecurrentForm.Role.hidden, .cell], states) {
      sources.append((role, state))
    }
    if let mask = inputs[0].mask { sources.append((.mask, mask)) }
    if settings.recurrentDropout > 0 {
      let ones = Symbol.constant(1, shape: [x.shape[0], gates * units])
      sources.append((.dropout, ones.dropout(rate: settings.recurrentDropout)))
    }
    let trace = Symbol.apply(
      RecurrentOp(form: form, roles: sources.map(\.role)), to: sources.map(\.symbol))
    return trace.error == nil ? Results(trace, form) : Results(failure: trace)
  }
}

extension RecurrentSettings {
  fileprivate func bias(_ form: RecurrentForm, _ scope: Scope, _ cellName: String) -> Symbol {
    var initializer = biasInitializer
    if case .lstm(unitForgetBias: true) = kind { initializer = .unitForgetBias(initializer) }
    let width = form.gates * units
    return scope.parameter(
      "\(cellName)/bias", form.cell == .gru ? [2, width] : [width], initializer,
      regularizer: biasRegularizer, constraint: biasConstraint)
  }

  /// The input, with the same of its features dropped at every step.
  fileprivate func dropped(_ x: Symbol) -> Symbol {
    guard dropout > 0 else { return x }
    let features = x.shape.lastSize
    let kept = Symbol.constant(1, shape: [x.shape[0], features]).dropout(rate: dropout)
    return x * kept.reshaped([x.shape[0], 1, features])
  }

  fileprivate func mistake(inStates states: [Symbol], batch: Int) -> ModelError? {
    let wanted: Shape = [batch, units]
    guard !states.isEmpty else { return nil }
    guard states.count == stateCount else {
      return .shape(
        where: "", got: "\(states.count) initial states",
        wanted: stateCount == 1 ? "one, \(wanted)" : "two, the output and the cell, \(wanted) each")
    }
    for state in states where state.shape != wanted {
      return .shape(where: "", got: "an initial state \(state.shape)", wanted: "\(wanted)")
    }
    return nil
  }
}
