/// Progress in a style and a place of its own.
///
///     try model.fit(train, callbacks: [ProgbarLogger(style: .json, output: file)])
///
/// Where callbacks have one or more of these, they tell of the progress, and what the run itself was
/// asked for with `progress:` does not count.
///
/// - Source: `keras.callbacks.ProgbarLogger`.
public final class ProgbarLogger: Callback, KeyAnnouncing {
  /// How progress is told.
  public let style: ProgressStyle
  /// Where it is written.
  public let output: any ProgressOutput

  /// Tells of the progress in `style` on `output`.
  public init(style: ProgressStyle = .automatic, output: any ProgressOutput = StandardError()) {
    self.style = style
    self.output = output
  }

  // The list of callbacks reports in its place, after all others.
  public func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { false }
}
