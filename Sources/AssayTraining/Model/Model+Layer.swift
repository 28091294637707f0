import AssayModel

// A model is a layer of other models.
extension Model {
  /// Calls the model on symbols, like a layer: its layers and weights become part of what is made.
  ///
  ///     let base = try MobileNetV2(inputShape: [160, 160, 3], includeTop: false)
  ///     base.isTrainable = false
  ///     let image = Input(160, 160, 3)
  ///     let model = Model(inputs: image, outputs: Dense(1)(base(image, training: false)))
  ///
  /// - Parameters:
  ///   - training: whether layers that differ, such as `BatchNormalization`, behave as in training or as in
  ///     inference; by default as the run does.
  public func callAsFunction(_ inputs: Symbol..., training: Bool? = nil) -> Symbol {
    layer.outputs(of: inputs, training: training)[0]
  }

  /// The same for all outputs of the model.
  public func outputs(of inputs: Symbol..., training: Bool? = nil) -> [Symbol] {
    layer.outputs(of: inputs, training: training)
  }

  /// Whether training changes the weights. Setting it sets it for every layer; the next `compile` reads it.
  ///
  /// - Source: `keras.Model.trainable`.
  public var isTrainable: Bool {
    get { layer.isTrainable }
    set { layer.isTrainable = newValue }
  }

  /// The layers in Keras's order, without the inputs; none where the graph has a mistake.
  public var layers: [Layer] { ((try? network())?.layers ?? []).map(\.layer) }

  /// The layer of a name, its own or the one that the model gave it, as the summary shows; `nil` for none.
  ///
  /// - Source: `keras.Model.get_layer`.
  public func layer(named name: String) -> Layer? {
    (try? network())?.layers.first { $0.name == name }?.layer
  }
}
