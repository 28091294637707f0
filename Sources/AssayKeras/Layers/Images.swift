import AssayCore
import AssayModel

extension KerasLayers {
  static let images: [String: any KerasLayer.Type] = [
    "Resizing": Resizing.self, "CenterCrop": CenterCrop.self, "RandomCrop": RandomCrop.self,
    "RandomFlip": RandomFlip.self, "RandomRotation": RandomRotation.self,
    "RandomTranslation": RandomTranslation.self, "RandomZoom": RandomZoom.self,
    "RandomBrightness": RandomBrightness.self, "RandomContrast": RandomContrast.self,
  ]
}

extension KerasConfig {
  /// A height or a width of images.
  fileprivate func side(_ name: String) throws -> Int { try int(name, in: 1...1 << 24 - 1) }

  /// Reads over what older files say of how random layers go about it.
  fileprivate func anyRandomness() throws {
    try channelsLast()
    ignore("force_generator", "rng_type", "auto_vectorize")
  }

  /// The range of the values of images.
  fileprivate func valueRange() throws -> ClosedRange<Float> {
    let value = known("value_range")
    let greatest = Float.greatestFiniteMagnitude
    let found = try range("value_range", within: -greatest...greatest) { $0...$0 } ?? 0...255
    guard found.lowerBound < found.upperBound, (found.upperBound - found.lowerBound).isFinite
    else {
      throw wrong("value_range", value, wanted: "two numbers, the first below the second")
    }
    return found
  }

  fileprivate func needed(
    _ name: String, within wanted: ClosedRange<Float>,
    of around: (Float) -> ClosedRange<Float> = { -abs($0)...abs($0) }
  ) throws -> ClosedRange<Float> {
    guard let found = try range(name, within: wanted, of: around) else {
      throw missing(name, wanted: "one number or two in \(wanted)")
    }
    return found
  }
}

extension Resizing: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    try config.only("antialias", false)
    try config.only("fill_mode", "constant")
    self.init(
      height: try config.side("height"), width: try config.side("width"),
      interpolation: try config.word("interpolation", .bilinear),
      cropToAspectRatio: try config.bool("crop_to_aspect_ratio", false),
      padToAspectRatio: try config.bool("pad_to_aspect_ratio", false),
      fillValue: try config.finite("fill_value", 0), name: config.name)
  }

  var config: [JSON.Member] {
    [
      .channelsLast, .init("height", .integer(height)), .init("width", .integer(width)),
      .init("interpolation", .string(interpolation.rawValue)),
      .init("crop_to_aspect_ratio", .bool(cropToAspectRatio)),
      .init("pad_to_aspect_ratio", .bool(padToAspectRatio)), .init("fill_mode", "constant"),
      .init("fill_value", .float(fillValue)), .init("antialias", false),
    ]
  }
}

extension CenterCrop: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(
      height: try config.side("height"), width: try config.side("width"), name: config.name)
  }

  var config: [JSON.Member] {
    [.channelsLast, .init("height", .integer(height)), .init("width", .integer(width))]
  }
}

extension RandomCrop: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.anyRandomness()
    self.init(
      height: try config.side("height"), width: try config.side("width"),
      seed: try config.seed(), name: config.name)
  }

  var config: [JSON.Member] {
    [
      .channelsLast, .init("height", .integer(height)), .init("width", .integer(width)),
      .init("seed", .optional(seed)),
    ]
  }
}

extension RandomFlip: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.anyRandomness()
    self.init(
      try config.word("mode", .horizontalAndVertical), seed: try config.seed(), name: config.name)
  }

  var config: [JSON.Member] {
    [.channelsLast, .init("seed", .optional(seed)), .init("mode", .string(mode.rawValue))]
  }
}

extension RandomImages {
  /// What is written of layers that look between pixels and beyond the edges.
  fileprivate var shared: [JSON.Member] {
    [
      .channelsLast, .init("fill_mode", .string(fillMode.rawValue)),
      .init("interpolation", .string(interpolation.rawValue)), .init("seed", .optional(seed)),
      .init("fill_value", .float(fillValue)),
    ]
  }
}

extension JSON {
  /// One number for as much either way, or two.
  fileprivate static func factor(_ range: ClosedRange<Float>) -> JSON {
    range.lowerBound == -range.upperBound ? .float(range.upperBound) : .range(range)
  }
}

extension RandomRotation: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.anyRandomness()
    self.init(
      try config.needed("factor", within: -1...1),
      fillMode: try config.word("fill_mode", .reflect),
      interpolation: try config.word("interpolation", .bilinear), seed: try config.seed(),
      fillValue: try config.finite("fill_value", 0), name: config.name)
  }

  var config: [JSON.Member] { shared + [.init("factor", .range(factor))] }
}

extension RandomTranslation: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.anyRandomness()
    self.init(
      try config.needed("height_factor", within: -1...1),
      try config.needed("width_factor", within: -1...1),
      fillMode: try config.word("fill_mode", .reflect),
      interpolation: try config.word("interpolation", .bilinear), seed: try config.seed(),
      fillValue: try config.finite("fill_value", 0), name: config.name)
  }

  var config: [JSON.Member] {
    shared + [
      .init("height_factor", .factor(heightFactor)), .init("width_factor", .factor(widthFactor)),
    ]
  }
}

extension RandomZoom: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.anyRandomness()
    self.init(
      try config.needed("height_factor", within: -1...1),
      try config.range("width_factor", within: -1...1),
      fillMode: try config.word("fill_mode", .reflect),
      interpolation: try config.word("interpolation", .bilinear), seed: try config.seed(),
      fillValue: try config.finite("fill_value", 0), name: config.name)
  }

  var config: [JSON.Member] {
    shared + [
      .init("height_factor", .factor(heightFactor)),
      .init("width_factor", widthFactor.map { .factor($0) } ?? .null),
    ]
  }
}

extension RandomBrightness: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.anyRandomness()
    self.init(
      try config.needed("factor", within: -1...1), valueRange: try config.valueRange(),
      seed: try config.seed(), name: config.name)
  }

  var config: [JSON.Member] {
    [
      .channelsLast, .init("factor", .range(factor)), .init("value_range", .range(valueRange)),
      .init("seed", .optional(seed)),
    ]
  }
}

extension RandomContrast: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.anyRandomness()
    let value = config.known("factor")
    // Two numbers are how much less and how much more; they need not ascend.
    guard let found = try config.finites("factor") else {
      throw config.missing("factor", wanted: "one number or two in 0...1")
    }
    guard found.count <= 2, found.allSatisfy({ (0...1).contains($0) }) else {
      throw config.wrong("factor", value, wanted: "one number or two in 0...1")
    }
    self.init(
      lower: found.count == 1 ? 0 : found[0], upper: found[found.count - 1],
      valueRange: try config.valueRange(), seed: try config.seed(), name: config.name)
  }

  var config: [JSON.Member] {
    [
      .channelsLast, .init("factor", .floats([factor.lower, factor.upper])),
      .init("value_range", .range(valueRange)), .init("seed", .optional(seed)),
    ]
  }
}
