/// Files of HDF5: the part of the format that Keras's files use, read and written without libhdf5.
///
///     let root = try HDF5.read(bytes, named: "model.weights.h5")
///     try root.dataset("layers/dense/vars/0")?.tensor()   // Tensor [784, 10] float32
package enum HDF5 {
  /// The tree in a file's bytes; the numbers stay there until a dataset is asked for its tensor.
  ///
  /// - Throws: ``HDF5Error`` for what is not HDF5, is damaged, or leads outside of the file.
  package static func read(
    _ bytes: [UInt8], named name: String, limits: HDF5Limits = .standard
  ) throws(HDF5Error) -> HDF5Group {
    var reader = TreeReader(FileBytes(bytes, name: name), limits: limits)
    return try reader.root()
  }

  /// The bytes of a file that holds `root`; the same tree gives the same bytes.
  ///
  /// - Throws: ``HDF5Error`` for what HDF5 has no place for: two members of one name, a name that is a
  ///   path, an attribute of 64 KiB or more.
  package static func write(_ root: HDF5Group) throws(HDF5Error) -> [UInt8] {
    var writer = TreeWriter()
    return try writer.file(root)
  }
}
