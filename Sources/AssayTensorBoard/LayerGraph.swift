import AssayTraining

/// A model's layers as TensorBoard shows them: as a graph, and as a table.
package struct LayerGraph {
  package let layers: [LayerSummary]

  package init(_ layers: [LayerSummary]) { self.layers = layers }

  /// One node a layer.
  package var graph: ProtoGraphDef {
    var graph = ProtoGraphDef()
    graph.versions.producer = 22
    graph.node = layers.map { layer in
      var node = ProtoNodeDef()
      node.name = layer.name
      node.op = layer.className
      node.input = layer.inputNames
      var shapes = ProtoAttrValue()
      // The axis of the batch is -1 in both.
      shapes.list.shape = [ProtoTensorShapeProto(layer.outputShape)]
      var parameters = ProtoAttrValue()
      parameters.i = Int64(layer.parameterCount)
      node.attr = ["_output_shapes": shapes, "parameters": parameters]
      return node
    }
    return graph
  }

  /// The layers as a table in Markdown.
  package var table: String {
    var lines = ["| layer | class | output shape | parameters |", "|---|---|---|---:|"]
    for layer in layers {
      let name = layer.name.replacing("|", with: "\\|")
      lines.append(
        "| \(name) | \(layer.className) | \(layer.outputShape) | \(layer.parameterCount) |")
    }
    let total = layers.reduce(0) { $0 + $1.parameterCount }
    return (lines + ["| | | total | \(total) |"]).joined(separator: "\n")
  }
}
