/// A small value beside a group or a dataset.
package enum HDF5Attribute: Sendable, Equatable {
  case text(String)
  case texts([String])
  /// Integers; one for a scalar.
  case integers([Int64])
  /// Floating-point numbers; one for a scalar.
  case numbers([Double])
  /// What it is, where Keras writes no such thing.
  case other(String)
}
