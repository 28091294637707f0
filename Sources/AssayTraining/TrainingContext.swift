import AssayCore
import AssayMetrics

/// What a callback may see and do while a model trains, evaluates or predicts.
///
/// ``Model`` is the one that a run hands to its callbacks; a test may hand over another.
public protocol TrainingContext: AnyObject {
  /// The number of epochs asked for; the last epoch's index is one less.
  var epochs: Int { get }

  /// The steps of one epoch, or of the one pass of an evaluation or prediction; `nil` while unknown.
  var stepsPerEpoch: Int? { get }

  /// The samples in a full batch.
  var batchSize: Int { get }

  /// Copies of the model's weights, which further training does not change.
  var weights: [Tensor] { get }

  /// Replaces the model's weights by others of the same shapes in the same order.
  func setWeights(_ weights: [Tensor]) throws

  /// The keys that the model itself logs at the end of an epoch, `val_…` ones with validation.
  ///
  /// With validation in some epochs only, its keys belong here all the same.
  var monitorableKeys: [String] { get }

  /// Which way the model's metric called `name` is better; `nil` if it has none or does not say.
  ///
  /// The name is a key of the logs without `val_`; `loss` need not be answered.
  func direction(ofMetric name: String) -> Direction?

  /// The size of the optimizer's next step, also where a schedule decides it.
  var learningRate: Double { get }

  /// Sets the size of the optimizer's steps from now on.
  ///
  /// - Throws: where it is no finite number of 0 or more, and where a schedule decides it.
  func setLearningRate(_ rate: Double) throws

  /// The updates that the optimizer has made.
  var iterations: Int { get }

  /// The names of the weights, `dense/kernel`, in the order of ``weights``.
  var weightNames: [String] { get }

  /// The model's inputs and layers in their order; none where there is no graph to tell of.
  var layerSummaries: [LayerSummary] { get }

  /// Exchanges the weights and their moving averages.
  ///
  /// - Throws: where the optimizer keeps no averages.
  func swapAveragedWeights() throws

  /// The model's output for `inputs`, in inference mode.
  ///
  /// Metrics of the running epoch are not touched.
  func predict(_ inputs: Tensor) throws -> Tensor
}

extension TrainingContext {
  /// Which way the figure called `key` is better; `nil` if nothing says so.
  ///
  /// One `val_` in front does not count, and a loss is better when lower, also that of one output
  /// among several (`{output}_loss`), unless a metric of that name says otherwise.
  public func direction(of key: String) -> Direction? {
    let name = key.hasPrefix("val_") ? String(key.dropFirst(4)) : key
    if name == "loss" { return .lowerIsBetter }
    if let direction = direction(ofMetric: name) { return direction }
    let isOutputLoss = name.hasSuffix("_loss") && monitorableKeys.contains(name)
    return isOutputLoss ? .lowerIsBetter : nil
  }
}
