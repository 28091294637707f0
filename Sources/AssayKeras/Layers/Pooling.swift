import AssayCore
import AssayModel

extension KerasLayers {
  static let pooling: [String: any KerasLayer.Type] = [
    "AveragePooling1D": AveragePooling1D.self, "AveragePooling2D": AveragePooling2D.self,
    "MaxPooling1D": MaxPooling1D.self, "MaxPooling2D": MaxPooling2D.self,
    "GlobalAveragePooling1D": GlobalAveragePooling1D.self,
    "GlobalAveragePooling2D": GlobalAveragePooling2D.self,
    "GlobalMaxPooling1D": GlobalMaxPooling1D.self, "GlobalMaxPooling2D": GlobalMaxPooling2D.self,
    "AvgPool1D": AveragePooling1D.self, "AvgPool2D": AveragePooling2D.self,
    "MaxPool1D": MaxPooling1D.self, "MaxPool2D": MaxPooling2D.self,
    "GlobalAvgPool1D": GlobalAveragePooling1D.self,
    "GlobalAvgPool2D": GlobalAveragePooling2D.self,
    "GlobalMaxPool1D": GlobalMaxPooling1D.self, "GlobalMaxPool2D": GlobalMaxPooling2D.self,
  ]
}

extension PoolingLayer {
  fileprivate func shared(rank: Int) -> [JSON.Member] {
    func sizes(_ extent: Extent) -> JSON {
      rank == 1 ? .integers([extent.width]) : .extent(extent)
    }
    return [
      .init("pool_size", sizes(poolSize)), .init("padding", .string(padding.rawValue)),
      .init("strides", sizes(strides)), .channelsLast,
    ]
  }
}

extension AveragePooling1D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(
      try config.length("pool_size", 2),
      strides: try config.ints("strides", count: 1, in: 1...KerasConfig.largestWindow)?[0],
      padding: try config.padding(), name: config.name)
  }

  var config: [JSON.Member] { shared(rank: 1) }
}

extension AveragePooling2D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(
      try config.extent("pool_size", 2),
      strides: try config.optionalExtent("strides"),
      padding: try config.padding(), name: config.name)
  }

  var config: [JSON.Member] { shared(rank: 2) }
}

extension MaxPooling1D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(
      try config.length("pool_size", 2),
      strides: try config.ints("strides", count: 1, in: 1...KerasConfig.largestWindow)?[0],
      padding: try config.padding(), name: config.name)
  }

  var config: [JSON.Member] { shared(rank: 1) }
}

extension MaxPooling2D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(
      try config.extent("pool_size", 2),
      strides: try config.optionalExtent("strides"),
      padding: try config.padding(), name: config.name)
  }

  var config: [JSON.Member] { shared(rank: 2) }
}

extension GlobalAveragePooling1D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(keepsAxes: try config.bool("keepdims", false), name: config.name)
  }

  var config: [JSON.Member] { [.channelsLast, .init("keepdims", .bool(keepsAxes))] }
}

extension GlobalAveragePooling2D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(keepsAxes: try config.bool("keepdims", false), name: config.name)
  }

  var config: [JSON.Member] { [.channelsLast, .init("keepdims", .bool(keepsAxes))] }
}

extension GlobalMaxPooling1D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(keepsAxes: try config.bool("keepdims", false), name: config.name)
  }

  var config: [JSON.Member] { [.channelsLast, .init("keepdims", .bool(keepsAxes))] }
}

extension GlobalMaxPooling2D: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(keepsAxes: try config.bool("keepdims", false), name: config.name)
  }

  var config: [JSON.Member] { [.channelsLast, .init("keepdims", .bool(keepsAxes))] }
}
