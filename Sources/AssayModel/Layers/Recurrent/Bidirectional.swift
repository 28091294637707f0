import AssayCore

/// Goes over a sequence twice, from its start and from its end, with two layers alike.
///
///     Bidirectional(LSTM(32))(Input(60, 300))  // [batch, 64]
///
/// Both layers are copies, named `forward_lstm` and `backward_lstm`, with parameters of their own. With
/// `returnSequences` both outputs of a step stand together, and those of masked steps are 0.
///
/// - Input: a sequence, then the first states of both layers, where they are given. Output: merged; both
///   one after another without a merge; with `returnState` then the last states of both.
/// - Parameters: those of the forward layer, then those of the backward layer.
/// - Mask: passed on with `returnSequences`.
/// - Source: `keras.layers.Bidirectional`.
public final class Bidirectional: Layer {
  /// How two outputs become one.
  public enum Merge: String, Sendable { case concat, sum, mul, ave }

  public let mergeMode: Merge?
  public let forwardLayer: Recurrent
  public let backwardLayer: Recurrent
  private let mistake: ModelError?

  /// - Parameters:
  ///   - layer: what both layers are copies of.
  ///   - mergeMode: `nil` gives both outputs; see ``Layer/outputs(of:training:)``.
  ///   - backwardLayer: what the second is a copy of instead, with `goBackwards`.
  public init(
    _ layer: Recurrent, mergeMode: Merge? = .concat, backwardLayer: Recurrent? = nil,
    name: String? = nil
  ) {
    self.mergeMode = mergeMode
    mistake = Self.mistake(layer, backwardLayer)
    let own = layer.name ?? snakeCase(layer.className)
    forwardLayer = layer.copy(name: Self.prefixed("forward_", own)) {
      $0.zerosMasked = $0.returnSequences
    }
    self.backwardLayer = (backwardLayer ?? layer).copy(
      name: backwardLayer == nil ? Self.prefixed("backward_", own) : backwardLayer?.name
    ) {
      $0.goBackwards = true
      $0.isTurned = $0.returnSequences
      $0.zerosMasked = $0.returnSequences
    }
    super.init(name: name)
  }

  private static func prefixed(_ prefix: String, _ name: String) -> String {
    name.hasPrefix(prefix) ? name : prefix + name
  }

  private static func mistake(_ forward: Recurrent, _ backward: Recurrent?) -> ModelError? {
    func found(_ what: String, _ wanted: String) -> ModelError {
      .argument(where: "", found: what, wanted: wanted)
    }
    if forward.goBackwards {
      return found("the forward layer goes backwards", "one that does not")
    }
    guard let backward else { return nil }
    if !backward.goBackwards {
      return found("the backward layer does not go backwards", "one with goBackwards")
    }
    let alike: [(String, KeyPath<Recurrent, Bool>)] = [
      ("returnSequences", \.returnSequences), ("returnState", \.returnState),
      ("isStateful", \.isStateful),
    ]
    return alike.first { forward[keyPath: $0.1] != backward[keyPath: $0.1] }.map {
      found("only one of the two layers has \($0.0)", "both alike")
    }
  }

  public override var sublayers: [Layer] { [forwardLayer, backwardLayer] }

  /// Lets the next batch start with states of 0, where the layers keep them.
  public func resetStates() {
    forwardLayer.resetStates()
    backwardLayer.resetStates()
  }

  /// The merged outputs for a sequence whose first states are not 0: those of the forward layer, then
  /// those of the backward layer.
  public func callAsFunction(_ x: Symbol, initialState: [Symbol]) -> Symbol {
    callAsFunction([x] + initialState)
  }

  /// The same with all results; see ``Recurrent/outputs(of:initialState:)``.
  public func outputs(of x: Symbol, initialState: [Symbol]) -> [Symbol] {
    outputs(of: [x] + initialState)
  }

  public override func results(_ inputs: [Symbol], _ scope: Scope) -> [Symbol] {
    if let mistake { return [Symbol(failure: mistake)] }
    let states = inputs.dropFirst()
    guard states.count % 2 == 0 else {
      return [
        Symbol(
          failure: .shape(
            where: "", got: "\(states.count) initial states",
            wanted: "as many for the forward layer as for the backward layer"))
      ]
    }
    let half = states.count / 2
    let there = forwardLayer.outputs(
      of: [inputs[0]] + states.prefix(half), training: scope.training)
    let back = backwardLayer.outputs(
      of: [inputs[0]] + states.suffix(half), training: scope.training)
    if let failed = (there + back).first(where: { $0.error != nil }) { return [failed] }
    return merged(there[0], back[0]) + there.dropFirst() + back.dropFirst()
  }

  private func merged(_ a: Symbol, _ b: Symbol) -> [Symbol] {
    switch mergeMode {
    case .concat?: [.concatenated([a, b], axis: -1)]
    case .sum?: [a + b]
    case .mul?: [a * b]
    case .ave?: [(a + b) / 2]
    case nil: [a, b]
    }
  }

  public override var supportsMasking: Bool { true }

  public override func masks(of inputs: [Symbol], outputs: [Symbol]) -> [Symbol?] {
    let merged = mergeMode == nil ? 2 : 1
    return outputs.indices.map {
      $0 < merged && forwardLayer.returnSequences ? inputs[0].mask : nil
    }
  }
}
