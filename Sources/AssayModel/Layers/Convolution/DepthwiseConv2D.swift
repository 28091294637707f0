import AssayCore

/// Convolution over the height and width of images, each channel by filters of its own.
///
///     DepthwiseConv2D(kernelSize: 3, padding: .same)
///
/// - Input: `[batch, height, width, channels]`. Output: `[batch, height, width, channels · depthMultiplier]`.
/// - Parameters: `kernel [height, width, channels, depthMultiplier]`, Glorot uniform; `bias`, zeros.
/// - Source: `keras.layers.DepthwiseConv2D`; the same names, shapes, order and initial distributions.
public final class DepthwiseConv2D: ConvolutionLayer {
  /// The channels that each channel becomes.
  public let depthMultiplier: Int

  public init(
    kernelSize: Extent, strides: Extent = 1, padding: Padding = .valid, depthMultiplier: Int = 1,
    dilationRate: Extent = 1, activation: Activation = .linear, useBias: Bool = true,
    depthwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    depthwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, depthwiseConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.depthMultiplier = depthMultiplier
    super.init(
      kernelSize: kernelSize, strides: strides, padding: padding,
      dilationRate: dilationRate, activation: activation, useBias: useBias,
      kernelInitializer: depthwiseInitializer,
      biasInitializer: biasInitializer, kernelRegularizer: depthwiseRegularizer,
      biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer,
      kernelConstraint: depthwiseConstraint, biasConstraint: biasConstraint, name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = checked(x, isSequence: false, counts: ("depthMultiplier", depthMultiplier))
    guard x.error == nil else { return x }
    let channels = x.shape.lastSize
    let (all, overflow) = channels.multipliedReportingOverflow(by: depthMultiplier)
    guard !overflow else { return Symbol(failure: .tooLarge("depthMultiplier \(depthMultiplier)")) }
    let kernel: Shape =
      [kernelSize.height, kernelSize.width, channels, depthMultiplier]
    return convolve(x, kernel: kernel, channels: all, groups: channels, scope)
  }
}
