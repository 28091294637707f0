import AssayCore
import AssayData
import AssayHDF5
import AssayModel

/// A file of weights alone, in one of Keras's layouts: by classes in order as `save_weights` of Keras 3
/// writes it, or by the layers' names as Keras 2 did; or a whole model's.
package enum WeightsFile {
  /// Reads the weights of a file into the parameters of a graph, all of them or none.
  ///
  /// - Throws: ``KerasFileError`` naming the first place that does not fit, ``DataError``, ``HDF5Error``.
  package static func read(
    _ path: String, into graph: KerasGraph, by match: WeightsMatch = .order
  ) throws {
    do {
      let bytes: [UInt8]
      if try KerasFile.start(of: path).starts(with: [0x50, 0x4b]) {
        bytes = try KerasArchive(path).bytes(KerasArchive.weights)
      } else {
        bytes = try FileBytes.read(path)
      }
      let root = try HDF5.read(bytes, named: path)
      if LegacyWeights.isLegacy(root) {
        try LegacyWeights(root).find(for: graph, by: match).apply()
      } else if match == .name {
        throw KerasFileError(
          found: "weights by classes in order", wanted: "a file by layer names, to match by names")
      } else {
        try WeightTree(graph, name: graph.name ?? "").find(in: root).apply()
      }
    } catch let error as KerasFileError {
      throw error.inFile(path)
    } catch let error as HDF5Error {
      throw KerasFileError(error)
    }
  }

  /// Writes a `.weights.h5`, whole or not at all; the same weights give the same bytes.
  package static func write(
    _ graph: KerasGraph, name: String, to path: String, values: (Parameter) -> Tensor
  ) throws {
    do {
      let bytes = try HDF5.write(try WeightTree(graph, name: name).write(values))
      try AtomicFile.write(to: path) { try $0.write(bytes) }
    } catch let error as KerasFileError {
      throw error.inFile(path)
    } catch let error as HDF5Error {
      throw KerasFileError(error)
    }
  }
}
