import AssayCore

/// What a label is, by shapes, last activation, loss and the labels' own values.
struct Target {
  enum Kind {
    /// Yes or no for each output.
    case elements
    /// One class a row, as a row of its own: one-hot.
    case rows
    /// One class a row, as its index.
    case indices

    /// The accuracy of such labels.
    var accuracy: String {
      switch self {
      case .elements: "BinaryAccuracy"
      case .rows: "CategoricalAccuracy"
      case .indices: "SparseCategoricalAccuracy"
      }
    }

    /// The crossentropy of such labels.
    var crossentropy: String {
      switch self {
      case .elements: "BinaryCrossentropy"
      case .rows: "CategoricalCrossentropy"
      case .indices: "SparseCategoricalCrossentropy"
      }
    }
  }

  let kind: Kind
  var because: [String]
  var warnings: [String] = []

  init(_ question: Resolution.Question, _ facts: ResolutionFacts) throws(ResolutionError) {
    switch try Alignment(question, facts) {
    case .elements:
      self.init(.elements, "one label for each output: \(facts.labelText), output \(facts.output)")
      if facts.output.lastSize > 1, let activation = facts.lastActivation, activation.sharesOne {
        throw .undecided(
          question,
          found: "\(facts.labelText) are one for each output of \(facts.output), but "
            + "\(activation) makes the outputs of a row share one",
          choices: ["sigmoid as the last activation", "class indices or one-hot rows as labels"])
      }
    case .indices:
      try Target.checkIndices(question, facts)
      let why =
        facts.labels.count < facts.output.count
        ? "rank \(facts.labels.count) < output rank \(facts.output.count)"
        : "last axis 1, the output's \(facts.output.lastSize)"
      self.init(.indices, "\(facts.labelText) are class indices (\(why))")
    case .sameShape:
      self = try Target.sameShape(question, facts)
    }
  }

  private init(_ kind: Kind, _ because: String, warning: String? = nil) {
    self.kind = kind
    self.because = [because]
    warnings = warning.map { [$0] } ?? []
  }

  private static func checkIndices(
    _ question: Resolution.Question, _ facts: ResolutionFacts
  ) throws(ResolutionError) {
    guard let seen = facts.labelFacts, !seen.allIntegers else { return }
    throw .labelsDoNotFit(
      question,
      found: "\(facts.labelText) run over \(seen.span) and are not all whole numbers",
      wanted: "labels of this shape are class indices, 0...\(facts.output.lastSize - 1)")
  }

  /// Labels in the shape of the output: the strongest evidence decides, and what contradicts it throws.
  private static func sameShape(
    _ question: Resolution.Question, _ facts: ResolutionFacts
  ) throws(ResolutionError) -> Target {
    let shape = "labels have the output's shape \(facts.output)"
    let seen = facts.labelFacts
    if let seen, seen.allIntegers, !seen.isBinary, !seen.rowsSumToOne {
      let rows = Shape(facts.labels.dropLast())
      throw .labelsDoNotFit(
        question, found: "\(shape), but run over \(seen.span)",
        wanted: "one-hot rows hold 0 and 1; class indices have the shape \(rows)")
    }
    if let loss = facts.kerasLoss, loss.labels == .indices {
      throw .labelsDoNotFit(
        question, found: "\(shape), but \(loss.rawValue) reads class indices",
        wanted: "choose CategoricalCrossentropy for one-hot rows, BinaryCrossentropy for labels "
          + "of their own")
    }
    if let activation = facts.lastActivation, activation.sharesOne || activation.isLogSoftmax {
      return try rows(question, facts, "\(shape); \(activation) gives one class a row")
    }
    if let loss = facts.kerasLoss, loss.labels == .rows {
      return try rows(question, facts, "\(shape); \(loss.rawValue) reads one class a row")
    }
    if let loss = facts.kerasLoss, loss.labels == .elements {
      return Target(
        .elements, "\(shape); \(loss.rawValue) reads a label of its own for each output",
        warning: seen?.isOneHot == true ? oneHotWarning(facts) : nil)
    }
    if let activation = facts.lastActivation, activation.isOwnProbability {
      guard seen?.isOneHot != true else {
        throw .undecided(
          question,
          found: "every label row holds exactly one 1, as classes do that exclude each other, but "
            + "\(activation) gives each output a probability of its own",
          choices: choices(question, facts))
      }
      return Target(.elements, "\(shape); \(activation) gives each output a probability of its own")
    }
    if let seen {
      if seen.isOneHot { return Target(.rows, "\(shape); every row holds exactly one 1") }
      if let ones = seen.onesPerRow {
        return Target(
          .elements,
          "\(shape); rows hold \(ones.lowerBound) to \(ones.upperBound) ones: "
            + "labels of their own")
      }
      if seen.rowsSumToOne { return Target(.rows, "\(shape); every row sums to one") }
      throw .labelsDoNotFit(
        question,
        found: "\(shape), run over \(seen.span), and are neither 0 and 1 nor rows that sum to one",
        wanted: "\(question) is for classes; for numbers choose mse or mae")
    }
    if facts.lastActivation == .linear || facts.lastActivation == nil && facts.fromLogits == true {
      return Target(
        .rows,
        "\(shape); taken as one-hot rows, a class for each of the "
          + "\(facts.output.lastSize) logits",
        warning: "labels \(facts.labels) were not read beforehand: were they labels of their own "
          + "rather than one-hot rows, \(independent(question, threshold: 0)) would be right")
    }
    throw .undecided(
      question,
      found: "\(shape), which one-hot rows and independent labels both have, and neither loss, "
        + "last activation nor labels tell them apart",
      choices: choices(question, facts))
  }

  private static func rows(
    _ question: Resolution.Question, _ facts: ResolutionFacts, _ because: String
  ) throws(ResolutionError) -> Target {
    guard let ones = facts.labelFacts?.onesPerRow else { return Target(.rows, because) }
    guard ones.upperBound < 2 else {
      throw .undecided(
        question,
        found: "\(because), but rows of labels hold \(ones.lowerBound) to \(ones.upperBound) ones",
        choices: [
          "sigmoid and BinaryCrossentropy for labels of their own", "labels of one 1 a row",
        ])
    }
    let warning =
      ones.lowerBound == 0
      ? "some label rows hold no 1: argmax takes them for class 0; leave them out, or give them "
        + "weight 0" : nil
    return Target(.rows, because, warning: warning)
  }

  private static func oneHotWarning(_ facts: ResolutionFacts) -> String {
    let classes = facts.output.lastSize
    let share = Double(1000 * (classes - 1) / classes) / 1000
    return
      "every label row holds exactly one 1; if the \(classes) classes exclude each other, this "
      + "figure flatters (a model that never says yes scores \(share)): write softmax, "
      + "CategoricalCrossentropy and CategoricalAccuracy"
  }

  private static func choices(
    _ question: Resolution.Question, _ facts: ResolutionFacts
  ) -> [String] {
    switch question {
    case .accuracy:
      [
        "CategoricalAccuracy for one class a row",
        facts.lastActivation.map { $0.givesProbabilities } == true
          ? "BinaryAccuracy(threshold: 0.5) for labels of their own"
          : "BinaryAccuracy for labels of their own (threshold: 0.5 on probabilities, 0 on logits)",
      ]
    case .crossentropy:
      [
        "CategoricalCrossentropy for one class a row", "BinaryCrossentropy for labels of their own",
      ]
    }
  }

  private static func independent(_ question: Resolution.Question, threshold: Double) -> String {
    switch question {
    case .accuracy: "BinaryAccuracy(threshold: \(threshold))"
    case .crossentropy: "BinaryCrossentropy(fromLogits: true)"
    }
  }
}

extension LastActivation {
  /// Whether the outputs are logarithms of probabilities that share one: as good as any logits.
  var isLogSoftmax: Bool { self == .other("log_softmax") }
}
