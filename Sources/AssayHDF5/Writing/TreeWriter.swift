struct TreeWriter {
  static let fileName = "the HDF5 file to write"
  mutating func file(_ root: HDF5Group) throws(HDF5Error) -> [UInt8] { [] }
}
