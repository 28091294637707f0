import AssayCore

/// What is wrong with images: which file or folder, what was found, what was wanted.
///
/// Files that the system cannot read are a `DataError`.
public enum ImageError: Error, Equatable, Sendable {
  // Files.
  case notReadable(file: String, found: String)
  case damaged(file: String, reason: String)
  case tooLarge(file: String, width: Int, height: Int, maximumPixels: Int)
  case noMemory(file: String, width: Int, height: Int)
  case fileName(shown: String, folder: String)
  case extensionUnknown(file: String)
  case notAnImage(file: String, shape: Shape)
  case notFinite(file: String, value: Double)
  case notEncoded(file: String, reason: String)

  // Folders.
  case folder(String, reason: String)
  case noClasses(folder: String, images: Int)
  case noImages(folder: String)
  case classesMissing(folder: String, wanted: [String], found: [String])
  case classRepeated(String)
  case notTwoClasses(folder: String, found: [String])
  case emptySplit(files: Int, fraction: Double, part: String)

  // Arguments.
  case argument(String, found: String, wanted: String)
  case thread(code: Int)
}

extension ImageError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notReadable(let file, let found):
      "\(file): found \(found); wanted a JPEG or PNG image: convert it, or take it out"
    case .damaged(let file, let reason): "\(file): a damaged image: \(reason)"
    case .tooLarge(let file, let width, let height, let maximumPixels):
      "\(file): \(width) x \(height) pixels, more than the \(maximumPixels) that are allowed; raise "
        + "maximumPixels if the file is to be trusted"
    case .noMemory(let file, let width, let height):
      "\(file): there is no memory for \(width) x \(height) pixels"
    case .fileName(let shown, let folder):
      "\(folder): the name of '\(shown)' is not UTF-8; rename the file"
    case .extensionUnknown(let file):
      "\(file): wanted a name that ends in .png, .jpg or .jpeg, to know what to write"
    case .notAnImage(let file, let shape):
      "\(file): a tensor of shape \(shape) is no image; wanted [height, width, channels] with 1, 3 or "
        + "4 channels, no side 0 or above \(ImageFile.longestSide)"
    case .notFinite(let file, let value): "\(file): \(value) among the pixels; they must be finite"
    case .notEncoded(let file, let reason): "\(file): encoding failed: \(reason)"
    case .folder(let folder, let reason): "\(folder): \(reason)"
    case .noClasses(let folder, let images):
      "\(folder): there are no class folders in it"
        + (images > 0
          ? ", only \(images) image\(images == 1 ? "" : "s"); put those of each class into a folder of "
            + "its own, or ask for labels: .none"
          : "; wanted one folder of images for each class")
    case .noImages(let folder):
      "\(folder): there is no file in it that ends in .jpeg, .jpg, .png, .bmp or .gif"
    case .classesMissing(let folder, let wanted, let found):
      "\(folder): there is no folder \(ImageError.list(wanted)); it holds \(ImageError.list(found))"
    case .classRepeated(let name): "classNames: '\(name)' is given twice"
    case .notTwoClasses(let folder, let found):
      "\(folder): binary labels need two classes; it holds \(ImageError.list(found)): choose two by "
        + "classNames, or ask for labels: .int"
    case .emptySplit(let files, let fraction, let part):
      "a validation split of \(fraction) leaves none of \(files) image\(files == 1 ? "" : "s") for "
        + "\(part); give another fraction, or more images"
    case .argument(let name, let found, let wanted): "\(name): found \(found); wanted \(wanted)"
    case .thread(let code): "no thread could be started to read images: error \(code)"
    }
  }

  /// Names in quotes; of very many only the first.
  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "none" }
    let rest = names.count > 40 ? " and \(names.count - 40) more" : ""
    return names.prefix(40).map { "'\($0)'" }.joined(separator: ", ") + rest
  }
}
