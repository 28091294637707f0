/// Counts steps and estimates how long one takes.
///
///     value = (time of the last step − time of the first) / (steps − 1)
///
/// The first step is not typical and is left out as soon as there is a second. Times are taken at the
/// ends of steps, so that validation and callbacks at an epoch's end do not count.
///
/// - Unit: seconds.
package struct StepMeter {
  package let start: Double
  package private(set) var done = 0
  package private(set) var last: Double
  private var first: Double?

  package init(start: Double) {
    self.start = start
    last = start
  }

  /// Notes that `done` steps have ended at `time`.
  package mutating func step(_ done: Int, at time: Double) {
    self.done = done
    last = time
    if done == 1 { first = time }
  }

  /// The time of a step after the first; 0 before any.
  package var secondsPerStep: Double {
    guard let first, done > 1 else { return secondsPerStepWithFirst }
    return (last - first) / Double(done - 1)
  }

  /// The time of a step, all of them counted; 0 before any.
  package var secondsPerStepWithFirst: Double { done > 0 ? (last - start) / Double(done) : 0 }
}
