import AssayCore
import AssayModel
import AssayTestSupport
import AssayTraining
import Testing

/// What Keras made of ready-made models; see make_applications.py.
struct ApplicationGolden: Decodable {
  struct Structure: Decodable, Sendable, CustomTestStringConvertible {
    let application: String
    let arguments: Arguments
    let layers: [String]
    let name: String
    let parameters: Int
    let output: [Int]

    var testDescription: String { "\(application), \(arguments.inputShape)" }
  }

  struct Arguments: Decodable {
    let inputShape: [Int]
    let includeTop: Bool?
    let depthMultiplier: Int?
    let alpha: Double?
    let pooling: String?
    let classes: Int?

    private enum CodingKeys: String, CodingKey {
      case inputShape = "input_shape"
      case includeTop = "include_top"
      case depthMultiplier = "depth_multiplier"
      case alpha, pooling, classes
    }
  }

  struct Output: Decodable, Sendable, CustomTestStringConvertible {
    let size: Int
    let top: Bool
    let batch: Int
    /// Every so many numbers are kept.
    let step: Int
    let values: [Double]

    var testDescription: String { "\(size) by \(size)" }
  }

  struct Training: Decodable, Sendable, CustomTestStringConvertible {
    struct Norm: Decodable {
      let path: String
      let norm: Double
      /// The same from shaken images.
      let shaken: Double
    }

    let frozen: Bool
    let size: Int
    let batch: Int
    let rate: Double
    let losses: [Double]
    /// From images of which every other number is the next of float32: how far roundings reach.
    let shakenLosses: [Double]
    /// Of the first step.
    let gradients: [Norm]
    /// Of the moving statistics after the last step.
    let after: [Norm]

    private enum CodingKeys: String, CodingKey {
      case shakenLosses = "shaken_losses"
      case frozen, size, batch, rate, losses, gradients, after
    }

    var testDescription: String { frozen ? "a frozen base" : "all of it" }
  }

  let structures: [Structure]
  let outputs: [Output]
  let training: [Training]

  /// Of what weights drawn in a debug build take long to make there are few.
  static let most = isOptimised ? Int.max : 500_000

  static let file = Result { try Golden.json("applications.json", as: ApplicationGolden.self) }

  /// From -1 up to 1: whole numbers of 32 bits, so that they are the same everywhere.
  static func numbers(_ seed: UInt64, _ count: Int) -> [Double] {
    (0..<UInt64(count)).map { i in
      let bits =
        (i &* i &* 0x9E37_79B1 &+ i &* 0x85EB_CA77 &+ seed &* 0xC2B2_AE3D) & 0xFFFF_FFFF
      return Double(bits >> 8) / 8_388_608 - 1
    }
  }

  static func images(_ seed: UInt64, count: Int, size: Int) throws -> Tensor {
    try Tensor(
      numbers(seed, count * size * size * 3).map { Float($0) }, shape: [count, size, size, 3])
  }

  /// The formula of a weight by its path.
  static func weight(_ seed: UInt64, _ path: String, _ shape: Shape) throws -> Tensor {
    let x = numbers(seed, shape.elements)
    let name = path.split(separator: "/").last ?? ""
    let scale: Double
    var offset = 0.0
    switch name {
    case "kernel":
      // A depthwise kernel sees one channel.
      let isDepthwise = path.contains("depthwise")
      let seen = shape.prefix(isDepthwise ? 2 : shape.count - 1).reduce(1, *)
      scale = ((path.contains("project") ? 2 : 5) / Double(seen)).squareRoot()
    case "gamma": (scale, offset) = (0.2, 1)
    case "beta": (scale, offset) = (0.2, 0.2)
    case "moving_mean": scale = 0.2
    case "moving_variance": (scale, offset) = (0.3, 1)
    default: scale = 0.1
    }
    return try Tensor(x.map { Float($0 * scale + offset) }, shape: shape)
  }

  /// Gives a model the weights of the formula, by their numbers.
  static func fill(_ model: Model) throws {
    try model.setWeights(
      zip(model.weightNames, model.weights).enumerated().map { index, weight in
        try self.weight(UInt64(index), weight.0, weight.1.shape)
      })
  }
}

extension ApplicationGolden.Structure {
  func model() throws -> Model {
    let top = arguments.includeTop ?? true
    let pooling: ApplicationPooling? =
      switch arguments.pooling {
      case "avg": .average
      case "max": .maximum
      default: nil
      }
    let (shape, alpha) = (arguments.inputShape, arguments.alpha ?? 1)
    let classes = arguments.classes ?? 1000
    switch application {
    case "MobileNetV2":
      return try MobileNetV2(
        inputShape: shape, alpha: alpha, includeTop: top, pooling: pooling, classes: classes)
    case "MobileNet":
      return try MobileNet(
        inputShape: shape, alpha: alpha, depthMultiplier: arguments.depthMultiplier ?? 1,
        includeTop: top, pooling: pooling, classes: classes)
    default:
      return try ResNet50(inputShape: shape, includeTop: top, pooling: pooling, classes: classes)
    }
  }
}
