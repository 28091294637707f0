/// How much a file may ask for, whatever it says about itself.
package struct HDF5Limits: Sendable {
  /// The most groups and datasets.
  package var objects = 1_000_000
  /// The most groups one inside another.
  package var depth = 64
  /// The most bytes of all datasets that are not in the file as they are: compressed or never written.
  package var unstoredBytes = 1 << 32

  package init() {}

  package static let standard = HDF5Limits()
}
