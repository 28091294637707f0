import AssayCore
import AssayModel

extension KerasConfig {
  /// The activation under a name: none is the linear one.
  ///
  /// A text, a layer without parameters (`LeakyReLU`), or one of Keras's functions by its name.
  func activation(
    _ key: String = "activation", _ standard: Activation = .linear
  ) throws -> Activation {
    guard has(key) else { return standard }
    guard let value = known(key) else { return .linear }
    switch value {
    case .string(let name): return try activation(key, value, named: name)
    case .object:
      let kind = value["class_name"]
      if kind == "function" || value["module"] == "builtins" {
        // Of Keras's modules or Python's, and then only the name is looked at.
        guard let name = KerasFunction.name(value) else {
          throw wrong(key, value, wanted: "a function of Keras's: Assay runs no code from a file")
        }
        return try activation(key, .string(name), named: name)
      }
      let object = try KerasObject(value, "\(className), \(key)")
      if ["ReLU", "LeakyReLU", "ELU", "Activation", "Softmax"].contains(object.className) {
        let layer = try KerasLayers.read(object)
        if let layer = layer as? ElementwiseLayer { return layer.activation }
        if let layer = layer as? Softmax, layer.axis == [-1] { return .softmax }
      } else if object.config == .object([]), let found = Activation.named[object.className] {
        return found
      }
      throw wrong(
        key, .string(object.className),
        wanted: "a name, or one of ReLU, LeakyReLU, ELU, Activation and Softmax over the last axis")
    default: throw wrong(key, value, wanted: "the name of an activation")
    }
  }

  private func activation(
    _ key: String, _ value: JSON, named name: String
  ) throws -> Activation {
    // Keras 3 made it flatter.
    if name == "hard_sigmoid", reader?.isOfKeras2 == true { return .hardSigmoid(slope: 0.2) }
    guard let found = Activation.named[name] else {
      throw wrong(
        key, value, wanted: "one of " + Activation.named.keys.sorted().joined(separator: ", "))
    }
    return found
  }
}

extension Activation {
  /// The activation as Keras writes it: its name, or a layer where it has arguments.
  ///
  /// - Throws: ``KerasFileError`` for arguments that Keras has no way to write.
  var keras: JSON {
    get throws {
      if Activation.named[name] == self { return .string(name) }
      let layer: Layer? =
        switch (name, settings.count) {
        case ("relu", 3):
          ReLU(
            maxValue: settings[1] == .infinity ? nil : settings[1], negativeSlope: settings[0],
            threshold: settings[2])
        case ("leaky_relu", 1): LeakyReLU(negativeSlope: settings[0])
        case ("elu", 1): ELU(alpha: settings[0])
        default: nil
        }
      guard let layer else {
        throw KerasFileError(
          found: "the activation \(name) with arguments of its own"
            + (settings.isEmpty
              ? "" : ", " + settings.map { "\($0)" }.joined(separator: " and ")),
          wanted: "one that Keras can write: \(name) as it is by default")
      }
      return try KerasLayers.write(layer, name: name).json
    }
  }
}
