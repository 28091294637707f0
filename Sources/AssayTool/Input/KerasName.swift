import Assay

/// A name looked up among Keras's, with the nearest one to suggest.
enum KerasName {
  /// `name` where it is no known name: what it may have been, or examples.
  static func unknown(
    _ what: String, _ name: String, among names: [String], suchAs examples: String
  ) -> String {
    let hint =
      NearestName.of(name, among: names).map { "did you mean '\($0)'?" }
      ?? "wanted a name of Keras's, such as \(examples)"
    return "'\(name)' is no \(what); \(hint)"
  }
}
