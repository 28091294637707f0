import AssayHDF5
import AssayKeras
import AssayModel

/// The compile configuration that came from a file, and the optimizer's state there.
struct SavedCompile {
  let compile: KerasCompile
  let file: String
  /// The group that the optimizer's variables are in.
  let optimizer: HDF5Group?

  /// Puts the optimizer into the state that the file holds.
  func restore(_ trainer: Trainer) throws {}
}
