import AssayCore

/// A callback of closures, one for each moment that matters.
///
///     let steps = LambdaCallback(onEpochEnd: { epoch, logs, training in
///       logs["steps"] = Double(training.iterations)
///       return .continue
///     })
///
/// The closures get what the hook of the same name of ``Callback`` gets, and those that are not given
/// cost nothing.
///
/// - Throws: what the closures throw.
/// - Source: `keras.callbacks.LambdaCallback`.
public final class LambdaCallback: Callback {
  /// A run or a pass begins, or a prediction ends.
  public typealias Moment = (any TrainingContext) throws -> Void
  /// An epoch or a step of this index begins.
  public typealias Beginning = (Int, any TrainingContext) throws -> Void
  /// An epoch or a step of this index ends.
  public typealias End = (Int, inout Logs, any TrainingContext) throws -> Continuation
  /// A run or an evaluation ends.
  public typealias LastLogs = (inout Logs, any TrainingContext) throws -> Void
  /// A step of a prediction ends.
  public typealias Outputs = (Int, [Tensor], any TrainingContext) throws -> Continuation

  private let trainBegin: Moment?
  private let trainEnd: LastLogs?
  private let epochBegin: Beginning?
  private let epochEnd: End?
  private let trainBatchBegin: Beginning?
  private let trainBatchEnd: End?
  private let testBegin: Moment?
  private let testEnd: LastLogs?
  private let testBatchBegin: Beginning?
  private let testBatchEnd: End?
  private let predictBegin: Moment?
  private let predictEnd: Moment?
  private let predictBatchBegin: Beginning?
  private let predictBatchEnd: Outputs?

  /// A callback of the closures given.
  public init(
    onTrainBegin: Moment? = nil, onTrainEnd: LastLogs? = nil,
    onEpochBegin: Beginning? = nil, onEpochEnd: End? = nil,
    onTrainBatchBegin: Beginning? = nil, onTrainBatchEnd: End? = nil,
    onTestBegin: Moment? = nil, onTestEnd: LastLogs? = nil,
    onTestBatchBegin: Beginning? = nil, onTestBatchEnd: End? = nil,
    onPredictBegin: Moment? = nil, onPredictEnd: Moment? = nil,
    onPredictBatchBegin: Beginning? = nil, onPredictBatchEnd: Outputs? = nil
  ) {
    trainBegin = onTrainBegin
    trainEnd = onTrainEnd
    epochBegin = onEpochBegin
    epochEnd = onEpochEnd
    trainBatchBegin = onTrainBatchBegin
    trainBatchEnd = onTrainBatchEnd
    testBegin = onTestBegin
    testEnd = onTestEnd
    testBatchBegin = onTestBatchBegin
    testBatchEnd = onTestBatchEnd
    predictBegin = onPredictBegin
    predictEnd = onPredictEnd
    predictBatchBegin = onPredictBatchBegin
    predictBatchEnd = onPredictBatchEnd
  }

  public func wantsBatchEnd(step: Int, of steps: Int?) -> Bool {
    trainBatchEnd != nil || testBatchEnd != nil || predictBatchEnd != nil
  }

  public func onTrainBegin(in training: any TrainingContext) throws { try trainBegin?(training) }
  public func onTrainEnd(logs: inout Logs, in training: any TrainingContext) throws {
    try trainEnd?(&logs, training)
  }
  public func onEpochBegin(_ epoch: Int, in training: any TrainingContext) throws {
    try epochBegin?(epoch, training)
  }
  public func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation { try epochEnd?(epoch, &logs, training) ?? .continue }
  public func onTrainBatchBegin(_ step: Int, in training: any TrainingContext) throws {
    try trainBatchBegin?(step, training)
  }
  public func onTrainBatchEnd(
    _ step: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation { try trainBatchEnd?(step, &logs, training) ?? .continue }

  public func onTestBegin(in training: any TrainingContext) throws { try testBegin?(training) }
  public func onTestEnd(logs: inout Logs, in training: any TrainingContext) throws {
    try testEnd?(&logs, training)
  }
  public func onTestBatchBegin(_ step: Int, in training: any TrainingContext) throws {
    try testBatchBegin?(step, training)
  }
  public func onTestBatchEnd(
    _ step: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation { try testBatchEnd?(step, &logs, training) ?? .continue }

  public func onPredictBegin(in training: any TrainingContext) throws {
    try predictBegin?(training)
  }
  public func onPredictEnd(in training: any TrainingContext) throws { try predictEnd?(training) }
  public func onPredictBatchBegin(_ step: Int, in training: any TrainingContext) throws {
    try predictBatchBegin?(step, training)
  }
  public func onPredictBatchEnd(
    _ step: Int, outputs: [Tensor], in training: any TrainingContext
  ) throws -> Continuation { try predictBatchEnd?(step, outputs, training) ?? .continue }
}
