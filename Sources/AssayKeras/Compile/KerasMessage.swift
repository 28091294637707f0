import AssayModel

/// Words of messages about files.
enum KerasMessage {
  /// A name from a file, which may be of any length.
  static func quoted(_ text: String) -> String {
    text.count > 80 ? "\"\(text.prefix(80))…\"" : "\"\(text)\""
  }
}

extension KerasFileError {
  /// What a model says about an argument that a file gives.
  init(_ error: ModelError, place: String) {
    if case .argument(_, let found, let wanted) = error {
      self.init(place: place, found: found, wanted: wanted)
    } else {
      self.init(place: place, found: "\(error)", wanted: "a configuration that Assay can compute")
    }
  }
}
