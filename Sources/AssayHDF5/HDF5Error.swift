/// What is wrong with an HDF5 file, and at which object.
package struct HDF5Error: Error, Equatable, Sendable {
  /// The name of the file, as the caller gave it.
  package let file: String
  /// The path of the group or dataset, `layers/dense/vars/0`; empty for the file as a whole.
  package let object: String
  package let found: String
  package let wanted: String

  package init(file: String, object: String, found: String, wanted: String) {
    self.file = file
    self.object = object
    self.found = found
    self.wanted = wanted
  }
}

extension HDF5Error: CustomStringConvertible {
  package var description: String {
    "\(file)\(object.isEmpty ? "" : ", '\(object)'"): found \(found); wanted \(wanted)"
  }
}
