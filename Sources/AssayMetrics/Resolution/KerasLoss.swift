/// A loss class of Keras, as evidence of what labels and outputs mean.
///
///     KerasLoss(kerasName: "bce")   // .binaryCrossentropy
///     KerasLoss.hinge.rawValue      // "Hinge"
///
/// - Source: the classes of `keras.losses`, and every string `compile(loss:)` takes for one.
public enum KerasLoss: String, Sendable, Codable, CaseIterable {
  case binaryCrossentropy = "BinaryCrossentropy"
  case binaryFocalCrossentropy = "BinaryFocalCrossentropy"
  case categoricalCrossentropy = "CategoricalCrossentropy"
  case categoricalFocalCrossentropy = "CategoricalFocalCrossentropy"
  case categoricalGeneralizedCrossEntropy = "CategoricalGeneralizedCrossEntropy"
  case sparseCategoricalCrossentropy = "SparseCategoricalCrossentropy"
  case categoricalHinge = "CategoricalHinge"
  case hinge = "Hinge"
  case squaredHinge = "SquaredHinge"
  case klDivergence = "KLDivergence"
  case meanSquaredError = "MeanSquaredError"
  case meanAbsoluteError = "MeanAbsoluteError"
  case meanAbsolutePercentageError = "MeanAbsolutePercentageError"
  case meanSquaredLogarithmicError = "MeanSquaredLogarithmicError"
  case logCosh = "LogCosh"
  case huber = "Huber"
  case poisson = "Poisson"
  case cosineSimilarity = "CosineSimilarity"
  case dice = "Dice"
  case tversky = "Tversky"
  case circle = "Circle"
  case ctc = "CTC"

  /// The loss that Keras means by `name`: a class name, a function name or a short alias.
  public init?(kerasName name: String) {
    guard let loss = KerasLoss.named[name] else { return nil }
    self = loss
  }

  /// Every name that ``init(kerasName:)`` knows, in alphabetical order.
  public static var kerasNames: [String] { named.keys.sorted() }

  private static let aliases: [KerasLoss: [String]] = [
    .binaryCrossentropy: ["bce", "BCE"], .klDivergence: ["kld", "KLD"],
    .meanSquaredError: ["mse", "MSE"], .meanAbsoluteError: ["mae", "MAE"],
    .meanAbsolutePercentageError: ["mape", "MAPE"],
    .meanSquaredLogarithmicError: ["msle", "MSLE"],
  ]

  private static let named: [String: KerasLoss] = {
    var table: [String: KerasLoss] = [:]
    for loss in allCases {
      for name in [loss.rawValue, loss.functionName] + (aliases[loss] ?? []) { table[name] = loss }
    }
    return table
  }()

  /// The name of Keras's function for this loss: `binary_crossentropy`.
  public var functionName: String {
    switch self {
    case .klDivergence: "kl_divergence"
    case .ctc: "ctc"
    default:
      rawValue.reduce(into: "") { name, letter in
        if letter.isUppercase, !name.isEmpty { name.append("_") }
        name.append(contentsOf: letter.lowercased())
      }
    }
  }

  /// Whether Keras's class has a `from_logits` argument.
  public var takesFromLogits: Bool {
    switch self {
    case .binaryCrossentropy, .binaryFocalCrossentropy, .categoricalCrossentropy,
      .categoricalFocalCrossentropy, .sparseCategoricalCrossentropy:
      true
    default: false
    }
  }
}

extension KerasLoss {
  /// What the labels of a loss are.
  enum Labels { case elements, rows, indices, either }
  /// What the outputs of a loss are.
  enum Outputs { case probabilities, scores, labelValues, either }

  /// What this loss takes a label to be, where the loss says so.
  var labels: Labels {
    switch self {
    case .binaryCrossentropy, .binaryFocalCrossentropy, .hinge, .squaredHinge: .elements
    case .categoricalCrossentropy, .categoricalFocalCrossentropy, .categoricalHinge, .klDivergence:
      .rows
    case .sparseCategoricalCrossentropy, .categoricalGeneralizedCrossEntropy: .indices
    default: .either
    }
  }

  /// What this loss takes an output to be when it is not told of logits.
  var outputs: Outputs {
    switch self {
    case .binaryCrossentropy, .binaryFocalCrossentropy, .categoricalCrossentropy,
      .categoricalFocalCrossentropy, .categoricalGeneralizedCrossEntropy,
      .sparseCategoricalCrossentropy, .klDivergence, .dice, .tversky:
      .probabilities
    case .hinge, .squaredHinge, .categoricalHinge, .ctc: .scores
    case .meanSquaredError, .meanAbsoluteError, .meanAbsolutePercentageError,
      .meanSquaredLogarithmicError, .logCosh, .huber, .poisson:
      .labelValues
    case .cosineSimilarity, .circle: .either
    }
  }
}
