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

/// A window that goes over steps.
protocol KerasPooling1D: PoolingLayer, KerasLayer {
  init(_ poolSize: Int, strides: Int?, padding: Padding, name: String?)
}

extension KerasPooling1D {
  init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(
      try config.length("pool_size", 2),
      strides: try config.ints("strides", count: 1, in: 1...KerasConfig.largestWindow)?[0],
      padding: try config.padding(), name: config.name)
  }

  var config: [JSON.Member] {
    [
      .init("pool_size", .integers([poolSize.width])),
      .init("padding", .string(padding.rawValue)),
      .init("strides", .integers([strides.width])), .channelsLast,
    ]
  }
}

extension AveragePooling1D: KerasPooling1D {}
extension MaxPooling1D: KerasPooling1D {}

/// A window that goes over height and width.
protocol KerasPooling2D: PoolingLayer, KerasLayer {
  init(_ poolSize: Extent, strides: Extent?, padding: Padding, name: String?)
}

extension KerasPooling2D {
  init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(
      try config.extent("pool_size", 2), strides: try config.optionalExtent("strides"),
      padding: try config.padding(), name: config.name)
  }

  var config: [JSON.Member] {
    [
      .init("pool_size", .extent(poolSize)), .init("padding", .string(padding.rawValue)),
      .init("strides", .extent(strides)), .channelsLast,
    ]
  }
}

extension AveragePooling2D: KerasPooling2D {}
extension MaxPooling2D: KerasPooling2D {}

/// One figure of each channel.
protocol KerasGlobalPooling: KerasLayer {
  var keepsAxes: Bool { get }
  init(keepsAxes: Bool, name: String?)
}

extension KerasGlobalPooling {
  init(_ config: KerasConfig) throws {
    try config.channelsLast()
    self.init(keepsAxes: try config.bool("keepdims", false), name: config.name)
  }

  var config: [JSON.Member] { [.channelsLast, .init("keepdims", .bool(keepsAxes))] }
}

extension GlobalAveragePooling1D: KerasGlobalPooling {}
extension GlobalAveragePooling2D: KerasGlobalPooling {}
extension GlobalMaxPooling1D: KerasGlobalPooling {}
extension GlobalMaxPooling2D: KerasGlobalPooling {}
