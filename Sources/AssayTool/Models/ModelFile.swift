import Assay
import AssayKeras
import Foundation

/// Files of models, as the commands read and write them.
enum ModelFile {
  /// Opens a model. Sizes of its inputs that the file leaves free are those of the data.
  ///
  /// - Throws: ``DataError`` and what is wrong with the file.
  static func load(_ path: String, for data: ModelFiles) throws -> Model {
    do {
      return try Model.load(path, inputSizes: sizes(in: data))
    } catch let error as KerasFileError {
      throw withoutCode(error)
    }
  }

  /// The error with what to do here where the library says what to write in a program.
  private static func withoutCode(_ error: KerasFileError) -> KerasFileError {
    var error = error
    if error.found.hasPrefix("free sizes") {
      error.wanted = "an npy, npz or folder of arrays as data, whose shapes say them"
    } else if let code = error.wanted.range(of: "; load it with compile: false") {
      error.wanted.removeSubrange(code.lowerBound...)
    }
    return error
  }

  /// Opens a model to look at. Sizes that the file leaves free are shown as ``shownSize``.
  static func look(at path: String) throws -> Model {
    do { return try Model.load(path) } catch let error as KerasFileError {
      guard error.found.hasPrefix("free sizes") else { throw withoutCode(error) }
      StandardError.print(
        "note: the file leaves sizes of its inputs free; they are shown as \(shownSize)")
      return try Model.load(path, inputSizes: ["*": [shownSize]])
    }
  }

  private static let shownSize = 32

  /// The sizes of a sample in arrays of inputs, by the inputs' names; `""` where there is one.
  private static func sizes(in files: ModelFiles) -> [String: [Int]] {
    var found: [String: [Int]] = [:]
    func look(at text: String, for name: String) {
      guard text != "-", let rows = try? DataArgument(text).open() else { return }
      found[name] = Array(rows.shape.dropFirst())
    }
    let data = files.data
    if data.hasSuffix(".npz") {
      for name in (try? NPZ.names(data)) ?? [] where name == "x" || name.hasPrefix("x/") {
        look(at: "\(data):\(name)", for: String(name.dropFirst(2)))
      }
    } else if data.hasSuffix(".npy") || data.contains(".npz:") {
      look(at: data, for: "")
    } else {
      look(at: data + "/x.npy", for: "")
      let names = (try? FileManager.default.contentsOfDirectory(atPath: data + "/x")) ?? []
      for name in names where name.hasSuffix(".npy") {
        look(at: "\(data)/x/\(name)", for: String(name.dropLast(4)))
      }
    }
    return found
  }

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
