import AssayCore
import AssayMetrics
import AssayModel

/// The closed list of layers: no other class is made from a file.
package enum KerasLayers {
  /// By Keras's class names.
  static let all: [String: any KerasLayer.Type] = {
    var table: [String: any KerasLayer.Type] = [:]
    let groups = [
      core, convolutions, pooling, normalizations, recurrent, attention, merging, activations,
      noise, shaping, images, preprocessing,
    ]
    for group in groups { table.merge(group) { first, _ in first } }
    return table
  }()

  /// Classes that are refused for what they are, and why.
  private static let refused: [String: String] = [
    "Lambda":
      "layers without code: Assay runs none from a file; write it as a layer in Swift",
    "TFSMLayer": "layers that are in the file: Assay opens no path from it",
    "TorchModuleWrapper": "layers without code: Assay runs none from a file",
    "JaxLayer": "layers without code: Assay runs none from a file",
    "FlaxLayer": "layers without code: Assay runs none from a file",
    "TFOpLambda": "layers of Keras's, no operations of TensorFlow's between them",
    "SlicingOpLambda": "layers of Keras's, no operations of TensorFlow's between them",
  ]

  /// Makes the layer that an object describes.
  ///
  /// - Throws: ``KerasFileError`` for a class or an argument that Assay does not have.
  package static func read(_ object: KerasObject, reader: GraphReader? = nil) throws -> Layer {
    let config = try KerasConfig(object)
    config.reader = reader
    do {
      guard let type = all[object.className] else {
        throw KerasFileError(
          found: "a layer of class \(object.className)",
          wanted: refused[object.className]
            ?? "a layer that Assay has: "
            + (NearestName.of(object.className, among: Array(all.keys)).map { "\($0)?" }
              ?? "\(all.count) classes, listed in the guide to Keras's files"))
      }
      let isTrainable = try config.bool("trainable", true)
      try config.floatPolicy()
      // Older files say the shape of the input at the first layer.
      config.ignore("name", "batch_input_shape", "batch_shape")
      let layer = try type.init(config)
      // Every layer of Keras's takes one.
      if config.hasUnread("activity_regularizer"),
        let regularizer = try config.regularizer("activity_regularizer")
      {
        layer.activityRegularizer = regularizer
      }
      try config.finish()
      layer.keptArguments = config.kept
      layer.castsIndices = !(layer is Embedding || layer is CategoryEncoding)
      // A layer that is not frozen may have frozen ones inside.
      if !isTrainable { layer.isTrainable = false }
      return layer
    } catch var error as KerasFileError {
      // The class is said with the name.
      let own = object.className
      if error.place == own { error.place = "" }
      if error.place.hasPrefix(own + ", ") { error.place.removeFirst(own.count + 2) }
      let name = config.name.map { "'\($0)' " } ?? ""
      throw error.inside("layer \(name)(\(own))")
    }
  }

  /// What a layer keeps in groups of its own in a file of weights.
  package static func parts(of layer: Layer) -> [KerasPart] {
    (layer as? any KerasLayer)?.parts ?? []
  }

  /// The object that a layer is.
  ///
  /// - Throws: ``KerasFileError`` for a layer that Keras does not have.
  package static func write(_ layer: Layer, name: String) throws -> KerasObject {
    if layer is GraphLayer { return try KerasObject(GraphWriter.object(layer, name: name), name) }
    guard let known = layer as? any KerasLayer else {
      throw KerasFileError(
        place: "layer '\(name)'", found: "the class \(layer.className)",
        wanted: "a layer that Keras has, for a file that Keras opens")
    }
    var members: [JSON.Member] = [.init("name", .string(name))]
    if type(of: known).takesTrainable {
      members.append(.init("trainable", .bool(layer.isTrainable)))
    }
    members.append(.init("dtype", KerasConfig.float32))
    do {
      members += try known.config
      if let regularizer = layer.activityRegularizer, !(layer is ActivityRegularization),
        !members.contains(where: { $0.name == "activity_regularizer" })
      {
        members.append(.init("activity_regularizer", try .keras(regularizer)))
      }
    } catch let error as KerasFileError {
      throw error.inside("layer '\(name)' (\(known.kerasClass))")
    }
    let config = layer.keptArguments.reduce(JSON.object(members)) {
      $0.replacing($1.path[...], by: $1.value)
    }
    return KerasObject(
      module: type(of: known).module, className: known.kerasClass, config: config)
  }
}

extension KerasConfig {
  /// The name that the file gives the layer.
  var name: String? {
    guard case .string(let name)? = value("name") else { return nil }
    return name
  }

  /// Keras's policy of float32.
  static let float32: JSON = [
    "module": "keras", "class_name": "DTypePolicy", "config": ["name": "float32"],
    "registered_name": nil,
  ]

  /// - Throws: ``KerasFileError`` for a layer that computes in anything but float32.
  func floatPolicy() throws {
    guard let dtype = known("dtype") else { return }
    let name = if case .string = dtype { dtype } else { dtype["config"]?["name"] ?? .null }
    // `autocast` and the like stand beside the name in policies of older files.
    guard name == "float32" || name == "int32" || name == "int64" else {
      throw wrong("dtype", name, wanted: "float32: models compute in it")
    }
  }

  /// - Throws: ``KerasFileError`` for channels anywhere but in the last axis.
  func channelsLast(_ key: String = "data_format") throws {
    guard let format = try text(key), format != "channels_last" else { return }
    throw wrong(key, .string(format), wanted: "\"channels_last\"")
  }
}

extension JSON {
  /// The same with another value at a path, where there is something.
  fileprivate func replacing(_ path: ArraySlice<String>, by value: JSON) -> JSON {
    guard let name = path.first else { return value }
    guard case .object(let members) = self else { return self }
    return .object(
      members.map { member in
        guard member.name == name else { return member }
        return .init(name, member.value.replacing(path.dropFirst(), by: value))
      })
  }
}

extension JSON.Member {
  /// What is written where the channels are in the last axis.
  static let channelsLast = JSON.Member("data_format", "channels_last")
}
