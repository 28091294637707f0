/// The one line of an epoch where nothing is redrawn, as Keras's `verbose=2`.
///
///     3/3 - 0s - 22ms/step - loss: 6.0000 - mae: 2.0000
package enum PlainLine {
  package static func text(
    done: Int, of steps: Int?, elapsed: Double, perStep: Double, logs: Logs
  ) -> String {
    var line = ProgressText.count(done, of: steps ?? done)
    line += " - " + ProgressText.elapsed(elapsed) + " - " + ProgressText.perStep(perStep)
    for (key, value) in logs {
      line += " - " + ProgressText.name(key) + ": " + ProgressText.plainFigure(value)
    }
    return line
  }
}
