import AssayCore
import AssayData
import AssayKeras
import Foundation

extension TrainingContext {
  /// Writes the weights into a file of the kind that its ending says, whole or not at all.
  ///
  ///     try model.saveWeights(to: "runs/best.npz")
  ///
  /// Folders that are missing are made.
  ///
  /// - Throws: ``WeightsFileError/unknownEnding(path:endings:)``, and what writing throws.
  public func saveWeights(to path: String) throws {
    let format = try WeightsFormat.of(path)
    try makeFolder(of: path)
    try format.save(self, path)
  }

  /// Reads the weights from a file that ``saveWeights(to:)`` wrote.
  ///
  /// - Throws: ``WeightsFileError`` naming the first weight that differs, and what reading throws; then
  ///   nothing has changed.
  public func loadWeights(from path: String) throws {
    try WeightsFormat.of(path).load(self, path)
  }

  private func makeFolder(of path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    guard !folder.isEmpty, !FileManager.default.fileExists(atPath: folder) else { return }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      let cause = (error as? CocoaError)?.underlying as? POSIXError
      throw DataError.inputOutput(
        file: folder, doing: "making the folder",
        reason: cause.map { String(cString: strerror($0.code.rawValue)) }
          ?? error.localizedDescription)
    }
  }
}

extension WeightsFormat {
  /// NumPy's archive of arrays, one for each weight under its name.
  static let npz = named(
    ".npz",
    read: { path in
      let arrays = try NPZ.read(path)
      return try NPZ.names(path).map { (name: $0, tensor: arrays[$0] ?? Tensor(zeros: [])) }
    }, write: NPZ.write)

  /// Arrays behind a header of JSON, one for each weight under its name.
  static let safetensors = named(
    ".safetensors", read: Safetensors.read, write: Safetensors.write)

  /// A format of arrays under the weights' names.
  private static func named(
    _ ending: String,
    read: @escaping @Sendable (_ path: String) throws -> [(name: String, tensor: Tensor)],
    write:
      @escaping @Sendable (_ arrays: [(name: String, tensor: Tensor)], _ path: String) throws
      -> Void
  ) -> WeightsFormat {
    WeightsFormat(
      ending: ending, holdsModel: false,
      save: { training, path in
        try write(zip(training.weightNames, training.weights).map { (name: $0, tensor: $1) }, path)
      },
      load: { training, path in
        let found = try read(path)
        let arrays = Dictionary(found.map { ($0.name, $0.tensor) }) { first, _ in first }
        let names = training.weightNames
        let loaded = try zip(names, training.weights).map { name, weight in
          guard let array = arrays[name] else {
            throw WeightsFileError.missing(path: path, weight: name, found: found.map(\.name))
          }
          guard array.shape == weight.shape, array.dtype == weight.dtype else {
            throw WeightsFileError.mismatch(
              path: path, weight: name, found: "\(array.shape) \(array.dtype)",
              wanted: "\(weight.shape) \(weight.dtype)")
          }
          return array
        }
        if let name = found.first(where: { !names.contains($0.name) })?.name {
          throw WeightsFileError.surplus(path: path, weight: name, wanted: names)
        }
        try training.setWeights(loaded)
      })
  }
}
