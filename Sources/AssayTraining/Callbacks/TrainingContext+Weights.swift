import AssayCore
import AssayData
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
  static let npz = WeightsFormat(
    ending: ".npz", holdsModel: false,
    save: { training, path in
      let arrays = zip(training.weightNames, training.weights).map { (name: $0, tensor: $1) }
      try NPZ.write(arrays, to: path)
    },
    load: { training, path in
      let arrays = try NPZ.read(path)
      let found = try NPZ.names(path)
      let names = training.weightNames
      let loaded = try zip(names, training.weights).map { name, weight in
        guard let array = arrays[name] else {
          throw WeightsFileError.missing(path: path, weight: name, found: found)
        }
        guard array.shape == weight.shape, array.dtype == weight.dtype else {
          throw WeightsFileError.mismatch(
            path: path, weight: name, found: "\(array.shape) \(array.dtype)",
            wanted: "\(weight.shape) \(weight.dtype)")
        }
        return array
      }
      if let name = found.first(where: { !names.contains($0) }) {
        throw WeightsFileError.surplus(path: path, weight: name, wanted: names)
      }
      try training.setWeights(loaded)
    })
}
