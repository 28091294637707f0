import AssayData

/// What `fit` validates on after each epoch.
public enum Validation: Sendable {
  /// Nothing.
  case none
  /// The last fraction of the training data, which is then not trained on; cut off before any shuffling.
  case split(Double)
  /// Data of its own.
  case data(Dataset)
  /// Batches from anywhere.
  case batches(BatchSequence)
}

/// After which epochs `fit` validates.
///
///     validationFrequency: 2         // the second, the fourth, …
///     validationFrequency: [1, 5]    // these, counted from 1
public struct ValidationFrequency: Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral
{
  private let every: Int
  private let epochs: Set<Int>?

  /// Every so many epochs.
  public init(every epochs: Int) {
    every = epochs
    self.epochs = nil
  }

  /// Epochs counted from 1.
  public init(epochs: Set<Int>) {
    every = 1
    self.epochs = epochs
  }

  public init(integerLiteral epochs: Int) { self.init(every: epochs) }
  public init(arrayLiteral epochs: Int...) { self.init(epochs: Set(epochs)) }

  func check() throws(TrainingError) {
    guard every >= 1, epochs?.allSatisfy({ $0 >= 1 }) ?? true else {
      throw .argument(
        "validationFrequency", found: epochs.map { "\($0.sorted())" } ?? "\(every)",
        wanted: "1 or more; epochs count from 1")
    }
  }

  /// Whether the epoch of an index, from 0, is validated.
  func includes(_ epoch: Int) -> Bool {
    epochs?.contains(epoch + 1) ?? ((epoch + 1) % every == 0)
  }
}
