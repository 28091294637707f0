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
