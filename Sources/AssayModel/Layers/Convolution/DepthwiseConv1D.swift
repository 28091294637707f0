import AssayCore

/// Convolution over the steps of a sequence, each channel by filters of its own.
///
/// - Input: `[batch, steps, channels]`. Output: `[batch, steps, channels · depthMultiplier]`.
/// - Parameters: `kernel [size, channels, depthMultiplier]`, Glorot uniform; `bias`, zeros.
/// - Source: `keras.layers.DepthwiseConv1D`; the same names, shapes, order and initial distributions.
public final class DepthwiseConv1D: ConvolutionLayer {
  /// The channels that each channel becomes.
  public let depthMultiplier: Int

  public init(
    kernelSize: Int, strides: Int = 1, padding: Padding = .valid, depthMultiplier: Int = 1,
    dilationRate: Int = 1, activation: Activation = .linear, useBias: Bool = true,
    depthwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    depthwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, depthwiseConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.depthMultiplier = depthMultiplier
    super.init(
      kernelSize: Extent(1, kernelSize), strides: Extent(1, strides), padding: padding,
      dilationRate: Extent(1, dilationRate), activation: activation, useBias: useBias,
      kernelInitializer: depthwiseInitializer,
      biasInitializer: biasInitializer, kernelRegularizer: depthwiseRegularizer,
      biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer,
      kernelConstraint: depthwiseConstraint, biasConstraint: biasConstraint, name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = checked(x, isSequence: true, counts: ("depthMultiplier", depthMultiplier))
    guard x.error == nil else { return x }
    let channels = x.shape.lastSize
    let (all, overflow) = channels.multipliedReportingOverflow(by: depthMultiplier)
    guard !overflow else { return Symbol(failure: .tooLarge("depthMultiplier \(depthMultiplier)")) }
    let kernel: Shape =
      [kernelSize.width, channels, depthMultiplier]
    return convolve(x, kernel: kernel, channels: all, groups: channels, scope)
  }
}
