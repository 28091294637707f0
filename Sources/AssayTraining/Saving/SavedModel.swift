import AssayKeras
import AssayModel

/// What a file said of a model that the graph itself does not.
struct SavedModel {
  let className: String
  let inputKeys: [String]?
  let outputKeys: [String]?
}

extension Model {
  /// The model's graph, as Keras's files have it.
  var kerasGraph: KerasGraph {
    var graph = KerasGraph(
      className: className, name: kerasName, inputs: graphInputs, outputs: graphOutputs)
    graph.inputKeys = saved?.inputKeys
    graph.outputKeys = saved?.outputKeys
    graph.isTrainable = layer.isTrainable
    return graph
  }

  /// What the model is called in a file.
  var kerasName: String { name ?? snakeCase(className) }
}
