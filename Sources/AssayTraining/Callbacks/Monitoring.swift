/// A callback that watches figures of the logs.
package protocol Monitoring: KeyAnnouncing {
  /// Throws if a figure is certain to be missing, before the first step is taken.
  ///
  /// - Parameters:
  ///   - keys: what the model and the callbacks before this one log.
  ///   - othersMayAdd: whether callbacks before this one may add more.
  func check(in training: any TrainingContext, keys: [String], othersMayAdd: Bool) throws
}
