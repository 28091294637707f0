import AssayModel

extension LayerGolden {
  /// The layer that the configuration describes.
  func layer() throws -> Layer {
    switch `class` {
    case "Add": Add()
    case "Subtract": Subtract()
    case "Multiply": Multiply()
    case "Average": Average()
    case "Maximum": Maximum()
    case "Minimum": Minimum()
    case "Concatenate": Concatenate(axis: config.int("axis", -1))
    case "Dot": dot
    case "Permute": permute
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
    case "MultiHeadAttention": multiHeadAttention
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
    default: throw ModelError.graph("no layer \(`class`) in the table of goldens")
    }
  }

  private var multiHeadAttention: Layer {
    MultiHeadAttention(
      numHeads: config.int("num_heads", 1), keyDim: config.int("key_dim", 1),
      valueDim: config.optional("value_dim"), useBias: config.flag("use_bias", true),
      outputShape: config["output_shape"]?.doubles?.map { Int($0) },
      slidingWindow: config.optional("sliding_window"),
      useCausalMask: call.flag("use_causal_mask", false), useGate: config.flag("use_gate", false))
  }

  private var dot: Layer {
    let axes = config.ints("axes", [1])
    return Dot(
      axes: axes[0], axes.count > 1 ? axes[1] : axes[0], normalize: config.flag("normalize", false))
  }

  private var permute: Layer {
    let dims = config.ints("dims", [])
    return switch dims.count {
    case 2: Permute(dims[0], dims[1])
    case 3: Permute(dims[0], dims[1], dims[2])
    default: Permute(dims[0], dims[1], dims[2], dims[3])
    }
  }
}
