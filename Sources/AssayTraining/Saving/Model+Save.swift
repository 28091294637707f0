import AssayCore
import AssayHDF5
import AssayKeras
import AssayModel
import Foundation

extension Model {
  /// Saves the model in a `.keras` file, whole or not at all: the graph, the weights, what it is compiled
  /// with, and the optimizer's state. Keras opens it with `load_model`, in its safe mode.
  ///
  ///     try model.save(to: "model.keras")
  ///
  /// The same weights give the same bytes in the file's member `model.weights.h5`. What metrics have counted
  /// is not saved.
  ///
  /// - Parameters:
  ///   - compile: whether to save what the model is compiled with.
  /// - Throws: ``KerasFileError`` for what Keras does not have: layers, losses, metrics and schedules of
  ///   one's own; ``DataError`` where the file cannot be written.
  /// - Source: `keras.Model.save`.
  public func save(to path: String, compile: Bool = true) throws {
    guard path.hasSuffix(".keras") else {
      throw KerasFileError(
        file: path, found: "a name that does not end in .keras",
        wanted: "model.keras for the whole model; saveWeights(to:) writes weights alone")
    }
    let updater = compile ? try currentUpdater() : nil
    let configuration = compile ? try kerasCompile() : nil
    let values = try values()
    try KerasFile.write(
      kerasGraph, name: kerasName,
      compile: try configuration?.json(currentRate: updater?.learningRate), date: Model.date(),
      to: path, values: { values[ObjectIdentifier($0)] ?? Tensor(zeros: $0.shape) },
      optimizer: { root in
        guard let updater else { return }
        for group in OptimizerWeights.tree(of: updater) {
          var stored = HDF5Group()
          stored.setAttribute("name", .text(group.name))
          for (index, tensor) in group.datasets.enumerated() {
            stored.add(.dataset(HDF5Dataset(tensor)), at: "\(index)")
          }
          root.add(.group(stored), at: "optimizer/\(group.path)")
        }
      })
  }

  /// Copies of all numbers.
  func values() throws -> [ObjectIdentifier: Tensor] {
    let network = try network()
    return Dictionary(
      uniqueKeysWithValues: zip(
        network.weightParameters.map { ObjectIdentifier($0) }, network.weights))
  }

  /// The moment as Keras writes it: `2026-11-21@00:08:39`.
  private static func date() -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd@HH:mm:ss"
    return formatter.string(from: Date())
  }
}
