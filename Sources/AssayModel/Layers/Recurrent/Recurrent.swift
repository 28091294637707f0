import AssayCore

/// What the recurrent layers share: their settings, and how they go over a sequence.
///
/// Step after step, a state of `units` numbers is made of the input and of the state before. At a step
/// that is masked the state stays as it was, and so does the output.
///
/// - Input: `[batch, steps, inputs]`, then the first states, `[batch, units]` each, where they are not 0.
///   Output: `[batch, units]` of the last step, or `[batch, steps, units]`.
/// - Source: `keras.layers.RNN`.
public class Recurrent: Layer {
  package private(set) var settings: RecurrentSettings
  /// Whether the output at a masked step is 0.
  package var zerosMasked: Bool { settings.zerosMasked }

  public var units: Int { settings.units }
  public var activation: Activation { settings.activation }
  public var useBias: Bool { settings.useBias }
  /// The probability that an input is 0 throughout a sequence, in training.
  public var dropout: Float { settings.dropout }
  /// The same for the state on its way to the next step.
  public var recurrentDropout: Float { settings.recurrentDropout }
  /// Whether the result has every step, not only the last one.
  public var returnSequences: Bool { settings.returnSequences }
  /// Whether the last states are results too.
  public var returnState: Bool { settings.returnState }
  /// Whether the sequence is read from its end; the result is in the order in which it was read.
  public var goBackwards: Bool { settings.goBackwards }
  /// Whether a batch starts with the states that the one before it ended with.
  public var isStateful: Bool { settings.isStateful }

  package required init(_ settings: RecurrentSettings, name: String?) {
    self.settings = settings
    super.init(name: name)
    activityRegularizer = settings.activityRegularizer
  }

  /// The same layer with other settings, and parameters of its own.
  func copy(name: String?, _ change: (inout RecurrentSettings) -> Void) -> Self {
    var settings = settings
    change(&settings)
    return Self(settings, name: name)
  }

  /// The outputs for a sequence whose first states are not 0.
  ///
  ///     let decoded = LSTM(32, returnSequences: true)(words, initialState: [hidden, cell])
  ///
  /// - Parameters:
  ///   - initialState: `[batch, units]`: the output before the first step and, of an LSTM, the cell.
  public final func callAsFunction(_ x: Symbol, initialState: [Symbol]) -> Symbol {
    callAsFunction([x] + initialState)
  }

  /// The same with all results: with `returnState` the outputs and the last states.
  ///
  ///     let encoded = LSTM(32, returnState: true).outputs(of: words)  // output, hidden, cell
  public final func outputs(of x: Symbol, initialState: [Symbol]) -> [Symbol] {
    outputs(of: [x] + initialState)
  }

  public override func results(_ inputs: [Symbol], _ scope: Scope) -> [Symbol] {
    let pass = Self.pass(settings, inputs, scope, cellName: snakeCase(className + "Cell"))
    return [returnSequences ? pass.outputs : pass.last] + (returnState ? pass.states : [])
  }

  /// Lets the next batch start with states of 0, where the layer keeps them.
  ///
  /// - Source: `keras.layers.RNN.reset_state`.
  public final func resetStates() {
    for parameter in scope.parameters where parameter.name.hasPrefix(RecurrentSettings.stateName) {
      guard let home = parameter.home else { continue }
      (home.memory.start + home.offset).update(repeating: 0, count: parameter.shape.elements)
      ParameterVersions([parameter]).advance()
    }
  }

  public override var supportsMasking: Bool { true }

  public override func mask(of inputs: [Symbol], output: Symbol) -> Symbol? {
    returnSequences ? inputs[0].mask : nil
  }
}

/// The configuration of a recurrent layer.
package struct RecurrentSettings {
  package enum Kind {
    case simple
    case lstm(unitForgetBias: Bool)
    case gru(resetAfter: Bool)
  }

  package var kind: Kind
  package var units: Int
  package var activation = Activation.tanh
  package var recurrentActivation = Activation.sigmoid
  package var useBias = true
  package var kernelInitializer = Initializer.glorotUniform
  package var recurrentInitializer = Initializer.orthogonal()
  package var biasInitializer = Initializer.zeros
  package var kernelRegularizer: Regularizer?
  package var recurrentRegularizer: Regularizer?
  package var biasRegularizer: Regularizer?
  package var activityRegularizer: Regularizer?
  package var kernelConstraint: Constraint?
  package var recurrentConstraint: Constraint?
  package var biasConstraint: Constraint?
  package var dropout: Float = 0
  package var recurrentDropout: Float = 0
  package var returnSequences = false
  package var returnState = false
  package var goBackwards = false
  package var isStateful = false
  /// Whether the outputs stand in the opposite order of the pass.
  package var isTurned = false
  /// Whether the output at a masked step is 0, as in ``Bidirectional``.
  package var zerosMasked = false
}

extension RecurrentSettings {
  /// Keras's defaults.
  package init(_ kind: Kind, units: Int) { self.init(kind: kind, units: units) }

  /// The mistake in the arguments, if there is one.
  var mistake: ModelError? {
    func found(_ what: String, _ wanted: String) -> ModelError {
      .argument(where: "", found: what, wanted: wanted)
    }
    if units < 1 { return found("units is \(units)", "1 unit or more") }
    if !(dropout >= 0 && dropout < 1) { return found("dropout is \(dropout)", "a rate in 0..<1") }
    if !(recurrentDropout >= 0 && recurrentDropout < 1) {
      return found("recurrentDropout is \(recurrentDropout)", "a rate in 0..<1")
    }
    return nil
  }

  /// The shapes of the states that a step leaves to the next: the output, and the cell of an LSTM.
  var stateCount: Int { if case .lstm = kind { 2 } else { 1 } }

  func form(steps: Int) -> RecurrentForm {
    let cell: RecurrentForm.Cell =
      switch kind {
      case .simple: .simple
      case .lstm: .lstm
      case .gru(let resetAfter): resetAfter ? .gru : .gruResetBefore
      }
    return RecurrentForm(
      cell: cell, units: units, steps: steps, isReversed: goBackwards, isTurned: isTurned,
      activation: activation, recurrentActivation: recurrentActivation)
  }
}

extension Network {
  /// Lets the next batch start with states of 0, in all layers that keep them.
  package func resetStates() {
    var pending = layers.map(\.layer)
    while let layer = pending.popLast() {
      (layer as? Recurrent)?.resetStates()
      pending += layer.sublayers
    }
  }
}
