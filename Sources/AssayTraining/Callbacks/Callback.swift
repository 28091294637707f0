import AssayCore

/// Something that is told of every moment of a run, may add figures, and may stop it.
///
///     final class BestSoFar: Callback {
///       var best = Double.infinity
///       func onEpochEnd(_ epoch: Int, logs: inout Logs, in model: any TrainingContext) -> Continuation {
///         best = min(best, logs["loss"] ?? .infinity)
///         logs["best_loss"] = best
///         return .continue
///       }
///     }
///
/// Epochs and steps count from 0. Callbacks are called in the order of their list, and one call of a
/// hook hands the same logs to all of them: figures that an earlier one adds are seen by the later
/// ones, and at an epoch's end by ``History`` and the progress line too. They are not carried over to
/// the next call. Every hook has an empty default, so one that is misspelt is never called.
///
/// - Throws: whatever a hook throws ends the run and is thrown by `fit`, `evaluate` or `predict`.
/// - Source: `keras.callbacks.Callback`.
public protocol Callback: AnyObject {
  /// `fit` begins, before its first epoch.
  func onTrainBegin(in training: any TrainingContext) throws
  /// `fit` ends; the logs are those of the last epoch, without what callbacks added to them.
  func onTrainEnd(logs: inout Logs, in training: any TrainingContext) throws

  /// An epoch begins.
  func onEpochBegin(_ epoch: Int, in training: any TrainingContext) throws
  /// An epoch ends; the logs are those of all of it, with the validation's as `val_…`.
  func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation

  /// A step of training begins.
  func onTrainBatchBegin(_ step: Int, in training: any TrainingContext) throws
  /// A step of training ends; the logs are running values over the epoch so far.
  ///
  /// Stopping here cuts the epoch short: its validation and its end still come.
  func onTrainBatchEnd(
    _ step: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation

  /// An evaluation begins: one of its own, or the validation of an epoch.
  func onTestBegin(in training: any TrainingContext) throws
  /// An evaluation ends; the logs have no `val_` here, and figures added here do not get one.
  func onTestEnd(logs: inout Logs, in training: any TrainingContext) throws
  /// A step of an evaluation begins.
  func onTestBatchBegin(_ step: Int, in training: any TrainingContext) throws
  /// A step of an evaluation ends; stopping here cuts the evaluation short.
  func onTestBatchEnd(
    _ step: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation

  /// A prediction begins.
  func onPredictBegin(in training: any TrainingContext) throws
  /// A prediction ends.
  func onPredictEnd(in training: any TrainingContext) throws
  /// A step of a prediction begins.
  func onPredictBatchBegin(_ step: Int, in training: any TrainingContext) throws
  /// A step of a prediction ends; the outputs are the batch's, one tensor for each of the model's.
  func onPredictBatchEnd(
    _ step: Int, outputs: [Tensor], in training: any TrainingContext
  ) throws -> Continuation

  /// Whether this callback wants to hear of the end of a batch.
  ///
  /// It is asked after every step and before the batch's logs are computed, which is left out when
  /// nobody wants them. A callback that only looks at epochs should answer `false`: the answer is
  /// `true` unless it says so.
  func wantsBatchEnd(step: Int, of steps: Int?) -> Bool

  /// Whether this callback decides what to do about a loss that is no number; `false` by default.
  ///
  /// Unless some callback does, `fit` throws ``TrainingError/diverged(epoch:step:loss:)``.
  var handlesDivergence: Bool { get }
}

extension Callback {
  public func onTrainBegin(in training: any TrainingContext) throws {}
  public func onTrainEnd(logs: inout Logs, in training: any TrainingContext) throws {}
  public func onEpochBegin(_ epoch: Int, in training: any TrainingContext) throws {}
  public func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation { .continue }
  public func onTrainBatchBegin(_ step: Int, in training: any TrainingContext) throws {}
  public func onTrainBatchEnd(
    _ step: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation { .continue }
  public func onTestBegin(in training: any TrainingContext) throws {}
  public func onTestEnd(logs: inout Logs, in training: any TrainingContext) throws {}
  public func onTestBatchBegin(_ step: Int, in training: any TrainingContext) throws {}
  public func onTestBatchEnd(
    _ step: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation { .continue }
  public func onPredictBegin(in training: any TrainingContext) throws {}
  public func onPredictEnd(in training: any TrainingContext) throws {}
  public func onPredictBatchBegin(_ step: Int, in training: any TrainingContext) throws {}
  public func onPredictBatchEnd(
    _ step: Int, outputs: [Tensor], in training: any TrainingContext
  ) throws -> Continuation { .continue }
  public func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { true }
  public var handlesDivergence: Bool { false }
}
