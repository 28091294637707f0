import AssayCore

/// The transpose of a convolution over images: every pixel is spread over a window of the result.
///
///     Conv2DTranspose(16, kernelSize: 3, strides: 2, padding: .same)  // twice as high and wide
///
/// - Input: `[batch, height, width, channels]`. Output: `[batch, height, width, filters]`, larger by the strides.
/// - Parameters: `kernel [height, width, filters, channels]`, `bias [filters]`.
/// - Source: `keras.layers.Conv2DTranspose`.
public final class Conv2DTranspose: ConvolutionLayer {
  /// The channels of the result.
  public let filters: Int
  /// How much larger the result is than the smallest one that gives the input; `nil` for Keras's size.
  public let outputPadding: Extent?

  public init(
    _ filters: Int, kernelSize: Extent, strides: Extent = 1, padding: Padding = .valid,
    outputPadding: Extent? = nil, dilationRate: Extent = 1, activation: Activation = .linear,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.filters = filters
    self.outputPadding = outputPadding
    super.init(
      kernelSize: kernelSize, strides: strides, padding: padding,
      dilationRate: dilationRate, activation: activation, useBias: useBias,
      kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
      biasConstraint: biasConstraint, name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = checked(x, isSequence: false, counts: ("filters", filters))
    guard x.error == nil else { return x }
    guard padding != .causal else {
      return Symbol(
        failure: .argument(where: "", found: "padding is causal", wanted: "valid or same"))
    }
    let extra = outputPadding
    if let extra,
      extra.height < 0 || extra.width < 0 || extra.width >= strides.width
        || extra.height >= strides.height
    {
      return Symbol(
        failure: .argument(
          where: "", found: "outputPadding \(extra)", wanted: "0 or more, and less than the strides"
        ))
    }
    let channels = x.shape.lastSize
    let kernel = kernel(
      [kernelSize.height, kernelSize.width, filters, channels], scope)
    return spread(x, by: kernel, filters: filters, outputPadding: extra, bias(filters, scope))
  }
}
