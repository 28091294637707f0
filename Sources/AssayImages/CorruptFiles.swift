/// What becomes of a file that cannot be read as an image.
///
/// That is a damaged or truncated file, one of more pixels than are allowed, one of another format, such
/// as GIF and BMP, and one that the system does not let be read.
public enum CorruptFiles: String, Sendable, CaseIterable {
  /// The pass ends with an error that names the file.
  case fail
  /// The file is passed over and noted in ``ImageFolder/skipped``; the images after it move up, so that
  /// only the last batch is smaller.
  case skip
}

/// A file that was passed over.
public struct SkippedImage: Sendable, Equatable {
  public let file: String
  /// What is wrong with it.
  public let reason: String
}
