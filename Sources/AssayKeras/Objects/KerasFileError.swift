import AssayCore

/// What is wrong with a file of Keras's, or with a model that is to become one: where, what was found,
/// what was wanted.
public struct KerasFileError: Error, Equatable, CustomStringConvertible {
  /// The file, and its member: `model.keras:config.json`; empty until it is known.
  public var file: String
  /// The place in it: `layer 'conv' (Conv2D), "padding"`; empty for the whole.
  public var place: String
  public var found: String
  public var wanted: String

  package init(file: String = "", place: String = "", found: String, wanted: String) {
    self.file = file
    self.place = place
    self.found = found
    self.wanted = wanted
  }

  public var description: String {
    let whole = [file, place].filter { !$0.isEmpty }.joined(separator: ", ")
    return (whole.isEmpty ? "" : whole + ": ") + "found \(found); wanted \(wanted)"
  }

  /// The same inside of something larger.
  package func inside(_ outer: String) -> KerasFileError {
    var error = self
    error.place = place.isEmpty ? outer : outer + ", " + place
    return error
  }

  /// The same with the file's name.
  package func inFile(_ name: String) -> KerasFileError {
    var error = self
    error.file = file.isEmpty ? name : file
    return error
  }
}
