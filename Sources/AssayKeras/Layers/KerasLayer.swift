import AssayCore
import AssayModel

/// A layer that Keras's files know.
///
///     extension Flatten: KerasLayer {
///       convenience init(_ config: KerasConfig) throws {
///         try config.channelsLast()
///         self.init(name: config.name)
///       }
///       var config: [JSON.Member] { [.channelsLast] }
///     }
protocol KerasLayer: Layer {
  /// Makes the layer from Keras's arguments. `name`, `trainable` and `dtype` have been read: the name is
  /// ``KerasConfig/name``.
  init(_ config: KerasConfig) throws
  /// The arguments as Keras writes them, without `name`, `trainable` and `dtype`.
  var config: [JSON.Member] { get throws }
  /// Keras's class, and its module.
  var kerasClass: String { get }
  static var module: String { get }
  /// Whether Keras's class takes `trainable`, as nearly all do.
  static var takesTrainable: Bool { get }
  /// What the layer keeps in a file of weights in groups of their own, by the names of Keras's attributes;
  /// parameters that no part names are the layer's own.
  var parts: [KerasPart] { get }
}

/// Something inside of a layer with weights in a group of its own.
package indirect enum KerasPart {
  /// A layer, under the name of Keras's attribute.
  case layer(String, Layer)
  /// Some of the layer's parameters by their names, all of them where it is `nil`, and further parts
  /// inside: an LSTM's lie in its `cell`.
  case parameters(String, [String]?, [KerasPart] = [])
  /// A layer of Keras's without weights, by the attribute's name and its own: the group is there, empty.
  case empty(String, String)
}

extension KerasLayer {
  var kerasClass: String { className }
  static var module: String { "keras.layers" }
  static var takesTrainable: Bool { true }
  var parts: [KerasPart] { [] }
}

/// A layer that is its name alone.
protocol KerasPlainLayer: KerasLayer {
  init(name: String?)
}

extension KerasPlainLayer {
  init(_ config: KerasConfig) throws { self.init(name: config.name) }
  var config: [JSON.Member] { [] }
}
