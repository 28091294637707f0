import AssayCore

/// Where in a file something is, for messages: names are joined only when one is wanted.
final class Place: Sendable {
  private let file: String
  private let parent: Place?
  private let name: String

  init(file: String) {
    self.file = file
    parent = nil
    name = ""
  }

  private init(_ parent: Place, _ name: String) {
    file = parent.file
    self.parent = parent
    self.name = name
  }

  func member(_ name: String) -> Place { Place(self, name) }

  /// The names from the root, without what would disturb a terminal.
  var path: String {
    var names: [String] = []
    var place: Place? = self
    while let current = place, current.parent != nil {
      names.append(Place.printable(current.name))
      place = current.parent
    }
    return names.reversed().joined(separator: "/")
  }

  func error(found: String, wanted: String) -> HDF5Error {
    HDF5Error(file: file, object: path, found: found, wanted: wanted)
  }

  static func printable(_ name: String) -> String { name.quotable() }
}
