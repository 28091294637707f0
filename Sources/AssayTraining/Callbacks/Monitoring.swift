/// A callback that says beforehand which figures it adds to the logs of an epoch.
///
/// What is watched after callbacks that all do so can be checked before the first step.
package protocol KeyAnnouncing: Callback {
  /// The keys that it adds, often none.
  var addedKeys: [String] { get }
}

extension KeyAnnouncing {
  package var addedKeys: [String] { [] }
}

/// A callback that watches figures of the logs.
package protocol Monitoring: KeyAnnouncing {
  /// Throws if a figure is certain to be missing, before the first step is taken.
  ///
  /// - Parameters:
  ///   - keys: what the model and the callbacks before this one log.
  ///   - othersMayAdd: whether callbacks before this one may add more.
  func check(in training: any TrainingContext, keys: [String], othersMayAdd: Bool) throws
}
