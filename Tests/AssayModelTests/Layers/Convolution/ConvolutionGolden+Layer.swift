import AssayModel

extension ConvolutionGolden {
  /// The layer that the configuration describes.
  func makeLayer() throws -> Layer {
    let made: Layer =
      switch layer {
      case "Conv1D":
        Conv1D(
          filters, kernelSize: kernel.width, strides: strides.width, padding: padding,
          dilationRate: dilation.width, groups: config.int("groups", 1), activation: activation,
          useBias: useBias)
      case "Conv2D":
        Conv2D(
          filters, kernelSize: kernel, strides: strides, padding: padding,
          dilationRate: dilation, groups: config.int("groups", 1), activation: activation,
          useBias: useBias)
      case "Conv1DTranspose":
        Conv1DTranspose(
          filters, kernelSize: kernel.width, strides: strides.width, padding: padding,
          outputPadding: config.optional("output_padding"), dilationRate: dilation.width,
          activation: activation, useBias: useBias)
      case "Conv2DTranspose":
        Conv2DTranspose(
          filters, kernelSize: kernel, strides: strides, padding: padding,
          outputPadding: config["output_padding"].map { _ in extent("output_padding", 0) },
          dilationRate: dilation, activation: activation, useBias: useBias)
      case "DepthwiseConv1D":
        DepthwiseConv1D(
          kernelSize: kernel.width, strides: strides.width, padding: padding,
          depthMultiplier: config.int("depth_multiplier", 1), dilationRate: dilation.width,
          activation: activation, useBias: useBias)
      case "DepthwiseConv2D":
        DepthwiseConv2D(
          kernelSize: kernel, strides: strides, padding: padding,
          depthMultiplier: config.int("depth_multiplier", 1), dilationRate: dilation,
          activation: activation, useBias: useBias)
      case "SeparableConv1D":
        SeparableConv1D(
          filters, kernelSize: kernel.width, strides: strides.width, padding: padding,
          dilationRate: dilation.width, depthMultiplier: config.int("depth_multiplier", 1),
          activation: activation, useBias: useBias)
      case "SeparableConv2D":
        SeparableConv2D(
          filters, kernelSize: kernel, strides: strides, padding: padding,
          dilationRate: dilation, depthMultiplier: config.int("depth_multiplier", 1),
          activation: activation, useBias: useBias)
      case "BatchNormalization":
        BatchNormalization(
          axis: config.int("axis", -1), momentum: config.float("momentum", 0.99),
          epsilon: config.float("epsilon", 1e-3), center: config.flag("center", true),
          scale: config.flag("scale", true))
      default: try poolingOrImageLayer()
      }
    made.isTrainable = frozen != true
    return made
  }

  private func poolingOrImageLayer() throws -> Layer {
    let pool = extent("pool_size", 2)
    let steps = config["strides"].map { _ in extent("strides", 1) }
    let keeps = config.flag("keepdims", false)
    return switch layer {
    case "MaxPooling1D": MaxPooling1D(pool.width, strides: steps?.width, padding: padding)
    case "MaxPooling2D": MaxPooling2D(pool, strides: steps, padding: padding)
    case "AveragePooling1D": AveragePooling1D(pool.width, strides: steps?.width, padding: padding)
    case "AveragePooling2D": AveragePooling2D(pool, strides: steps, padding: padding)
    case "GlobalAveragePooling1D": GlobalAveragePooling1D(keepsAxes: keeps)
    case "GlobalAveragePooling2D": GlobalAveragePooling2D(keepsAxes: keeps)
    case "GlobalMaxPooling1D": GlobalMaxPooling1D(keepsAxes: keeps)
    case "GlobalMaxPooling2D": GlobalMaxPooling2D(keepsAxes: keeps)
    case "ZeroPadding1D":
      ZeroPadding1D(first: config.ints("padding", [])[0], last: config.ints("padding", [])[1])
    case "Cropping1D":
      Cropping1D(first: config.ints("cropping", [])[0], last: config.ints("cropping", [])[1])
    case "ZeroPadding2D": ZeroPadding2D(edges("padding"))
    case "Cropping2D": Cropping2D(edges("cropping"))
    case "UpSampling1D": UpSampling1D(config.int("size", 2))
    case "UpSampling2D":
      UpSampling2D(
        extent("size", 2),
        interpolation: config["interpolation"]?.string.flatMap(
          Resizing.Interpolation.init(rawValue:)) ?? .nearest)
    default: throw ModelError.graph("no layer \(layer) in the table of goldens")
    }
  }

  private var filters: Int { config.int("filters", 1) }
  private var kernel: Extent { extent("kernel_size", 1) }
  private var strides: Extent { extent("strides", 1) }
  private var dilation: Extent { extent("dilation_rate", 1) }
  private var useBias: Bool { config.flag("use_bias", true) }
  private var padding: Padding {
    config["padding"]?.string.flatMap(Padding.init(rawValue:)) ?? .valid
  }

  private var activation: Activation {
    config["activation"]?.string.flatMap { Activation.named[$0] } ?? .linear
  }

  private func extent(_ key: String, _ other: Int) -> Extent {
    let sizes = config.ints(key, [other])
    return Extent(sizes[0], sizes[sizes.count - 1])
  }

  private func edges(_ key: String) -> Edges {
    guard case .list(let sides)? = config[key] else { return 0 }
    let amounts = sides.flatMap { ($0.doubles ?? []).map { Int($0) } }
    return Edges(top: amounts[0], bottom: amounts[1], left: amounts[2], right: amounts[3])
  }
}
