import Foundation
import SwiftProtobuf

/// Values of the kinds that TensorBoard's own panels show, as its second version writes them.
extension ProtoSummary.Value {
  /// A number over the steps.
  package static func scalar(_ tag: String, _ value: Double) -> Self {
    var tensor = ProtoTensorProto(.dtFloat, shape: [])
    tensor.tensorContent = withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { Data($0) }
    return Self(tag, plugin: "scalars", tensor)
  }

  /// Where numbers lie: 30 buckets, each its left edge, its right edge and how many are in it.
  package static func histogram(_ tag: String, _ histogram: Histogram) -> Self {
    var tensor = ProtoTensorProto(.dtDouble, shape: [histogram.buckets.count, 3])
    for bucket in histogram.buckets {
      for number in [bucket.left, bucket.right, bucket.count] {
        withUnsafeBytes(of: number.bitPattern.littleEndian) {
          tensor.tensorContent.append(contentsOf: $0)
        }
      }
    }
    return Self(tag, plugin: "histograms", tensor)
  }

  /// Pictures of one size, each a PNG.
  package static func images(_ tag: String, width: Int, height: Int, _ pictures: [Data]) -> Self {
    var tensor = ProtoTensorProto(.dtString, shape: [2 + pictures.count])
    tensor.stringVal = [Data("\(width)".utf8), Data("\(height)".utf8)] + pictures
    return Self(tag, plugin: "images", tensor)
  }

  /// Markdown.
  package static func text(_ tag: String, _ text: String) -> Self {
    var tensor = ProtoTensorProto(.dtString, shape: [])
    tensor.stringVal = [Data(text.utf8)]
    return Self(tag, plugin: "text", tensor)
  }

  /// What the hparams plugin keeps in a record's metadata.
  package static func hyperparameters(_ tag: String, _ data: ProtoHParamsPluginData) throws -> Self
  {
    var value = Self(tag, plugin: "hparams", ProtoTensorProto(.dtFloat, shape: [0]))
    value.metadata.pluginData.content = try data.serialized()
    return value
  }

  private init(_ tag: String, plugin: String, _ tensor: ProtoTensorProto) {
    self.init()
    self.tag = tag
    self.tensor = tensor
    metadata.pluginData.pluginName = plugin
  }
}

extension ProtoTensorProto {
  fileprivate init(_ type: ProtoDataType, shape: [Int]) {
    self.init()
    dtype = type
    tensorShape = ProtoTensorShapeProto(shape)
  }
}

extension ProtoTensorShapeProto {
  /// A shape of these sizes; -1 where one is not known.
  package init(_ sizes: some Sequence<Int>) {
    self.init()
    dim = sizes.map { size in
      var dim = Dim()
      dim.size = Int64(size)
      return dim
    }
  }
}

extension Message {
  /// The bytes of this message, with maps in the order of their keys: the same for the same message.
  func serialized() throws -> Data {
    var options = BinaryEncodingOptions()
    options.useDeterministicOrdering = true
    return try serializedData(options: options)
  }
}
