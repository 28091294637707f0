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
  /// Another number of loss weights than the model has outputs.
  case lossWeightCount(found: Int, outputs: [String])
  /// The name of an output that the model has not.
  case unknownOutput(argument: String, name: String, outputs: [String])
  /// Losses by name that leave an output out.
  case noLoss(output: String, named: [String])
  /// Neither a loss nor a layer that adds one.
  case nothingToTrain(outputs: [String])
  /// Data without labels for an output that has a loss or metrics.
  case noLabels(data: String, output: String)
  /// Weights of samples whose shape does not begin that of the labels.
  case weightShape(array: String, found: Shape, labels: Shape)
  /// Two figures of one name.
  case keyTaken(key: String, by: String)
  /// A source of batches that gave none.
  case noBatches(data: String)
  /// A source of batches that gives fewer than the run that is resumed had taken.
  case fewerBatches(found: Int, wanted: Int, epoch: Int, step: Int)
  /// A callback that saves a run which cannot be resumed.
  case notResumable(callback: String)
  /// The run was interrupted, and where it was saved.
  case interrupted(epoch: Int, step: Int, checkpoint: String?)
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
      "\(found) loss\(found == 1 ? " was" : "es were") given for \(outputs.count) output\(outputs.count == 1 ? "" : "s"), "
        + outputs.joined(separator: ", ")
        + (outputs.count == 1
          ? "; give one loss, or write their sum as a custom one"
          : "; give one each, nil for none, or one loss for all")
    case .noClassAxis(let loss, let output):
      "\(loss) tells classes apart along the last axis, but output \(output) has only its batch; "
        + "write BinaryCrossentropy, or give the output an axis of classes"
    case .dataShape(let array, let found, let wanted, let advice):
      "\(array): rows are \(found); the model wants "
        + wanted.map { "\($0)" }.joined(separator: " or ") + (advice.map { "; \($0)" } ?? "")
    case .unknownLoss(let name, let known):
      "loss \"\(name)\" is not known; "
        + (nearestName(to: name, in: known).map { "did you mean \"\($0)\"? " } ?? "")
        + "Known are " + known.joined(separator: ", ")
    case .severalOutputs(let outputs):
      "predict(_:) of one array gives one array, but the model has \(outputs.count) outputs, "
        + outputs.joined(separator: ", ") + "; write predict([x]), which gives one for each"
    case .lossWeightCount(let found, let outputs):
      "\(found) loss weight\(found == 1 ? " was" : "s were") given for \(outputs.count) output\(outputs.count == 1 ? "" : "s"), "
        + outputs.joined(separator: ", ") + "; give one each, or weights by name"
    case .unknownOutput(let argument, let name, let outputs):
      "\(argument) names an output \"\(name)\"; the model has " + outputs.joined(separator: ", ")
        + (nearestName(to: name, in: outputs).map { "; did you mean \"\($0)\"?" } ?? "")
    case .noLoss(let output, let named):
      "loss names \(named.joined(separator: ", ")), but not output \(output); "
        + "give it one too, or \"\(output)\": nil to train it with none"
    case .nothingToTrain(let outputs):
      "no output has a loss (\(outputs.joined(separator: ", "))) and no layer adds one: "
        + "there is nothing to make smaller"
    case .noLabels(let data, let output):
      "the \(data) has no labels for output \(output), which has a loss or metrics"
    case .weightShape(let array, let found, let labels):
      "\(array): weights \(found) do not fit labels \(labels); give one a sample, \(Shape([labels[0]]))"
        + (labels.count > 1 ? ", or one a step, a shape that begins the labels'" : "")
    case .keyTaken(let key, let other):
      "two figures would be called \"\(key)\" in the logs: \(other) and another; rename one of them"
    case .noBatches(let data): "the \(data) gave no batch; give at least one"
    case .fewerBatches(let found, let wanted, let epoch, let step):
      "the training data gave \(found) batch\(found == 1 ? "" : "es") of a pass, but the run that is resumed "
        + "in epoch \(epoch + 1), before step \(step + 1), had taken \(wanted) of it; "
        + "every pass has to give the same batches"
    case .notResumable(let callback):
      "\(callback) cannot save a run on an asynchronous sequence, whose batches cannot be taken again; "
        + "give them as a BatchSequence, or leave \(callback) out"
    case .interrupted(let epoch, let step, let checkpoint):
      "interrupted in epoch \(epoch + 1), before step \(step + 1)"
        + (checkpoint.map { "; saved in \($0); ask to resume, and it goes on from there" }
          ?? "; nothing was saved, for no checkpoint was asked for")
    case .diverged(let epoch, let step, let loss):
      "the loss is \(loss.text) after step \(step + 1) of epoch \(epoch + 1): training has diverged; "
        + "a lower learning rate or inputs scaled to about -1...1 often help"
    case .notFinite(let step, let loss):
      "the loss of batch \(step + 1) is \(loss.text): the weights or the predictions are no longer numbers"
    }
  }
}
