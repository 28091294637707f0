import AssayCore

/// An object as Keras writes it: its class, and what it was made with.
///
///     {"module": "keras.layers", "class_name": "Dense", "config": {"units": 3, …}, "registered_name": null}
///
/// The class is looked up in a closed list; the module is only compared, never used.
package struct KerasObject: Equatable {
  package var module: String?
  package var className: String
  package var config: JSON
  package var registeredName: String?

  package init(
    module: String?, className: String, config: JSON, registeredName: String? = nil
  ) {
    self.module = module
    self.className = className
    self.config = config
    self.registeredName = registeredName
  }

  /// Reads the object that a value is.
  ///
  /// - Throws: ``KerasFileError`` for a value that is none, and for functions and classes that somebody has
  ///   written: Assay runs no code from a file.
  package init(_ json: JSON, _ what: String) throws {
    guard case .object = json, case .string(let className)? = json["class_name"] else {
      throw KerasFileError(
        place: what, found: json.kind == "an object" ? "an object without a class_name" : json.kind,
        wanted: "an object with a class_name and a config")
    }
    let module: String? = if case .string(let text)? = json["module"] { text } else { nil }
    var registered: String? =
      if case .string(let text)? = json["registered_name"] { text } else { nil }
    if registered == className { registered = nil }
    try KerasObject.checkName(json["config"]?["name"], what)
    try KerasObject.checkName(json["name"], what)
    guard module != "builtins", className != "function", className != "__lambda__" else {
      throw KerasFileError(
        place: what, found: "a function of one's own (\(className))",
        wanted: "one of Keras's: Assay runs no code from a file")
    }
    if let module, !KerasObject.isKeras(module) {
      throw KerasFileError(
        place: what, found: "\(className) of the module \"\(module)\"",
        wanted: "a class of Keras's: Assay runs no code from a file")
    }
    if let registered, registered.contains(">") {
      throw KerasFileError(
        place: what, found: "\(className) registered as \"\(registered)\"",
        wanted: "a class of Keras's: Assay runs no code from a file")
    }
    self.init(
      module: module, className: className, config: json["config"] ?? .object([]),
      registeredName: registered)
  }

  /// Whether a module is one of Keras's own; older files have no modules.
  private static func isKeras(_ module: String) -> Bool {
    ["keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras"].contains { name in
      module == name || module.hasPrefix(name + ".")
    }
  }

  /// The longest name of a layer or a model.
  private static let longestName = 1000

  /// - Throws: ``KerasFileError`` for a name that would garble what it is printed in, or is no name at all.
  static func checkName(_ name: JSON?, _ what: String) throws {
    guard case .string(let name)? = name else { return }
    guard name.count <= longestName else {
      throw KerasFileError(
        place: what, found: "a name of \(name.count) characters", wanted: "\(longestName) at most")
    }
    guard !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw KerasFileError(
        place: what, found: "a name with control characters, \(JSON.string(name).line())",
        wanted: "letters, digits and the like")
    }
  }

  /// As Keras writes it.
  package var json: JSON {
    [
      "module": module.map { .string($0) } ?? .null, "class_name": .string(className),
      "config": config, "registered_name": registeredName.map { .string($0) } ?? .null,
    ]
  }
}
