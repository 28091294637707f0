import AssayCore
import AssayModel

/// A graph of layers as Keras's files describe it: what is between inputs and outputs.
package struct KerasGraph {
  /// `Sequential` or `Functional`.
  package var className: String
  package var name: String?
  package var inputs: [Symbol]
  package var outputs: [Symbol]
  /// The keys of inputs and outputs that the file gives as dictionaries; the model's order is theirs.
  package var inputKeys: [String]?
  package var outputKeys: [String]?
  package var isTrainable = true

  package init(className: String, name: String?, inputs: [Symbol], outputs: [Symbol]) {
    self.className = className
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
  }

  /// The graph that a configuration describes, without weights.
  ///
  /// - Throws: ``KerasFileError``.
  package init(reading config: JSON, isOfKeras2: Bool = false) throws {
    self = try GraphReader(isOfKeras2: isOfKeras2).read(KerasObject(config, ""))
  }

  /// The graph as a layer of another.
  var layer: GraphLayer {
    let layer = GraphLayer(inputs: inputs, outputs: outputs, className: className, name: name)
    if !isTrainable { layer.isTrainable = false }
    return layer
  }
}
