import AssayCore

/// The callbacks of one run: the user's in their order, then the history, then the progress.
///
/// `fit` calls it at every moment, `evaluate` and `predict` at theirs. After each step it asks
/// ``wantsBatchEnd(step:of:)``, and only where that is true computes the logs and ends the batch:
///
///     try list.trainBatchBegin(step)
///     …
///     if list.wantsBatchEnd(step: step, of: steps) {
///       if case .stop = try list.trainBatchEnd(step, logs: metrics.logs) { break }
///     }
///
/// Logs are put in alphabetical order before anybody sees them, as Keras 3 does.
package final class CallbackList {
  /// What the epochs ended so far have logged.
  package private(set) var history: History
  /// Why the run has to end; `nil` while nobody wants it to.
  package var stopReason: String? { history.stopReason }

  /// Whether a step of the user's own may log figures that the model has not.
  package var stepMayAdd = false

  private let callbacks: [any Callback]
  private let context: any TrainingContext
  private let reporters: [ProgressReporter]
  // Who wanted the end of the batch at hand; they alone are told of it.
  private var wanting: [Bool]
  private var reportersWant: [Bool]

  package init(
    _ callbacks: [any Callback], context: any TrainingContext, progress: ProgressStyle,
    output: any ProgressOutput = StandardError(), history: History = History()
  ) {
    self.callbacks = callbacks
    self.context = context
    let loggers = callbacks.compactMap { $0 as? ProgbarLogger }
    reporters =
      loggers.isEmpty
      ? [ProgressReporter(style: progress, output: output)]
      : loggers.map { ProgressReporter(style: $0.style, output: $0.output) }
    reportersWant = Array(repeating: false, count: reporters.count)
    self.history = history
    self.history.stopReason = nil
    wanting = Array(repeating: false, count: callbacks.count)
  }

  /// Goes on with the history of a run that is resumed, whose times nobody knows any more.
  package func resume(_ history: History) {
    self.history = history
    self.history.seconds = Array(repeating: .nan, count: history.epochs.count)
  }

  /// Goes on inside an epoch that has begun before: only the progress hears of it.
  package func epochResume(_ epoch: Int) {
    for reporter in reporters {
      reporter.epochBegin(epoch, of: context.epochs, steps: context.stepsPerEpoch)
    }
  }

  /// Whether somebody wants to hear of the end of this step.
  package func wantsBatchEnd(step: Int, of steps: Int?) -> Bool {
    var anybody = false
    for index in reporters.indices {
      reportersWant[index] = reporters[index].wantsBatchEnd(step: step)
      anybody = anybody || reportersWant[index]
    }
    for index in callbacks.indices {
      wanting[index] = callbacks[index].wantsBatchEnd(step: step, of: steps)
      anybody = anybody || wanting[index]
    }
    return anybody
  }

  /// Leaves an unfinished bar behind on a line of its own; for a run that ends by an error.
  package func abandon() { for reporter in reporters { reporter.abandon() } }

  private func report(batch logs: Logs) {
    for (reporter, wants) in zip(reporters, reportersWant) where wants {
      reporter.batchEnd(logs: logs)
    }
  }

  /// Calls `hook` for every callback in order, all of them even if one stops the run; the first
  /// reason counts.
  private func ask(
    onlyWanting: Bool = false, _ hook: (any Callback) throws -> Continuation
  ) rethrows -> Continuation {
    var answer = Continuation.continue
    for (index, callback) in callbacks.enumerated() where !onlyWanting || wanting[index] {
      let own = try hook(callback)
      if answer == .continue { answer = own }
    }
    return answer
  }
}

// Training.
extension CallbackList {
  package func trainBegin() throws {
    for reporter in reporters { reporter.trainBegin() }
    try checkMonitors()
    for callback in callbacks { try callback.onTrainBegin(in: context) }
  }

  package func trainEnd(logs: Logs) throws {
    var logs = logs.sorted()
    for callback in callbacks { try callback.onTrainEnd(logs: &logs, in: context) }
    for reporter in reporters { reporter.trainEnd() }
  }

  package func epochBegin(_ epoch: Int) throws {
    for callback in callbacks { try callback.onEpochBegin(epoch, in: context) }
    for reporter in reporters {
      reporter.epochBegin(epoch, of: context.epochs, steps: context.stepsPerEpoch)
    }
  }

  /// Ends an epoch.
  ///
  /// - Parameters:
  ///   - logs: the epoch's figures, with those of the validation as `val_…`.
  ///   - seconds: the time of its training steps.
  package func epochEnd(_ epoch: Int, logs: Logs, seconds: Double) throws -> Continuation {
    var logs = logs.sorted()
    let answer = try ask { try $0.onEpochEnd(epoch, logs: &logs, in: context) }
    history.append(epoch: epoch, logs: logs, seconds: seconds)
    for reporter in reporters { reporter.epochEnd(logs: logs, seconds: seconds) }
    return remember(answer)
  }

  package func trainBatchBegin(_ step: Int) throws {
    for callback in callbacks { try callback.onTrainBatchBegin(step, in: context) }
  }

  package func trainBatchEnd(_ step: Int, logs: Logs) throws -> Continuation {
    var logs = logs.sorted()
    let answer = try ask(onlyWanting: true) {
      try $0.onTrainBatchEnd(step, logs: &logs, in: context)
    }
    report(batch: logs)
    return remember(answer)
  }

  /// A stop inside an epoch is remembered, so that the epoch's end ends the run.
  private func remember(_ answer: Continuation) -> Continuation {
    if case .stop(let reason) = answer, history.stopReason == nil { history.stopReason = reason }
    return history.stopReason.map { .stop(reason: $0) } ?? .continue
  }

  private func checkMonitors() throws {
    var keys = context.monitorableKeys
    var othersMayAdd = stepMayAdd
    for callback in callbacks {
      if let monitoring = callback as? any Monitoring {
        try monitoring.check(in: context, keys: keys, othersMayAdd: othersMayAdd)
      }
      if let announcing = callback as? any KeyAnnouncing {
        keys += announcing.addedKeys.filter { !keys.contains($0) }
      } else {
        othersMayAdd = true
      }
    }
  }
}

// Evaluation, of its own or as an epoch's validation, and prediction.
extension CallbackList {
  package func testBegin() throws {
    for callback in callbacks { try callback.onTestBegin(in: context) }
    for reporter in reporters { reporter.passBegin(steps: context.stepsPerEpoch) }
  }

  package func testEnd(logs: Logs, seconds: Double) throws {
    var logs = logs.sorted()
    for callback in callbacks { try callback.onTestEnd(logs: &logs, in: context) }
    for reporter in reporters { reporter.passEnd(logs: logs, seconds: seconds) }
  }

  package func testBatchBegin(_ step: Int) throws {
    for callback in callbacks { try callback.onTestBatchBegin(step, in: context) }
  }

  package func testBatchEnd(_ step: Int, logs: Logs) throws -> Continuation {
    var logs = logs.sorted()
    let answer = try ask(onlyWanting: true) {
      try $0.onTestBatchEnd(step, logs: &logs, in: context)
    }
    report(batch: logs)
    return answer
  }

  package func predictBegin() throws {
    for callback in callbacks { try callback.onPredictBegin(in: context) }
    for reporter in reporters { reporter.passBegin(steps: context.stepsPerEpoch) }
  }

  package func predictEnd(seconds: Double) throws {
    for callback in callbacks { try callback.onPredictEnd(in: context) }
    for reporter in reporters { reporter.passEnd(logs: Logs(), seconds: seconds) }
  }

  package func predictBatchBegin(_ step: Int) throws {
    for callback in callbacks { try callback.onPredictBatchBegin(step, in: context) }
  }

  package func predictBatchEnd(_ step: Int, outputs: [Tensor]) throws -> Continuation {
    let answer = try ask(onlyWanting: true) {
      try $0.onPredictBatchEnd(step, outputs: outputs, in: context)
    }
    report(batch: Logs())
    return answer
  }
}
