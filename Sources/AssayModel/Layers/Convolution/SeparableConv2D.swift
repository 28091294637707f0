import AssayCore

/// Convolution over images in two parts: each channel by filters of its own, then the channels of each pixel
/// joined.
///
/// - Input: `[batch, height, width, channels]`. Output: `[batch, height, width, filters]`.
/// - Parameters: `depthwise_kernel [height, width, channels, depthMultiplier]`,
///   `pointwise_kernel [1, 1, channels · depthMultiplier, filters]`, `bias [filters]`.
/// - Source: `keras.layers.SeparableConv2D`.
public final class SeparableConv2D: ConvolutionLayer {
  /// The channels of the result.
  public let filters: Int
  /// The channels that each channel becomes in between.
  public let depthMultiplier: Int
  public let pointwiseInitializer: Initializer
  public let pointwiseRegularizer: Regularizer?
  public let pointwiseConstraint: Constraint?

  public init(
    _ filters: Int, kernelSize: Extent, strides: Extent = 1, padding: Padding = .valid,
    dilationRate: Extent = 1, depthMultiplier: Int = 1, activation: Activation = .linear,
    useBias: Bool = true, depthwiseInitializer: Initializer = .glorotUniform,
    pointwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    depthwiseRegularizer: Regularizer? = nil, pointwiseRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    depthwiseConstraint: Constraint? = nil, pointwiseConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.filters = filters
    self.depthMultiplier = depthMultiplier
    self.pointwiseInitializer = pointwiseInitializer
    self.pointwiseRegularizer = pointwiseRegularizer
    self.pointwiseConstraint = pointwiseConstraint
    super.init(
      kernelSize: kernelSize, strides: strides, padding: padding,
      dilationRate: dilationRate, activation: activation, useBias: useBias,
      kernelInitializer: depthwiseInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: depthwiseRegularizer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, kernelConstraint: depthwiseConstraint,
      biasConstraint: biasConstraint, name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = checked(
      x, isSequence: false, counts: ("filters", filters), ("depthMultiplier", depthMultiplier))
    guard x.error == nil else { return x }
    let channels = x.shape.lastSize
    let (all, overflow) = channels.multipliedReportingOverflow(by: depthMultiplier)
    guard !overflow else { return Symbol(failure: .tooLarge("depthMultiplier \(depthMultiplier)")) }
    let field = [kernelSize.height, kernelSize.width]
    let depthwise = scope.parameter(
      "depthwise_kernel", Shape(field + [channels, depthMultiplier]), kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    let pointwise = scope.parameter(
      "pointwise_kernel", Shape(field.map { _ in 1 } + [all, filters]), pointwiseInitializer,
      regularizer: pointwiseRegularizer, constraint: pointwiseConstraint)
    let bias = bias(filters, scope)
    let middle = convolve(
      x, by: depthwise, channels: all, groups: channels, adding: nil)
    guard middle.error == nil else { return middle }
    // Joining the channels is a product.
    guard pointwise.error == nil else { return pointwise }
    return activation(middle.matmul(pointwise.reshaped([all, filters]), adding: bias))
  }
}
