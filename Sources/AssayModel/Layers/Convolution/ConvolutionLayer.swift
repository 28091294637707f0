import AssayCore

/// What the convolution layers share: a kernel, a bias, an activation, and how they start and are held.
public class ConvolutionLayer: Layer {
  public let kernelSize: Extent
  public let strides: Extent
  public let padding: Padding
  public let dilationRate: Extent
  public let activation: Activation
  public let useBias: Bool
  public let kernelInitializer: Initializer
  public let biasInitializer: Initializer
  public let kernelRegularizer: Regularizer?
  public let biasRegularizer: Regularizer?
  public let kernelConstraint: Constraint?
  public let biasConstraint: Constraint?

  init(
    kernelSize: Extent, strides: Extent, padding: Padding, dilationRate: Extent,
    activation: Activation, useBias: Bool, kernelInitializer: Initializer,
    biasInitializer: Initializer, kernelRegularizer: Regularizer?, biasRegularizer: Regularizer?,
    activityRegularizer: Regularizer?, kernelConstraint: Constraint?, biasConstraint: Constraint?,
    name: String?
  ) {
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dilationRate = dilationRate
    self.activation = activation
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    super.init(name: name)
    self.activityRegularizer = activityRegularizer
  }

  func kernel(_ shape: Shape, _ scope: Scope) -> Symbol {
    scope.parameter(
      "kernel", shape, kernelInitializer, regularizer: kernelRegularizer,
      constraint: kernelConstraint)
  }

  func bias(_ channels: Int, _ scope: Scope) -> Symbol? {
    useBias
      ? scope.parameter(
        "bias", [channels], biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint)
      : nil
  }

  /// The input, or what is wrong with it or with the arguments.
  ///
  /// - Parameters:
  ///   - isSequence: `[batch, steps, channels]` rather than `[batch, height, width, channels]`.
  func checked(_ x: Symbol, isSequence: Bool = false, counts: (String, Int)...) -> Symbol {
    func failed(_ found: String, _ wanted: String) -> Symbol {
      Symbol(failure: .argument(where: "", found: found, wanted: wanted))
    }
    guard x.error == nil else { return x }
    for (name, count) in counts where count < 1 {
      return failed("\(name) is \(count)", "\(name) of 1 or more")
    }
    for (name, extent) in [
      ("kernelSize", kernelSize), ("strides", strides), ("dilationRate", dilationRate),
    ] where !extent.isSensible {
      return failed(
        "\(name) is \(isSequence ? "\(extent.width)" : "\(extent)")", "1 to 2147483647")
    }
    if strides != 1, dilationRate != 1 {
      return failed(
        "strides \(strides) and dilationRate \(dilationRate)", "at most one of them above 1")
    }
    if padding == .causal, !isSequence {
      return failed("padding is causal", "valid or same; causal is for sequences")
    }
    return x.require(
      x.shape.count == (isSequence ? 3 : 4),
      isSequence ? "[batch, steps, channels]" : "[batch, height, width, channels]")
  }

  /// The convolution of an image, or of a sequence as an image of one row, with the layer's kernel and bias.
  func convolve(
    _ x: Symbol, kernel shape: Shape, channels: Int, groups: Int, _ scope: Scope
  ) -> Symbol {
    let kernel = kernel(shape, scope)
    return activation(
      convolve(x, by: kernel, channels: channels, groups: groups, adding: bias(channels, scope)))
  }

  /// The convolution with a kernel of any of Keras's shapes.
  func convolve(
    _ x: Symbol, by kernel: Symbol, channels: Int, groups: Int, adding bias: Symbol?
  ) -> Symbol {
    let isSequence = x.shape.count == 3
    let image = x.asImage
    let (height, width, depth) = (image.shape[1], image.shape[2], image.shape[3])
    let rows =
      isSequence
      ? Window(size: 1)
      : Window(size: kernelSize.height, stride: strides.height, dilation: dilationRate.height)
        .padded(padding, for: height)
    let columns = Window(
      size: kernelSize.width, stride: strides.width, dilation: dilationRate.width
    ).padded(padding, for: width)
    let size = (rows.places(on: height), columns.places(on: width))
    let fitting = x.require(
      size.0 > 0 && size.1 > 0,
      isSequence
        ? "\(columns.span) steps or more" : "an image of \(rows.span) by \(columns.span) or more")
    guard fitting.error == nil else { return fitting }
    guard kernel.error == nil else { return kernel }
    let geometry = ConvolutionGeometry(
      image: (height, width, depth), result: (size.0, size.1, channels), rows: rows,
      columns: columns, groups: groups, kernel: kernel.shape)
    let made = Symbol.apply(
      Convolution(geometry: geometry, direction: .forward),
      to: [image, kernel] + (bias.map { [$0] } ?? []))
    return isSequence ? made.asSequence : made
  }

  /// The transpose of a convolution, for a kernel of `[…, filters, channels]`.
  func spread(
    _ x: Symbol, by kernel: Symbol, filters: Int, outputPadding: Extent?, _ bias: Symbol?
  ) -> Symbol {
    guard kernel.error == nil else { return kernel }
    let isSequence = x.shape.count == 3
    let image = x.asImage
    let (height, width, channels) = (image.shape[1], image.shape[2], image.shape[3])
    let rows =
      isSequence
      ? (window: Window(size: 1), count: 1)
      : Window(size: kernelSize.height, stride: strides.height, dilation: dilationRate.height)
        .spreading(height, padding, extra: outputPadding?.height)
    let columns = Window(
      size: kernelSize.width, stride: strides.width, dilation: dilationRate.width
    ).spreading(width, padding, extra: outputPadding?.width)
    guard rows.count > 0, columns.count > 0 else {
      return image.require(false, "an input of which the padding leaves something")
    }
    // Windows over the result, as wide as it is where they reach no further.
    let geometry = ConvolutionGeometry(
      image: (rows.count, columns.count, filters), result: (height, width, channels),
      rows: rows.window, columns: columns.window, groups: 1, kernel: kernel.shape)
    var made = Symbol.apply(Convolution(geometry: geometry, direction: .toInput), image, kernel)
    if let bias { made = made + bias }
    return activation(isSequence ? made.asSequence : made)
  }
}

extension Window {
  /// The window over the result of a transposed convolution of `count` elements, and that result's size.
  ///
  /// Unpadded, the result is as long as all windows reach; Keras takes from both ends of it, or adds zeros
  /// behind it.
  func spreading(
    _ count: Int, _ padding: Padding, extra: Int?
  ) -> (window: Window, count: Int) {
    let reach = (count - 1) * stride + span
    var before = 0
    var size = reach + (extra ?? max(span, stride) - span)
    if padding == .same {
      let total = extra.map { span + span % 2 - 2 + $0 } ?? stride + span - 2
      let first = min(total / 2 + total % 2, span - 1)
      before = span - 1 - first
      size = reach - before - (span - 1 - (total - first))
    }
    var window = self
    window.before = before
    window.after = reach - before - size
    return (window, size)
  }
}

extension Symbol {
  /// A sequence as an image of one row; an image as it is.
  fileprivate var asImage: Symbol {
    shape.count == 3 ? reshaped([shape[0], 1, shape[1], shape[2]]) : self
  }

  /// An image of one row as a sequence.
  fileprivate var asSequence: Symbol {
    error == nil ? reshaped([shape[0], shape[2], shape[3]]) : self
  }
}
