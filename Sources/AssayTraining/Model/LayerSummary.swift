import AssayCore
import AssayModel

/// What there is to tell about one layer of a model, or about one of its inputs.
///
///     for layer in model.layerSummaries { print(layer.name, layer.outputShape, layer.parameterCount) }
///     // features [batch, 30] 0
///     // dense [batch, 16] 496
public struct LayerSummary: Equatable, Sendable {
  /// The layer's name in the model.
  public let name: String
  /// Keras's name of the class; `InputLayer` for an input.
  public let className: String
  /// The names of the layers and inputs that it is called on, over all of its calls.
  public let inputNames: [String]
  /// The shape of what its first call gives.
  public let outputShape: Shape
  /// The numbers in its parameters, also in those of layers inside of it.
  public let parameterCount: Int

  public init(
    name: String, className: String, inputNames: [String], outputShape: Shape, parameterCount: Int
  ) {
    self.name = name
    self.className = className
    self.inputNames = inputNames
    self.outputShape = outputShape
    self.parameterCount = parameterCount
  }
}

extension TrainingContext {
  public var layerSummaries: [LayerSummary] { [] }
}

extension Model {
  /// The inputs and layers in Keras's order; none where the graph has a mistake.
  public var layerSummaries: [LayerSummary] {
    guard let network = try? network(), let layers = try? network.describeLayers() else {
      return []
    }
    return layers.map {
      LayerSummary(
        name: $0.name, className: $0.className, inputNames: $0.inputs, outputShape: $0.shape,
        parameterCount: $0.parameters)
    }
  }
}
