/// Tells of a run's progress in the style asked for.
///
/// The end of a step costs one look at the clock; text is made when a bar is due or an epoch ends.
package final class ProgressReporter {
  private let style: ProgressStyle
  private let output: any ProgressOutput
  private let now: () -> Double

  // A validation inside a run of training is silent: the bar is the epoch's.
  private var isTraining = false
  private var isValidating = false
  private var meter = StepMeter(start: 0)
  private var bar = ProgressBar(steps: nil)
  private var barIsOpen = false
  private var epoch: (index: Int, count: Int)?
  private var steps: Int?
  // What the first epoch of unknown length came to.
  private var stepsOfLastEpoch: Int?

  /// - Parameter now: a clock in seconds; its zero does not matter.
  package init(
    style: ProgressStyle, output: any ProgressOutput,
    now: @escaping () -> Double = monotonicSeconds
  ) {
    let automatic: ProgressStyle = output.isTerminal ? .bar : .plain
    self.style = style == .automatic ? automatic : style
    self.output = output
    self.now = now
  }

  package func trainBegin() { isTraining = true }
  package func trainEnd() { isTraining = false }

  package func epochBegin(_ index: Int, of count: Int, steps: Int?) {
    guard style != .silent else { return }
    epoch = (index, count)
    begin(steps: steps ?? stepsOfLastEpoch)
    if style == .bar, count > 1 { output.write("Epoch \(index + 1)/\(count)\n") }
  }

  /// Notes that a step has ended, and says whether the bar is due.
  package func wantsBatchEnd(step: Int) -> Bool {
    guard style != .silent, !isValidating else { return false }
    meter.step(step + 1, at: now())
    return style == .bar && bar.isDue(at: meter.last)
  }

  /// Redraws the bar.
  package func batchEnd(logs: Logs) {
    guard style == .bar, !isValidating else { return }
    output.write(bar.redraw(meter, logs: logs, columns: columns))
    barIsOpen = true
  }

  package func epochEnd(logs: Logs, seconds: Double) {
    end(logs: logs, seconds: seconds)
    stepsOfLastEpoch = meter.done
    epoch = nil
  }

  /// An evaluation or a prediction begins.
  package func passBegin(steps: Int?) {
    guard style != .silent else { return }
    isValidating = isTraining
    if !isTraining { begin(steps: steps) }
  }

  package func passEnd(logs: Logs, seconds: Double) {
    if !isTraining { end(logs: logs, seconds: seconds) }
    isValidating = false
  }

  /// Ends the line of an unfinished bar.
  package func abandon() {
    if barIsOpen { output.write("\n") }
    barIsOpen = false
    isTraining = false
    isValidating = false
  }

  private var columns: Int? { output.isTerminal ? output.columns : nil }

  private func begin(steps: Int?) {
    self.steps = steps
    barIsOpen = false
    meter = StepMeter(start: now())
    bar = ProgressBar(steps: steps)
  }

  private func end(logs: Logs, seconds: Double) {
    switch style {
    case .bar:
      output.write(bar.finish(meter, at: now(), logs: logs))
      barIsOpen = false
    case .plain: output.write(plainLine(logs) + "\n")
    case .json: output.write(jsonLine(logs, seconds) + "\n")
    case .automatic, .silent: break
    }
  }

  private func plainLine(_ logs: Logs) -> String {
    let line = PlainLine.text(
      done: meter.done, of: steps, elapsed: now() - meter.start,
      perStep: meter.secondsPerStepWithFirst, logs: logs)
    guard let epoch, epoch.count > 1 else { return line }
    return "Epoch \(epoch.index + 1)/\(epoch.count) - \(line)"
  }

  private func jsonLine(_ logs: Logs, _ seconds: Double) -> String {
    var members: [(key: String, value: String)] = []
    if let epoch {
      members.append(("epoch", "\(epoch.index + 1)"))
      members.append(("epochs", "\(epoch.count)"))
    }
    members.append(("steps", "\(meter.done)"))
    members.append(("seconds", JSONText.number(seconds)))
    let figures = logs.map { (key: $0.key, value: JSONText.number($0.value)) }
    members.append(("logs", JSONText.object(figures)))
    return JSONText.object(members)
  }
}
