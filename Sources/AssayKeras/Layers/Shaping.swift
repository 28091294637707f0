import AssayCore
import AssayModel

extension KerasLayers {
  static let shaping: [String: any KerasLayer.Type] = [
    "Flatten": Flatten.self, "Permute": Permute.self, "RepeatVector": RepeatVector.self,
    "Reshape": Reshape.self, "Masking": Masking.self, "Identity": Identity.self,
    "Cropping1D": Cropping1D.self, "Cropping2D": Cropping2D.self,
    "ZeroPadding1D": ZeroPadding1D.self, "ZeroPadding2D": ZeroPadding2D.self,
    "UpSampling1D": UpSampling1D.self, "UpSampling2D": UpSampling2D.self,
  ]
}

extension Flatten: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(name: config.name)
  }

  var config: [JSON.Member] { [.channelsLast] }
}

extension Permute: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    guard let dims = try config.axes("dims") else {
      throw config.missing("dims", wanted: "each axis of a sample once, counted from 1")
    }
    self.init(dims: dims, name: config.name)
  }

  var config: [JSON.Member] { [.init("dims", .integers(dims))] }
}

extension RepeatVector: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(try config.count("n"), name: config.name)
  }

  var config: [JSON.Member] { [.init("n", .integer(n))] }
}

extension Reshape: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    let value = config.known("target_shape")
    guard let target = try config.ints("target_shape", in: -1...KerasConfig.largest) else {
      throw config.missing("target_shape", wanted: "sizes, and at most one -1")
    }
    guard target.count < Shape.maximumRank else {
      throw config.wrong(
        "target_shape", value, wanted: "at most \(Shape.maximumRank - 1) sizes")
    }
    self.init(target: target, name: config.name)
  }

  var config: [JSON.Member] { [.init("target_shape", .integers(target))] }
}

extension Masking: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(maskValue: try config.finite("mask_value", 0), name: config.name)
  }

  var config: [JSON.Member] { [.init("mask_value", .float(maskValue))] }
}

extension Identity: KerasPlainLayer {}

extension KerasConfig {
  /// How much at the start and at the end of a sequence: one number for both, or two.
  fileprivate func ends(_ key: String, _ standard: Int) throws -> (first: Int, last: Int) {
    guard let found = try ints(key, count: 2, in: 0...KerasConfig.largestWindow) else {
      return (standard, standard)
    }
    return (found[0], found[1])
  }

  /// How much at the edges of an image: one number, one for the height and one for the width, or two of
  /// each.
  fileprivate func edges(_ key: String, _ standard: Edges) throws -> Edges {
    guard let value = known(key) else { return standard }
    let range = 0...KerasConfig.largestWindow
    func pair(_ value: JSON) throws -> (Int, Int) {
      if let one = KerasConfig.int(value), range.contains(one) { return (one, one) }
      if case .array(let two) = value, two.count == 2, let first = KerasConfig.int(two[0]),
        let last = KerasConfig.int(two[1]), range.contains(first), range.contains(last)
      {
        return (first, last)
      }
      throw wrong(
        key, value, wanted: "one whole number in \(range), two, or two pairs of them")
    }
    guard case .array(let sides) = value, sides.count == 2 else {
      let (one, other) = try pair(value)
      return Edges(top: one, bottom: other, left: one, right: other)
    }
    let (rows, columns) = (try pair(sides[0]), try pair(sides[1]))
    return Edges(top: rows.0, bottom: rows.1, left: columns.0, right: columns.1)
  }
}

extension JSON {
  fileprivate static func edges(_ edges: Edges) -> JSON {
    [.integers([edges.top, edges.bottom]), .integers([edges.left, edges.right])]
  }
}

extension Cropping1D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    let (first, last) = try config.ends("cropping", 1)
    self.init(first: first, last: last, name: config.name)
  }

  var config: [JSON.Member] { [.init("cropping", .integers([first, last]))] }
}

extension Cropping2D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(try config.edges("cropping", 0), name: config.name)
  }

  var config: [JSON.Member] { [.init("cropping", .edges(cropping)), .channelsLast] }
}

extension ZeroPadding1D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    let (first, last) = try config.ends("padding", 1)
    self.init(first: first, last: last, name: config.name)
  }

  var config: [JSON.Member] { [.init("padding", .integers([first, last])), .channelsLast] }
}

extension ZeroPadding2D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(try config.edges("padding", 1), name: config.name)
  }

  var config: [JSON.Member] { [.init("padding", .edges(padding)), .channelsLast] }
}

extension UpSampling1D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(try config.length("size", 2), name: config.name)
  }

  var config: [JSON.Member] { [.init("size", .integer(size))] }
}

extension UpSampling2D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(
      try config.extent("size", 2), interpolation: try config.word("interpolation", .nearest),
      name: config.name)
  }

  var config: [JSON.Member] {
    [
      .init("size", .extent(size)), .channelsLast,
      .init("interpolation", .string(interpolation.rawValue)),
    ]
  }
}
