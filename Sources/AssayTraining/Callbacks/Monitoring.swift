/// A callback that watches one figure of the logs, and adds none.
package protocol Monitoring: Callback {
  /// Throws if the figure is certain to be missing, before the first step is taken.
  ///
  /// - Parameters:
  ///   - othersMayAdd: whether callbacks before this one may add figures that the model has not.
  func check(in training: any TrainingContext, othersMayAdd: Bool) throws
}
