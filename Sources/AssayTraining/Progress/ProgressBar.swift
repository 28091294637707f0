/// Keras 3's progress bar as text that redraws itself in place.
///
///     12/51 ━━━━━━━━━━━━━━━━━━━━ 3s 80ms/step - accuracy: 0.7414 - loss: 1.1190
///
/// The bold field after the bar is the time to come, at the end the time gone by. A line that would
/// not fit the terminal loses figures from its end, shown by `…`, then cells of the bar: a line that
/// wraps could not be redrawn. The finished line is not redrawn, and is always whole.
///
/// - Source: `keras.utils.Progbar`, byte for byte where the line fits.
package struct ProgressBar {
  /// The least time between two drawings in seconds.
  static let interval = 0.05
  private static let cells = 20

  private let steps: Int?
  private var drawn: Double?
  private var width = 0
  private var figures = Logs()

  package init(steps: Int?) { self.steps = steps }

  /// Whether enough time has gone by since the bar was last drawn.
  package func isDue(at time: Double) -> Bool {
    drawn.map { time - $0 >= ProgressBar.interval } ?? true
  }

  /// The bytes that replace the last drawing by one of the steps so far.
  package mutating func redraw(_ meter: StepMeter, logs: Logs, columns: Int?) -> String {
    figures.merge(logs)
    drawn = meter.last
    let time =
      if let steps, steps > 0 {
        ProgressText.remaining(meter.secondsPerStep * Double(steps - meter.done))
      } else {
        ProgressText.elapsed(meter.last - meter.start)
      }
    let line = line(meter, steps, time: time).fitted(to: columns)
    return replace(by: line)
  }

  /// The bytes that replace the last drawing by the finished line, and end it.
  package mutating func finish(_ meter: StepMeter, at time: Double, logs: Logs) -> String {
    figures.merge(logs)
    let elapsed = ProgressText.elapsed(time - meter.start)
    return replace(by: line(meter, steps ?? meter.done, time: elapsed)) + "\n"
  }

  private mutating func replace(by line: ProgressLine) -> String {
    let back = String(repeating: "\u{8}", count: width) + "\r"
    let rest = String(repeating: " ", count: max(0, width - line.columns))
    width = line.columns
    return back + line.text + rest
  }

  private func line(_ meter: StepMeter, _ steps: Int?, time: String) -> ProgressLine {
    var line = ProgressLine(
      count: ProgressText.count(meter.done, of: steps), time: time,
      perStep: ProgressText.perStep(meter.secondsPerStep))
    if let steps, steps > 0 {
      line.cells = ProgressBar.cells
      line.fraction = min(1, Double(meter.done) / Double(steps))
    }
    line.figures = figures.map { ProgressText.name($0.key) + ": " + ProgressText.figure($0.value) }
    return line
  }
}
