/// What one figure is over, where a batch holds several values a sample.
///
/// A recall of outputs `[batch, 60, 1]` can be over all steps of all sequences at once, or be each
/// sequence's own recall, and then their mean. A choice of the one who asks, not of the shapes.
public enum Over: String, Sendable, Codable, CaseIterable {
  /// Every element of all the data, at once; Keras's built-in metrics.
  case pooled
  /// The metric of each sample alone, then the mean over the samples that have one.
  case sample
  /// The metric of each batch alone, then the mean over the batches, each counting once.
  case batch
}
