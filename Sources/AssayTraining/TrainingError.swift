import AssayCore

/// A model that cannot be trained or used as it was asked to.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// A model that has not been compiled was asked to train or to be evaluated.
  case notCompiled(String)
  /// An argument outside its range.
  case argument(String, found: String, wanted: String)
  /// Data with another number of arrays than the model has inputs or outputs.
  case arrayCount(data: String = "data", what: String, found: Int, wanted: Int)
  /// Another number of losses than the model has outputs.
  case lossCount(found: Int, outputs: [String])
  /// A loss that tells classes apart, for an output that has no axis of them.
  case noClassAxis(loss: String, output: Shape)
  /// Data whose rows do not fit the model.
  case dataShape(array: String, found: Shape, wanted: [Shape], advice: String?)
  /// A string that is no loss.
  case unknownLoss(String, known: [String])
  /// One array of predictions was asked of a model of several outputs.
  case severalOutputs([String])
  /// Metrics for a model of several outputs.
  case metricsForOutputs([String])
  /// The loss is no longer a number.
  case diverged(epoch: Int, step: Int, loss: Double)
  /// The loss of data that is evaluated is no number.
  case notFinite(step: Int, loss: Double)

  public var description: String {
    switch self {
    case .notCompiled(let action):
      "\(action): the model has not been compiled; call compile(optimizer:loss:metrics:) first"
    case .argument(let name, let found, let wanted): "\(name) is \(found); wanted \(wanted)"
    case .arrayCount(let data, let what, let found, let wanted):
      "the \(data) has \(found) array\(found == 1 ? "" : "s") of \(what); the model wants \(wanted)"
    case .lossCount(let found, let outputs):
      "\(found) losses were given for \(outputs.count) output\(outputs.count == 1 ? "" : "s"), "
        + outputs.joined(separator: ", ") + "; give one each, or one for all with loss:"
    case .noClassAxis(let loss, let output):
      "\(loss) tells classes apart along the last axis, but output \(output) has only its batch; "
        + "write BinaryCrossentropy, or give the output an axis of classes"
    case .dataShape(let array, let found, let wanted, let advice):
      "\(array): rows are \(found); the model wants "
        + wanted.map { "\($0)" }.joined(separator: " or ") + (advice.map { "; \($0)" } ?? "")
    case .unknownLoss(let name, let known):
      "loss \"\(name)\" is not known; known are " + known.joined(separator: ", ")
    case .severalOutputs(let outputs):
      "predict(_:) of one array gives one array, but the model has \(outputs.count) outputs, "
        + outputs.joined(separator: ", ") + "; write predict([x]), which gives one for each"
    case .metricsForOutputs(let outputs):
      "metrics need a model with one output; this one has \(outputs.count): "
        + outputs.joined(separator: ", ")
    case .diverged(let epoch, let step, let loss):
      "the loss is \(loss) after step \(step + 1) of epoch \(epoch + 1): training has diverged; "
        + "a lower learning rate or inputs scaled to about -1...1 often help"
    case .notFinite(let step, let loss):
      "the loss of batch \(step + 1) is \(loss): the weights or the predictions are no longer numbers"
    }
  }
}
