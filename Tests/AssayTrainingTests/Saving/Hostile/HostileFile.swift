import AssayCore
import AssayData
import AssayHDF5
import AssayTraining
import Foundation
import Testing

/// A good file of Keras's that a test makes a bad one of.
struct HostileFile {
  var metadata: JSON
  var config: JSON
  var weights: HDF5Group

  /// - Parameters:
  ///   - golden: the model that real Keras saved.
  init(_ golden: String = "sequential_dense") throws {
    let path = try SavedGolden(golden).path(".keras")
    metadata = try JSON(reading: SavedGolden.member("metadata.json", of: path))
    config = try JSON(reading: SavedGolden.member("config.json", of: path))
    weights = try HDF5.read(SavedGolden.member("model.weights.h5", of: path), named: golden)
  }

  /// What is to be in a file of the graph `layers` of one input, without weights.
  init(layers: [JSON], input: JSON) throws {
    try self.init()
    config = [
      "module": "keras", "class_name": "Sequential",
      "config": [
        "name": "net",
        "layers": .array(
          [["class_name": "InputLayer", "config": ["name": "x", "batch_shape": input]]] + layers),
      ],
    ]
    weights = HDF5Group()
  }

  /// The archive's members as Keras stores them.
  func members() throws -> [RawMember] {
    [
      RawMember("metadata.json", Array(metadata.line().utf8)),
      RawMember("config.json", Array(config.line().utf8)),
      RawMember("model.weights.h5", try HDF5.write(weights)),
    ]
  }

  /// What is wrong with it, by `Model.load`, with `FILE` for the file's name; fails where it is loaded.
  func mistake(
    compile: Bool = true, location: SourceLocation = #_sourceLocation
  ) throws -> String {
    try HostileFile.mistake(
      bytes: RawArchive.bytes(members()), compile: compile, location: location)
  }

  static func mistake(
    bytes: [UInt8], ending: String = ".keras", compile: Bool = true,
    location: SourceLocation = #_sourceLocation
  ) throws -> String {
    try atPath(bytes, ending) { path in
      mistake(in: path, location: location) { _ = try Model.load(path, compile: compile) }
    }
  }

  /// What `body` throws for the file at a path.
  static func mistake(
    in path: String, location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) -> String {
    do {
      try body()
    } catch {
      let text = "\(error)"
      #expect(text.contains(path), "no file in: \(text)", sourceLocation: location)
      return text.replacingOccurrences(of: path, with: "FILE")
    }
    Issue.record("nothing was thrown", sourceLocation: location)
    return ""
  }

  /// The model of a file that is good enough to be loaded.
  func load() throws -> Model {
    try HostileFile.atPath(RawArchive.bytes(members()), ".keras") {
      try Model.load($0, compile: false)
    }
  }

  static func atPath<Result>(
    _ bytes: [UInt8], _ ending: String, _ body: (String) throws -> Result
  ) throws -> Result {
    let path = NSTemporaryDirectory() + "assay-hostile-\(UUID())\(ending)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }
}

extension HostileFile {
  /// The same with the layer of one place changed.
  func changing(_ layer: Int, _ path: String, to value: JSON?) -> HostileFile {
    var copy = self
    copy.config = config.changing("config/layers/\(layer)/\(path)", to: value)
    return copy
  }

  func changing(_ path: String, to value: JSON?) -> HostileFile {
    var copy = self
    copy.config = config.changing(path, to: value)
    return copy
  }
}

extension JSON {
  /// The same with another value at `config/layers/1/class_name`; `nil` takes the member away.
  func changing(_ path: String, to value: JSON?) -> JSON {
    changing(path.split(separator: "/").map(String.init)[...], to: value)
  }

  private func changing(_ path: ArraySlice<String>, to value: JSON?) -> JSON {
    guard let name = path.first else { return value ?? .null }
    let rest = path.dropFirst()
    switch self {
    case .array(var values):
      guard let index = Int(name), values.indices.contains(index) else { return self }
      if rest.isEmpty, value == nil {
        values.remove(at: index)
      } else {
        values[index] = values[index].changing(rest, to: value)
      }
      return .array(values)
    case .object(var members):
      guard let index = members.firstIndex(where: { $0.name == name }) else {
        return value.map { .object(members + [Member(name, JSON.null.changing(rest, to: $0))]) }
          ?? self
      }
      if rest.isEmpty, value == nil {
        members.remove(at: index)
      } else {
        members[index] = Member(name, members[index].value.changing(rest, to: value))
      }
      return .object(members)
    default: return value ?? .null
    }
  }
}

extension HDF5Group {
  /// The same with another object at a path; `nil` takes it away.
  func changing(_ path: String, to object: HDF5Object?) -> HDF5Group {
    changing(path.split(separator: "/").map(String.init)[...], to: object)
  }

  private func changing(_ path: ArraySlice<String>, to object: HDF5Object?) -> HDF5Group {
    var copy = HDF5Group()
    for attribute in attributes { copy.setAttribute(attribute.name, attribute.value) }
    let rest = path.dropFirst()
    for (name, member) in members {
      guard name == path.first else {
        copy.add(member, at: name)
        continue
      }
      if rest.isEmpty {
        if let object { copy.add(object, at: name) }
      } else if case .group(let inner) = member {
        copy.add(.group(inner.changing(rest, to: object)), at: name)
      }
    }
    if rest.isEmpty, let name = path.first, self[name] == nil, let object {
      copy.add(object, at: name)
    }
    return copy
  }
}
