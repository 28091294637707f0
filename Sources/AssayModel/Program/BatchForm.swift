import AssayCore

/// What a batch brings besides the inputs: the shapes of its labels and of its weights.
///
/// Programs are made for one form; data of another form gets programs of its own.
package struct BatchForm: Hashable {
  /// One for each output, with its free batch axis; `nil` where none are given.
  package var labels: [Shape?]
  /// The weights for each output, with their free batch axis; `nil` where every sample counts alike.
  package var weights: [Shape?]

  package init(labels: [Shape?], weights: [Shape?]) {
    self.labels = labels
    self.weights = weights
  }
}

/// Where a program of a ``Trainer`` has what it needs and what it found.
package struct StepLayout {
  /// The place of each output's labels among the program's inputs.
  package internal(set) var labels: [Int?] = []
  /// The place of each output's weights among the program's inputs.
  package internal(set) var weights: [Int?] = []
  /// The place of each output's loss among the results; `nil` where it has none. The total is first.
  package internal(set) var losses: [Int?] = []
  /// The place of each output among the results.
  package internal(set) var outputs: [Int] = []
  /// The place of each output's mask among the results.
  package internal(set) var masks: [Int?] = []
  /// The places of what layers report.
  package internal(set) var reports: [Int] = []
}
