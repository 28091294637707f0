/// The activation that gives a model's output.
///
///     LastActivation(kerasName: "softmax")  // .softmax
public enum LastActivation: Hashable, Sendable, CustomStringConvertible {
  case softmax, sigmoid, linear
  /// Any other, by Keras's name: `relu`.
  case other(String)

  /// The activation of Keras's name; `none` is `linear`.
  public init(kerasName name: String) {
    self =
      switch name {
      case "softmax": .softmax
      case "sigmoid": .sigmoid
      case "linear", "none", "None": .linear
      default: .other(name)
      }
  }

  /// Keras's name.
  public var description: String {
    switch self {
    case .softmax: "softmax"
    case .sigmoid: "sigmoid"
    case .linear: "linear"
    case .other(let name): name
    }
  }

  /// The activations Keras 3 knows by name.
  public static let kerasNames = [
    "celu", "elu", "exponential", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu",
    "hard_swish", "hard_tanh", "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu",
    "relu6", "selu", "sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign",
    "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus", "swish", "tanh", "tanh_shrink",
    "threshold",
  ]
}

extension LastActivation {
  /// Whether the outputs of a row are probabilities that share one.
  var sharesOne: Bool { self == .softmax || self == .other("sparsemax") }

  /// Whether each output is a probability of its own.
  var isOwnProbability: Bool {
    switch self {
    case .sigmoid: true
    case .other(let name): name == "hard_sigmoid" || name == "sparse_sigmoid"
    case .softmax, .linear: false
    }
  }

  /// Whether the outputs are probabilities of either kind.
  var givesProbabilities: Bool { sharesOne || isOwnProbability }
}
