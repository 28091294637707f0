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

    init(_ trace: Symbol, _ form: RecurrentForm, zeroedBy mask: Symbol?) {
      let batch = trace.shape.first ?? Shape.free
      let all = Symbol.apply(LeadingPart(target: [batch, form.steps, form.units]), trace)
      outputs = mask.map { all * $0.reshaped([batch, form.steps, 1]) } ?? all
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
    var states = Array(inputs.dropFirst())
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

    var memory: [Symbol] = []
    if settings.isStateful {
      guard let batchSize = x.node.fixedBatchSize else {
        return Results(
          failure: Symbol(
            failure: .shape(
              where: "", got: "an input of any batch size",
              wanted: "a fixed one where states outlast a batch: write Input(…, batchSize: …)")))
      }
      memory = settings.memory(batchSize: batchSize, scope)
      if states.isEmpty { states = memory.map { $0.asBatch(x.shape[0]) } }
    }

    var rest: [(role: RecurrentForm.Role, symbol: Symbol)] = []
    if let bias { rest.append((.bias, bias)) }
    rest.append((.recurrentKernel, recurrentKernel))
    rest.append(
      (.packed, .apply(RecurrentPack(form: form, isTransposed: false), recurrentKernel)))
    for (role, state) in zip([RecurrentForm.Role.hidden, .cell], states) {
      rest.append((role, state))
    }
    if let mask = inputs[0].mask { rest.append((.mask, mask)) }

    func trace(_ sources: [(role: RecurrentForm.Role, symbol: Symbol)]) -> Symbol {
      .apply(
        RecurrentOp(form: form, roles: sources.map(\.role)), to: sources.map(\.symbol))
    }
    let plain: [(role: RecurrentForm.Role, symbol: Symbol)] = [(.input, x), (.kernel, kernel)]
    let drops = settings.dropout > 0 || settings.recurrentDropout > 0
    let made =
      drops
      ? scope.inTraining(
        trace(settings.dropping(x, kernel, form) + rest), otherwise: trace(plain + rest))
      : trace(plain + rest)
    guard made.error == nil else { return Results(failure: made) }
    let results = Results(made, form, zeroedBy: settings.zerosMasked ? inputs[0].mask : nil)
    for (kept, state) in zip(memory, results.states) {
      scope.update(kept, to: state.asBatch(kept.shape[0]), isState: true)
    }
    return results
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

  /// What the pass begins with where features and states are dropped.
  fileprivate func dropping(
    _ x: Symbol, _ kernel: Symbol, _ form: RecurrentForm
  ) -> [(role: RecurrentForm.Role, symbol: Symbol)] {
    var sources: [(role: RecurrentForm.Role, symbol: Symbol)] = []
    if dropout > 0, recurrentDropout > 0, form.gates > 1 {
      // Keras then draws for each gate on its own.
      let parts = (0..<form.gates).map { gate in
        dropped(x).matmul(.apply(GateBlock(gate: gate, gates: form.gates), kernel))
      }
      sources = [(.projected, parts.dropFirst().reduce(parts[0], +))]
    } else {
      sources = [(.input, dropped(x)), (.kernel, kernel)]
    }
    if recurrentDropout > 0 {
      let ones = Symbol.constant(1, shape: [x.shape[0], form.gates * units])
      sources.append((.dropout, ones.dropout(rate: recurrentDropout, always: true)))
    }
    return sources
  }

  /// The input, with the same of its features dropped at every step.
  private func dropped(_ x: Symbol) -> Symbol {
    guard dropout > 0 else { return x }
    let features = x.shape.lastSize
    let kept = Symbol.constant(1, shape: [x.shape[0], features])
      .dropout(rate: dropout, always: true)
    return x * kept.reshaped([x.shape[0], 1, features])
  }

  /// The states that outlast a batch.
  fileprivate func memory(batchSize: Int, _ scope: Scope) -> [Symbol] {
    (0..<stateCount).map { index in
      scope.state(Self.stateName + (index == 0 ? "" : "_\(index)"), [batchSize, units])
    }
  }

  static let stateName = "rnn_state"

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
