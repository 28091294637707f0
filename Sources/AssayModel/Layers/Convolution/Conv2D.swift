import AssayCore

/// Convolution over the height and width of images.
///
///     Conv2D(32, kernelSize: 3, strides: 2, padding: .same, activation: .relu)
///
/// - Input: `[batch, height, width, channels]`. Output: `[batch, height, width, filters]`, smaller by
///   padding and strides.
/// - Parameters: `kernel [height, width, channels / groups, filters]`, Glorot uniform; `bias [filters]`, zeros.
/// - Source: `keras.layers.Conv2D`; the same names, shapes, order and initial distributions.
public final class Conv2D: ConvolutionLayer {
  /// The channels of the result.
  public let filters: Int
  /// How many parts the channels are cut into, each seen by its own filters.
  public let groups: Int

  public init(
    _ filters: Int, kernelSize: Extent, strides: Extent = 1, padding: Padding = .valid,
    dilationRate: Extent = 1, groups: Int = 1, activation: Activation = .linear,
    useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.filters = filters
    self.groups = groups
    super.init(
      kernelSize: kernelSize, strides: strides, padding: padding,
      dilationRate: dilationRate, activation: activation, useBias: useBias,
      kernelInitializer: kernelInitializer,
      biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
      biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer,
      kernelConstraint: kernelConstraint, biasConstraint: biasConstraint, name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = checked(x, isSequence: false, counts: ("filters", filters), ("groups", groups))
    guard x.error == nil else { return x }
    let channels = x.shape.lastSize
    guard channels % groups == 0, filters % groups == 0 else {
      return Symbol(
        failure: .argument(
          where: "", found: "\(groups) groups for \(channels) channels and \(filters) filters",
          wanted: "groups that divide both"))
    }
    let kernel: Shape =
      [kernelSize.height, kernelSize.width, channels / groups, filters]
    return convolve(x, kernel: kernel, channels: filters, groups: groups, scope)
  }
}
