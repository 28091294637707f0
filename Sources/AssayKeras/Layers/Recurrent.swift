import AssayCore
import AssayModel

extension KerasLayers {
  static let recurrent: [String: any KerasLayer.Type] = [
    "LSTM": LSTM.self, "GRU": GRU.self, "SimpleRNN": SimpleRNN.self,
    "Bidirectional": Bidirectional.self, "TimeDistributed": TimeDistributed.self,
  ]
}

extension Recurrent {
  /// What is written of every recurrent layer.
  fileprivate var shared: [JSON.Member] {
    get throws {
      [
        .init("return_sequences", .bool(returnSequences)),
        .init("return_state", .bool(returnState)), .init("go_backwards", .bool(goBackwards)),
        .init("stateful", .bool(isStateful)), .init("unroll", false),
        .init("zero_output_for_mask", .bool(zerosMasked)), .init("units", .integer(units)),
        .init("activation", try activation.keras), .init("use_bias", .bool(useBias)),
        .init("kernel_initializer", try settings.kernelInitializer.keras),
        .init("recurrent_initializer", try settings.recurrentInitializer.keras),
        .init("bias_initializer", try settings.biasInitializer.keras),
        .init("kernel_regularizer", try .keras(settings.kernelRegularizer)),
        .init("recurrent_regularizer", try .keras(settings.recurrentRegularizer)),
        .init("bias_regularizer", try .keras(settings.biasRegularizer)),
        .init("activity_regularizer", try .keras(activityRegularizer)),
        .init("kernel_constraint", .keras(settings.kernelConstraint)),
        .init("recurrent_constraint", .keras(settings.recurrentConstraint)),
        .init("bias_constraint", .keras(settings.biasConstraint)),
        .init("dropout", .float(dropout)), .init("recurrent_dropout", .float(recurrentDropout)),
      ]
    }
  }

  /// The weights lie in a layer inside, which Keras calls the cell.
  var parts: [KerasPart] { [.parameters("cell", nil)] }
}

extension RecurrentSettings {
  /// What is read of every recurrent layer; `recurrent_activation` where there are gates.
  fileprivate init(_ kind: Kind, _ config: KerasConfig) throws {
    config.ignore("seed", "unroll", "implementation", "use_cudnn", "input_dim", "input_length")
    try config.only("time_major", false)
    self.init(kind, units: try config.count("units"))
    activation = try config.activation("activation", activation)
    useBias = try config.bool("use_bias", useBias)
    kernelInitializer = try config.initializer("kernel_initializer", kernelInitializer)
    recurrentInitializer = try config.initializer("recurrent_initializer", recurrentInitializer)
    biasInitializer = try config.initializer("bias_initializer", biasInitializer)
    kernelRegularizer = try config.regularizer("kernel_regularizer")
    recurrentRegularizer = try config.regularizer("recurrent_regularizer")
    biasRegularizer = try config.regularizer("bias_regularizer")
    activityRegularizer = try config.regularizer("activity_regularizer")
    kernelConstraint = try config.constraint("kernel_constraint")
    recurrentConstraint = try config.constraint("recurrent_constraint")
    biasConstraint = try config.constraint("bias_constraint")
    dropout = try config.rate("dropout", dropout)
    recurrentDropout = try config.rate("recurrent_dropout", recurrentDropout)
    returnSequences = try config.bool("return_sequences", returnSequences)
    returnState = try config.bool("return_state", returnState)
    goBackwards = try config.bool("go_backwards", goBackwards)
    isStateful = try config.bool("stateful", isStateful)
    zerosMasked = try config.bool("zero_output_for_mask", false)
    guard !zerosMasked || returnSequences else {
      throw config.wrong(
        "zero_output_for_mask", true, wanted: "false, where only the last output is given")
    }
    if case .simple = kind { return }
    recurrentActivation = try config.activation("recurrent_activation", recurrentActivation)
  }
}

extension LSTM: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    let kind = RecurrentSettings.Kind.lstm(
      unitForgetBias: try config.bool("unit_forget_bias", true))
    self.init(try RecurrentSettings(kind, config), name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      guard case .lstm(let unitForgetBias) = settings.kind else { return [] }
      return try shared + [
        .init("recurrent_activation", try recurrentActivation.keras),
        .init("unit_forget_bias", .bool(unitForgetBias)), .init("seed", .null),
      ]
    }
  }
}

extension GRU: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    let kind = RecurrentSettings.Kind.gru(resetAfter: try config.bool("reset_after", true))
    self.init(try RecurrentSettings(kind, config), name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      guard case .gru(let resetAfter) = settings.kind else { return [] }
      return try shared + [
        .init("recurrent_activation", try recurrentActivation.keras),
        .init("reset_after", .bool(resetAfter)), .init("seed", .null),
      ]
    }
  }
}

extension SimpleRNN: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(try RecurrentSettings(.simple, config), name: config.name)
  }

  var config: [JSON.Member] { get throws { try shared } }
}

extension KerasConfig {
  /// The layer inside of another one.
  ///
  /// - Throws: ``KerasFileError`` for layers inside of each other deeper than ``deepestLayer``.
  fileprivate func layer(_ key: String) throws -> Layer? {
    guard let object = try object(key) else { return nil }
    var inner: JSON? = object.config["layer"]
    for _ in 0..<KerasConfig.deepestLayer { inner = inner?["config"]?["layer"] }
    guard inner == nil else {
      throw KerasFileError(
        place: "\(className), \(key)",
        found: "layers inside of each other, more than \(KerasConfig.deepestLayer) deep",
        wanted: "fewer")
    }
    if let reader, GraphReader.isModel(object) { return try reader.layer(object, depth: 1) }
    return try KerasLayers.read(object, reader: reader)
  }

  private static var deepestLayer: Int { 4 }
}

extension Bidirectional: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    func layer(_ key: String) throws -> Recurrent? {
      guard let layer = try config.layer(key) else { return nil }
      guard let recurrent = layer as? Recurrent else {
        throw config.wrong(key, .string(layer.className), wanted: "an LSTM, a GRU or a SimpleRNN")
      }
      return recurrent
    }
    guard let forward = try layer("layer") else {
      throw config.missing("layer", wanted: "a recurrent layer")
    }
    let backward = try layer("backward_layer")
    // Null is no merge, nothing at all is Keras's default.
    let isWritten = config.has("merge_mode")
    let mergeMode: Bidirectional.Merge? =
      isWritten && config.known("merge_mode") == nil
      ? nil
      : try config.choice(
        "merge_mode", .concat, ["concat": .concat, "sum": .sum, "mul": .mul, "ave": .ave])
    self.init(forward, mergeMode: mergeMode, backwardLayer: backward, name: config.name)
    forwardLayer.keptArguments = forward.keptArguments
    backwardLayer.keptArguments = (backward ?? forward).keptArguments
    forwardLayer.isTrainable = forward.isTrainable
    backwardLayer.isTrainable = (backward ?? forward).isTrainable
  }

  var config: [JSON.Member] {
    get throws {
      func inner(_ layer: Recurrent) throws -> JSON {
        try KerasLayers.write(layer, name: layer.name ?? snakeCase(layer.className)).json
      }
      return [
        .init("merge_mode", mergeMode.map { .string($0.rawValue) } ?? .null),
        .init("layer", try inner(forwardLayer)), .init("backward_layer", try inner(backwardLayer)),
      ]
    }
  }

  var parts: [KerasPart] {
    [.layer("forward_layer", forwardLayer), .layer("backward_layer", backwardLayer)]
  }
}

extension TimeDistributed: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    guard let layer = try config.layer("layer") else {
      throw config.missing("layer", wanted: "a layer")
    }
    self.init(layer, name: config.name)
  }

  var config: [JSON.Member] {
    get throws {
      let name = layer.name ?? snakeCase(layer.className)
      return [.init("layer", try KerasLayers.write(layer, name: name).json)]
    }
  }

  var parts: [KerasPart] { [.layer("layer", layer)] }
}
