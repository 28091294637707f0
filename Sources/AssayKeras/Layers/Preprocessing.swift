import AssayCore
import AssayModel

extension KerasLayers {
  static let preprocessing: [String: any KerasLayer.Type] = [
    "Rescaling": Rescaling.self, "CategoryEncoding": CategoryEncoding.self,
    "Discretization": Discretization.self,
  ]
}

extension Rescaling: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    guard let scale = try config.finites("scale") else {
      throw config.missing("scale", wanted: "one number or several")
    }
    self.init(scale, offset: try config.finites("offset") ?? [0], name: config.name)
  }

  var config: [JSON.Member] {
    func numbers(_ values: [Float]) -> JSON {
      values.count == 1 ? .float(values[0]) : .floats(values)
    }
    return [.init("scale", numbers(scale)), .init("offset", numbers(offset))]
  }
}

extension KerasConfig {
  fileprivate func mode(_ standard: CategoryMode) throws -> CategoryMode {
    try only("sparse", false)
    return try word("output_mode", standard)
  }
}

extension CategoryEncoding: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    let mode = try config.mode(.multiHot)
    guard mode != .int else {
      throw config.wrong("output_mode", "int", wanted: "\"one_hot\", \"multi_hot\" or \"count\"")
    }
    self.init(try config.count("num_tokens"), outputMode: mode, name: config.name)
  }

  var config: [JSON.Member] {
    [
      .init("num_tokens", .integer(numTokens)),
      .init("output_mode", .string(outputMode.rawValue)),
    ]
  }
}

extension Discretization: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    // What Keras looks for boundaries with; they have been found.
    config.ignore("num_bins", "epsilon")
    guard let boundaries = try config.finites("bin_boundaries") else {
      throw config.missing(
        "bin_boundaries", wanted: "one or more: adapt() the layer before it is saved")
    }
    guard zip(boundaries, boundaries.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw config.wrong(
        "bin_boundaries", config.known("bin_boundaries"),
        wanted: "each above the one before it, in single precision")
    }
    self.init(boundaries, outputMode: try config.mode(.int), name: config.name)
  }

  static var takesTrainable: Bool { false }

  var config: [JSON.Member] {
    [
      .init("bin_boundaries", .floats(binBoundaries)), .init("num_bins", .null),
      .init("epsilon", 0.01), .init("output_mode", .string(outputMode.rawValue)),
      .init("sparse", false),
    ]
  }
}
