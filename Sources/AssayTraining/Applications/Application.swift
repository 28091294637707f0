import AssayCore
import AssayModel

/// Where the first weights of a ready-made model come from.
public enum ApplicationWeights: Sendable {
  /// A file of weights of a kind that ``WeightsFormat`` knows.
  case file(String)
}

/// What becomes of the last images of a model without its top.
///
/// - Source: `pooling` of `keras.applications`.
public enum ApplicationPooling: String, Sendable { case average, maximum }

/// What the ready-made models share: their input, their top, their weights.
struct Application {
  let title: String
  let inputShape: [Int]
  let includeTop: Bool
  let pooling: ApplicationPooling?
  let classes: Int

  /// The input, or what is wrong with the arguments.
  ///
  /// - Parameters:
  ///   - smallest: the least height and width.
  func input(smallest: Int) throws -> Symbol {
    guard inputShape.count == 3, inputShape[0] >= smallest, inputShape[1] >= smallest,
      inputShape[2] >= 1
    else {
      throw TrainingError.argument(
        "inputShape of \(title)", found: "\(inputShape)",
        wanted: "height, width and channels, of \(smallest) by \(smallest) or more")
    }
    guard !includeTop || classes > 0 else {
      throw TrainingError.argument(
        "classes of \(title)", found: "\(classes)", wanted: "1 class or more")
    }
    return Input(inputShape[0], inputShape[1], inputShape[2])
  }

  /// A width multiplier within reason.
  func check(alpha: Double) throws {
    guard alpha > 0, alpha <= 64 else {
      throw TrainingError.argument(
        "alpha of \(title)", found: "\(alpha)", wanted: "a number above 0, at most 64")
    }
  }

  /// The last images pooled, where that is asked for.
  func pooled(
    _ x: Symbol, average: @autoclosure () -> Layer = GlobalAveragePooling2D(),
    maximum: @autoclosure () -> Layer = GlobalMaxPooling2D()
  ) -> Symbol {
    switch pooling {
    case .average: average()(x)
    case .maximum: maximum()(x)
    case nil: x
    }
  }

  /// The model, with the weights of a file where one is given.
  func model(
    from input: Symbol, to output: Symbol, name: String, weights: ApplicationWeights?, seed: UInt64
  ) throws -> Model {
    let model = Model(inputs: [input], outputs: [output], seed: seed, name: name)
    if case .file(let path)? = weights { try model.loadWeights(from: path) }
    return model
  }
}

/// Keras's number of channels for a width: the nearest multiple of eight, not below nine tenths of it.
func channels(near width: Double) -> Int {
  let rounded = max(8, Int(width + 4) / 8 * 8)
  return Double(rounded) < 0.9 * width ? rounded + 8 : rounded
}
