import Foundation

/// A kind of file that weights or whole models are kept in, known by the end of its name.
///
///     WeightsFormat.register(
///       WeightsFormat(ending: ".weights.mine", holdsModel: false, save: …, load: …))
///
/// There from the start are `.npz` and `.safetensors`, every weight under its name; Keras's `.keras` and
/// `.weights.h5`; and its older `.h5`, which is read only.
public struct WeightsFormat: Sendable {
  /// How names of such files end, with the dot.
  public let ending: String
  /// Whether such a file holds the whole model and not its weights alone.
  public let holdsModel: Bool
  /// Writes a file, whole or not at all; its folder is there.
  public let save: @Sendable (any TrainingContext, _ path: String) throws -> Void
  /// Reads the weights of a file into a model, all of them or none.
  public let load: @Sendable (any TrainingContext, _ path: String) throws -> Void

  /// A format of files whose names end in `ending`.
  public init(
    ending: String, holdsModel: Bool,
    save: @escaping @Sendable (any TrainingContext, _ path: String) throws -> Void,
    load: @escaping @Sendable (any TrainingContext, _ path: String) throws -> Void
  ) {
    self.ending = ending
    self.holdsModel = holdsModel
    self.save = save
    self.load = load
  }

  private static let lock = NSLock()
  // Every access holds the lock.
  nonisolated(unsafe) private static var formats = [
    npz, safetensors, kerasModel, kerasWeights, legacyWeights,
  ]

  /// Makes a format known; one of the same ending is replaced.
  public static func register(_ format: WeightsFormat) {
    lock.withLock {
      formats.removeAll { $0.ending == format.ending }
      formats.append(format)
    }
  }

  /// The formats there are, in the order in which they became known.
  public static var all: [WeightsFormat] { lock.withLock { formats } }

  /// The format of a file by its name; of two endings that fit the longer counts.
  ///
  /// - Throws: ``WeightsFileError/unknownEnding(path:endings:)``.
  public static func of(_ path: String) throws -> WeightsFormat {
    let all = all
    let fitting = all.filter { path.hasSuffix($0.ending) }
    guard let format = fitting.max(by: { $0.ending.count < $1.ending.count }) else {
      throw WeightsFileError.unknownEnding(path: path, endings: all.map(\.ending))
    }
    return format
  }
}
