import AssayCore

extension Resolution {
  /// What is wrong with the chosen loss, the last activation and the shapes taken together.
  ///
  /// Each is one sentence that says what is wrong, what it does, and what to write instead. A model that
  /// is trained in spite of it runs, and learns less than it could, or nothing.
  ///
  ///     Resolution.contradictions(ResolutionFacts(
  ///       output: [Shape.free, 1], labels: [Shape.free], lastActivation: .softmax)).count  // 1
  ///
  /// - Source: the questions that users ask most about Keras.
  public static func contradictions(_ facts: ResolutionFacts) -> [String] {
    guard !facts.output.isEmpty, !facts.labels.isEmpty else { return [] }
    let oneUnit = softmaxOverOneUnit(facts)
    return oneUnit + (oneUnit.isEmpty ? scaleContradictions(facts) : [])
      + labelContradictions(facts)
  }

  /// Softmax over one unit has one answer.
  static func softmaxOverOneUnit(_ facts: ResolutionFacts) -> [String] {
    guard let activation = facts.lastActivation, activation.sharesOne || activation.isLogSoftmax,
      facts.output.count > 1, facts.output.lastSize == 1
    else { return [] }
    let constant = activation.isLogSoftmax ? "0" : "1"
    return [
      "\(activation) over one unit is always \(constant): the model predicts the same for every "
        + "sample, and accuracy is the share of one class; write sigmoid, or two units"
    ]
  }

  /// Sigmoid under a loss that wants the outputs of a row to share one.
  static func unsharedWarning(_ activation: LastActivation, loss: String) -> String {
    "\(loss) reads the outputs of a row as one distribution, but \(activation) gives each its own "
      + "probability: they are divided by their sum first; write softmax"
  }

  /// The scale of the outputs against the scale the loss reads.
  private static func scaleContradictions(_ facts: ResolutionFacts) -> [String] {
    guard let activation = facts.lastActivation else { return [] }
    if facts.lossReadsLogits {
      let loss = facts.kerasLoss.map { "\($0.rawValue)(fromLogits: true)" } ?? "the loss"
      return activation.givesProbabilities
        ? [squashedTwice(facts, activation, loss)] : logitRange(facts, activation, loss)
    }
    guard let loss = facts.kerasLoss else { return [] }
    switch loss.outputs {
    case .probabilities where !activation.givesProbabilities:
      return [notProbabilities(facts, activation, loss)]
    case .probabilities where activation.sharesOne && loss.labels == .elements:
      return [
        "\(loss.rawValue) asks yes or no of each output, but \(activation) makes the "
          + "\(facts.output.lastSize) outputs of a row share one; write \(categorical(facts)), or "
          + "sigmoid if several labels can hold at once"
      ]
    case .probabilities
    where activation.isOwnProbability && facts.output.lastSize > 1
      && (loss.labels == .rows || loss.labels == .indices):
      return [unsharedWarning(activation, loss: loss.rawValue)]
    case .scores where activation.givesProbabilities && loss != .ctc:
      return [
        "\(loss.rawValue) wants scores on both sides of 0, but \(activation) is never negative: the "
          + "loss of class 0 stays above its least; write linear or tanh"
      ]
    default: return []
    }
  }

  /// Probabilities read as logits: squashed a second time, with a floor under the loss.
  private static func squashedTwice(
    _ facts: ResolutionFacts, _ activation: LastActivation, _ loss: String
  ) -> String {
    let ceiling: Double
    let effect: String
    if facts.kerasLoss?.labels == .elements || facts.output.lastSize <= 1 {
      ceiling = 1 / (1 + .exp(-1))
      effect =
        "into 0.5...\(short(ceiling)), so the loss cannot fall below \(short(-Double.log(ceiling))) for "
        + "class 1 and \(short(-Double.log(0.5))) for class 0"
    } else {
      ceiling = .exp(1) / (.exp(1) + Double(facts.output.lastSize - 1))
      effect =
        "so no class gets more than \(short(ceiling)) and the loss cannot fall below "
        + "\(short(-Double.log(ceiling)))"
    }
    return "\(loss) reads logits, but \(activation) gives probabilities: they are squashed twice, "
      + "\(effect); write fromLogits: false, or a linear last layer"
  }

  /// Logits from an activation that cannot reach every logit.
  private static func logitRange(
    _ facts: ResolutionFacts, _ activation: LastActivation, _ loss: String
  ) -> [String] {
    switch activation.range {
    case .neverNegative:
      [
        "\(loss) reads logits, but \(activation) is never negative: "
          + (facts.output.lastSize == 1
            ? "no probability falls below 0.5, and class 0 is never predicted"
            : "a class cannot be ruled out, and outputs held at 0 learn nothing")
          + "; write a linear last layer"
      ]
    case .unit:
      [
        "\(loss) reads logits, but \(activation) stays within -1...1, where probabilities stay "
          + "undecided; write a linear last layer"
      ]
    case .any: []
    }
  }

  /// Anything but probabilities under a loss that reads probabilities.
  private static func notProbabilities(
    _ facts: ResolutionFacts, _ activation: LastActivation, _ loss: KerasLoss
  ) -> String {
    let ending = loss.labels == .elements || facts.output.lastSize == 1 ? "sigmoid" : "softmax"
    let given =
      activation == .linear
      ? "the last layer is linear and gives logits" : "\(activation) does not give any"
    let effect =
      switch loss.labels {
      case .elements: "outputs outside 0...1 are clipped, have no gradient and learn nothing"
      case .rows, .indices: "divided by their sum and clipped, such outputs give a wrong loss"
      case .either: "sums of such outputs are no shares of anything"
      }
    let remedy =
      loss.takesFromLogits && activation == .linear
      ? "\(loss.rawValue)(fromLogits: true), loss: .crossentropy, or \(ending) as the last activation"
      : "\(ending) as the last activation"
    return "\(loss.rawValue) reads probabilities, but \(given): \(effect); write \(remedy)"
  }

  /// The labels' shape against the labels the loss reads.
  private static func labelContradictions(_ facts: ResolutionFacts) -> [String] {
    guard let loss = facts.kerasLoss, let alignment = try? Alignment(.accuracy, facts) else {
      return []
    }
    let output = facts.output
    switch (alignment, loss.labels) {
    case (.elements, .rows) where output.lastSize == 1,
      (.elements, .indices) where output.lastSize == 1:
      return [
        "\(loss.rawValue) tells the columns of an output apart, but output \(output) has one; write "
          + "BinaryCrossentropy, or loss: .crossentropy"
      ]
    case (.indices, .rows), (.indices, .elements):
      return [
        "\(loss.rawValue) reads labels in the shape of output \(output), but labels "
          + "\(facts.labels) are class indices; write \(categorical(facts)), or loss: .crossentropy"
      ]
    case (.sameShape, .indices):
      return [
        "\(loss.rawValue) reads class indices, but labels have the output's shape \(output); write "
          + "CategoricalCrossentropy for one-hot rows, or loss: .crossentropy"
      ]
    default: return []
    }
  }

  private static func categorical(_ facts: ResolutionFacts) -> String {
    (try? Alignment(.accuracy, facts)) == .indices
      ? "SparseCategoricalCrossentropy" : "CategoricalCrossentropy"
  }

  /// Three digits after the point.
  private static func short(_ number: Double) -> String {
    "\((number * 1000).rounded() / 1000)"
  }
}

extension LastActivation {
  /// The outputs an activation can give, as far as logits are concerned.
  enum Range { case any, neverNegative, unit }

  var range: Range {
    switch description {
    case "relu", "relu6", "softplus", "exponential", "squareplus", "sparse_plus": .neverNegative
    case "tanh", "hard_tanh", "softsign": .unit
    default: .any
    }
  }
}
