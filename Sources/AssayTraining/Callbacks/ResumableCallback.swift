import AssayCore

/// A callback with a memory of its own, which a checkpoint keeps: the best value so far, a patience
/// that is running out.
///
/// A resumed run calls `onTrainBegin` first and ``restore(_:)`` after it, so that the memory is what it
/// was and not that of a run that begins.
public protocol ResumableCallback: Callback {
  /// What has to be remembered.
  func savedState() throws -> CallbackState

  /// Takes over what ``savedState()`` of a callback with the same arguments returned.
  ///
  /// - Throws: for a state that is not this callback's, and changes nothing.
  func restore(_ state: CallbackState) throws
}

/// The memory of a callback: text of its own making, such as JSON, and arrays.
public struct CallbackState: Sendable, Equatable {
  public var text: String
  public var arrays: [Tensor]

  public init(text: String, arrays: [Tensor] = []) {
    self.text = text
    self.arrays = arrays
  }
}
