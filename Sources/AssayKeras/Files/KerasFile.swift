import AssayCore
import AssayData
import AssayHDF5
import AssayModel

/// A model as a file holds it: `.keras` of Keras 3 or Keras 2, or a whole-model `.h5`.
///
/// Files are data: nothing in one is run, no path or address in one is opened, and what is not known is
/// refused by its name.
package struct KerasFile {
  package let path: String
  package let graph: KerasGraph
  /// The version of Keras that wrote it, where the file says so.
  package let kerasVersion: String?
  /// What the model was compiled with.
  package let compile: KerasCompile?
  /// The tree that optimizers' variables are in.
  package let root: HDF5Group?
  package let isLegacy: Bool

  /// Reads a file; the graph's parameters have its weights.
  ///
  /// - Parameters:
  ///   - sizes: of inputs by their names, where the file leaves them free; `""` for any other.
  /// - Throws: ``KerasFileError``, ``DataError``, or ``HDF5Error``, naming the member and the place.
  package init(_ path: String, sizes: [String: [Int]] = [:], compiles: Bool = true) throws {
    do {
      let start = try KerasFile.start(of: path)
      if start.starts(with: [0x89, 0x48, 0x44, 0x46]) {
        try self.init(legacy: path, sizes: sizes, compiles: compiles)
      } else {
        try self.init(archive: path, sizes: sizes, compiles: compiles)
      }
    } catch let error as KerasFileError {
      throw error.inFile(path)
    } catch let error as HDF5Error {
      throw KerasFileError(error)
    }
  }

  private init(archive path: String, sizes: [String: [Int]], compiles: Bool) throws {
    let archive = try KerasArchive(path)
    let metadata = try archive.json(KerasArchive.metadata)
    let config = try archive.json(KerasArchive.config)
    let member = "\(path):\(KerasArchive.config)"
    kerasVersion = if case .string(let text)? = metadata["keras_version"] { text } else { nil }
    do {
      let object = try KerasObject(config, "")
      graph = try GraphReader(sizes: sizes, isOfKeras2: KerasFile.isKeras2(kerasVersion)).read(
        object)
      let compiled = config["compile_config"] ?? .null
      compile =
        compiles && compiled != .null && compiled != .object([])
        ? try KerasCompile(reading: compiled) : nil
    } catch let error as KerasFileError {
      throw error.inFile(member)
    }
    self.path = path
    isLegacy = false
    guard archive.hasWeights else {
      throw KerasFileError(
        file: path, found: "no '\(KerasArchive.weights)'", wanted: "the model's weights")
    }
    let name = "\(path):\(KerasArchive.weights)"
    let root = try HDF5.read(try archive.bytes(KerasArchive.weights), named: name)
    do { try WeightTree(graph, name: graph.name ?? "").find(in: root).apply() } catch let error
      as KerasFileError
    {
      throw error.inFile(name)
    }
    self.root = root
  }

  private init(legacy path: String, sizes: [String: [Int]], compiles: Bool) throws {
    let root = try HDF5.read(try FileBytes.read(path), named: path)
    guard case .text(let text)? = root.attribute("model_config") else {
      throw KerasFileError(
        found: LegacyWeights.isLegacy(root) || root.group("layers") != nil
          ? "weights without a model" : "no model_config",
        wanted: "a whole model, .keras or .h5; weights alone are loaded into a model")
    }
    kerasVersion =
      if case .text(let text)? = root.attribute("keras_version") { text } else { nil }
    do {
      // The oldest say nothing.
      graph = try GraphReader(
        sizes: sizes, isOfKeras2: KerasFile.isKeras2(kerasVersion ?? "2.")
      ).read(
        KerasObject(try KerasFile.json(text, "model_config"), ""))
    } catch let error as KerasFileError {
      throw error.inFile("\(path):model_config")
    }
    if compiles, case .text(let text)? = root.attribute("training_config") {
      do {
        compile = try KerasCompile(keras2: try KerasFile.json(text, "training_config"))
      } catch let error as KerasFileError {
        throw error.inFile("\(path):training_config")
      }
    } else {
      compile = nil
    }
    self.path = path
    isLegacy = true
    try LegacyWeights(root).find(for: graph, by: .order).apply()
    self.root = root
  }

  /// Whether a version is one of Keras 2.
  private static func isKeras2(_ version: String?) -> Bool {
    ["1.", "2."].contains { version?.hasPrefix($0) == true }
  }

  /// Whether Keras 2 wrote the file.
  package var isOfKeras2: Bool { KerasFile.isKeras2(kerasVersion) }

  private static func json(_ text: String, _ name: String) throws -> JSON {
    do { return try JSON(reading: text.utf8) } catch {
      throw KerasFileError(
        place: "byte \(error.byte)", found: error.found, wanted: error.wanted)
    }
  }

  /// The first bytes of a file.
  static func start(of path: String) throws -> [UInt8] {
    try FileBytes.start(path, count: 8)
  }

  /// Writes a `.keras` file, whole or not at all.
  ///
  /// - Parameters:
  ///   - compile: what the model is compiled with, as Keras writes it.
  ///   - values: of every parameter.
  ///   - optimizer: adds the optimizer's variables to the root.
  package static func write(
    _ graph: KerasGraph, name: String, compile: JSON?, date: String, to path: String,
    values: (Parameter) -> Tensor, optimizer: (inout HDF5Group) throws -> Void
  ) throws {
    do {
      var config = try GraphWriter.write(graph, name: name)
      if case .object(let members) = config, let compile {
        config = .object(members + [.init("compile_config", compile)])
      }
      var root = try WeightTree(graph, name: name).write(values)
      try optimizer(&root)
      try KerasArchive.write(
        metadata: ["keras_version": .string(KerasFile.version), "date_saved": .string(date)],
        config: config, weights: try HDF5.write(root), to: path)
    } catch let error as KerasFileError {
      throw error.inFile(path)
    } catch let error as HDF5Error {
      throw KerasFileError(error)
    }
  }

  /// The version of Keras whose format is written.
  package static let version = "3.15.1"
}

extension KerasFileError {
  /// What is wrong with the HDF5 inside.
  init(_ error: HDF5Error) {
    self.init(
      file: error.file, place: error.object.isEmpty ? "" : "'\(error.object)'",
      found: error.found, wanted: error.wanted)
  }
}
