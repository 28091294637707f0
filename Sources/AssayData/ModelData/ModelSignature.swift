import AssayCore

/// What a model takes, and which of its outputs are compared with labels, by name.
///
///     ModelSignature(inputs: [.init("image", shape: [28, 28, 1])], outputs: ["digit"])
public struct ModelSignature: Sendable, Equatable {
  /// One input.
  public struct Input: Sendable, Equatable {
    public var name: String
    /// The shape of one sample; an axis may be ``AssayCore/Shape/free``.
    public var shape: Shape
    /// `float32` or `int32`.
    public var dtype: DType

    public init(_ name: String, shape: Shape, dtype: DType = .float32) {
      self.name = name
      self.shape = shape
      self.dtype = dtype
    }
  }

  /// In the model's order.
  public var inputs: [Input]
  /// The outputs that want labels, in the model's order; none to predict.
  public var outputs: [String]

  public init(inputs: [Input], outputs: [String]) {
    precondition(!inputs.isEmpty, "ModelSignature: no inputs; a model has at least one")
    self.inputs = inputs
    self.outputs = outputs
  }
}

extension ModelSignature.Input {
  /// The shape of a batch.
  var batch: Shape { Shape([Shape.free] + Array(shape)) }

  /// Whether rows of the shape can be taken.
  func takes(_ sample: Shape) -> Bool {
    sample.count == shape.count && zip(sample, shape).allSatisfy { $1 == Shape.free || $0 == $1 }
  }
}
