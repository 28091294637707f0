import AssayCore
import AssayModel

extension KerasLayers {
  static let merging: [String: any KerasLayer.Type] = [
    "Add": Add.self, "Subtract": Subtract.self, "Multiply": Multiply.self,
    "Average": Average.self, "Maximum": Maximum.self, "Minimum": Minimum.self,
    "Concatenate": Concatenate.self, "Dot": Dot.self,
  ]
}

extension Add: KerasPlainLayer {}
extension Subtract: KerasPlainLayer {}
extension Multiply: KerasPlainLayer {}
extension Average: KerasPlainLayer {}
extension Maximum: KerasPlainLayer {}
extension Minimum: KerasPlainLayer {}

extension Concatenate: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    self.init(axis: try config.axis("axis", -1), name: config.name)
  }

  var config: [JSON.Member] { [.init("axis", .integer(axis))] }
}

extension Dot: KerasLayer {
  convenience init(_ config: KerasConfig) throws {
    let value = config.known("axes")
    guard let axes = try config.axes("axes") else {
      throw config.missing("axes", wanted: "one axis, or one of each input")
    }
    guard axes.count <= 2 else {
      throw config.wrong("axes", value, wanted: "one axis, or one of each input")
    }
    self.init(
      axes: axes[0], axes[axes.count - 1], normalize: try config.bool("normalize", false),
      name: config.name)
  }

  var config: [JSON.Member] {
    [
      .init("axes", axes.0 == axes.1 ? .integer(axes.0) : .integers([axes.0, axes.1])),
      .init("normalize", .bool(normalize)),
    ]
  }
}
