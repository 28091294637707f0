import Assay
import Foundation

/// Files of models, as the commands read and write them.
enum ModelFile {
  /// Opens a model.
  ///
  /// - Throws: ``DataError`` and what is wrong with the file.
  static func load(_ path: String) throws -> Model { try Model.load(path) }

  /// Makes sure, before hours of training, that a file can be written where it is to be.
  ///
  /// - Throws: ``DataError/inputOutput(file:doing:reason:)``.
  static func checkPlace(of path: String?) throws {
    guard let path else { return }
    let files = FileManager.default
    let folder = (path as NSString).deletingLastPathComponent
    let place = folder.isEmpty ? "." : folder
    var isFolder: ObjCBool = false
    func failure(_ reason: String) -> DataError {
      .inputOutput(file: path, doing: "writing", reason: reason)
    }
    guard files.fileExists(atPath: place, isDirectory: &isFolder), isFolder.boolValue else {
      throw failure("there is no folder \(place)")
    }
    guard !files.fileExists(atPath: path, isDirectory: &isFolder) || !isFolder.boolValue else {
      throw failure("it is a folder")
    }
    guard files.isWritableFile(atPath: place) else {
      throw failure("the folder \(place) cannot be written to")
    }
  }
}
