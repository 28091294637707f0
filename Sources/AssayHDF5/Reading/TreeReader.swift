struct FileBytes { init(_ bytes: [UInt8], name: String) {} }
struct TreeReader {
  init(_ file: FileBytes, limits: HDF5Limits) {}
  func root() throws(HDF5Error) -> HDF5Group { HDF5Group() }
}
