import AssayModel

extension LayerGolden {
  /// The layer that the configuration describes.
  func layer() throws -> Layer { try Self.layer(`class`, config, call) }

  /// The layer of a class with a configuration and arguments of its call.
  static func layer(
    _ class: String, _ config: [String: Setting], _ call: [String: Setting]
  ) throws -> Layer {
    switch `class` {
    case "Add": Add()
    case "Subtract": Subtract()
    case "Multiply": Multiply()
    case "Average": Average()
    case "Maximum": Maximum()
    case "Minimum": Minimum()
    case "Concatenate": Concatenate(axis: config.int("axis", -1))
    case "Dot": dot(config)
    case "Permute": permute(config)
    case "RepeatVector": RepeatVector(config.int("n", 1))
    case "LayerNormalization":
      LayerNormalization(
        axis: config.ints("axis", [-1]), epsilon: config.float("epsilon", 1e-3),
        center: config.flag("center", true), scale: config.flag("scale", true))
    case "RMSNormalization":
      RMSNormalization(
        axis: config.ints("axis", [-1]), epsilon: config.float("epsilon", 1e-6))
    case "UnitNormalization": UnitNormalization(axis: config.ints("axis", [-1]))
    case "GroupNormalization":
      GroupNormalization(
        groups: config.int("groups", 32), axis: config.int("axis", -1),
        epsilon: config.float("epsilon", 1e-3), center: config.flag("center", true),
        scale: config.flag("scale", true))
    case "MultiHeadAttention": multiHeadAttention(config, call)
    case "GroupQueryAttention":
      GroupQueryAttention(
        headDim: config.int("head_dim", 1), numQueryHeads: config.int("num_query_heads", 1),
        numKeyValueHeads: config.int("num_key_value_heads", 1),
        useBias: config.flag("use_bias", true), slidingWindow: config.optional("sliding_window"),
        useCausalMask: call.flag("use_causal_mask", false), useGate: config.flag("use_gate", false))
    case "Attention":
      Attention(
        useScale: config.flag("use_scale", false),
        scoreMode: config["score_mode"]?.string == "concat" ? .concat : .dot,
        useCausalMask: call.flag("use_causal_mask", false))
    case "AdditiveAttention":
      AdditiveAttention(
        useScale: config.flag("use_scale", true),
        useCausalMask: call.flag("use_causal_mask", false))
    case "PReLU": PReLU(sharedAxes: config.ints("shared_axes", []))
    case "Softmax": Softmax(axis: config.ints("axis", [-1]))
    case "Identity": Identity()
    default:
      if let layer = preparation(`class`, config) ?? imageChange(`class`, config) {
        layer
      } else {
        throw ModelError.graph("no layer \(`class`) in the table of goldens")
      }
    }
  }

  private static func preparation(
    _ class: String, _ config: [String: Setting]
  ) -> Layer? {
    let mode = config["output_mode"]?.string
    let (height, width) = (config.int("height", 1), config.int("width", 1))
    return switch `class` {
    case "Rescaling":
      Rescaling(config.floats("scale") ?? [1], offset: config.floats("offset") ?? [0])
    case "Normalization":
      Normalization(
        axis: config["axis"].map { $0.doubles?.map { Int($0) } } ?? [-1],
        mean: config.floats("mean"), variance: config.floats("variance"),
        invert: config.flag("invert", false))
    case "CategoryEncoding":
      CategoryEncoding(
        config.int("num_tokens", 1), outputMode: mode.flatMap { .init(rawValue: $0) } ?? .multiHot)
    case "Discretization":
      Discretization(
        config.floats("bin_boundaries") ?? [],
        outputMode: mode.flatMap { .init(rawValue: $0) } ?? .int)
    case "Resizing":
      Resizing(
        height: height, width: width,
        interpolation: config["interpolation"]?.string.flatMap { .init(rawValue: $0) } ?? .bilinear,
        cropToAspectRatio: config.flag("crop_to_aspect_ratio", false),
        padToAspectRatio: config.flag("pad_to_aspect_ratio", false),
        fillValue: config.float("fill_value", 0))
    case "CenterCrop": CenterCrop(height: height, width: width)
    default: nil
    }
  }

  private static func imageChange(
    _ class: String, _ config: [String: Setting]
  ) -> Layer? {
    let fillMode = config["fill_mode"]?.string.flatMap { FillMode(rawValue: $0) } ?? .reflect
    let interpolation =
      config["interpolation"]?.string.flatMap { AffineInterpolation(rawValue: $0) } ?? .bilinear
    let fillValue = config.float("fill_value", 0)
    func range(_ key: String) -> ClosedRange<Float>? { config.floats(key).map { $0[0]...$0[1] } }
    let values = range("value_range") ?? 0...255
    let (height, width) = (range("height_factor") ?? 0...0, range("width_factor"))
    return switch `class` {
    case "RandomRotation":
      RandomRotation(
        range("factor") ?? 0...0, fillMode: fillMode, interpolation: interpolation,
        fillValue: fillValue)
    case "RandomZoom":
      RandomZoom(
        height, width, fillMode: fillMode, interpolation: interpolation, fillValue: fillValue)
    case "RandomTranslation":
      RandomTranslation(
        height, width ?? 0...0, fillMode: fillMode, interpolation: interpolation,
        fillValue: fillValue)
    case "RandomBrightness": RandomBrightness(range("factor") ?? 0...0, valueRange: values)
    case "RandomContrast": RandomContrast(config.float("factor", 0), valueRange: values)
    default: nil
    }
  }

  private static func multiHeadAttention(
    _ config: [String: Setting], _ call: [String: Setting]
  ) -> Layer {
    MultiHeadAttention(
      numHeads: config.int("num_heads", 1), keyDim: config.int("key_dim", 1),
      valueDim: config.optional("value_dim"), useBias: config.flag("use_bias", true),
      outputShape: config["output_shape"]?.doubles?.map { Int($0) },
      slidingWindow: config.optional("sliding_window"),
      useCausalMask: call.flag("use_causal_mask", false), useGate: config.flag("use_gate", false))
  }

  private static func dot(_ config: [String: Setting]) -> Layer {
    let axes = config.ints("axes", [1])
    return Dot(
      axes: axes[0], axes.count > 1 ? axes[1] : axes[0], normalize: config.flag("normalize", false))
  }

  private static func permute(_ config: [String: Setting]) -> Layer {
    let dims = config.ints("dims", [])
    return switch dims.count {
    case 2: Permute(dims[0], dims[1])
    case 3: Permute(dims[0], dims[1], dims[2])
    default: Permute(dims[0], dims[1], dims[2], dims[3])
    }
  }
}
