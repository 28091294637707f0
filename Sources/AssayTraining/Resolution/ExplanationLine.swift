import AssayCore
import AssayMetrics
import AssayModel

/// How the samples of the data last seen were weighted, output by output.
struct Weighting: Equatable {
  /// The shape of the sample weights, with the free batch axis; `nil` where there are none.
  var samples: [Shape?] = []
  /// Whether classes have weights.
  var classes: [Bool] = []

  func words(_ output: Int) -> String? {
    let shape = output < samples.count ? samples[output] : nil
    let byClass = output < classes.count && classes[output]
    switch (shape, byClass) {
    case (nil, false): return nil
    case (nil, true): return "class weights"
    case (let shape?, false): return "sample weights \(shape)"
    case (let shape?, true): return "sample weights \(shape) times class weights"
    }
  }
}

/// What the other rules would have chosen.
struct Elsewhere {
  let text: String

  init?(
    _ word: Resolution.Question, _ facts: ResolutionFacts, _ decision: Decision,
    _ rule: ResolutionRule
  ) {
    var facts = facts
    // The rules are asked the question that was asked here, where the loss was still open.
    if word == .crossentropy, facts.kerasLoss(is: decision.className) {
      facts.loss = nil
      facts.fromLogits = nil
    }
    // What Assay would choose stands among the warnings where it is not the same.
    let rules = ResolutionRule.allCases.filter {
      $0 != rule && ($0 != .assay || decision.correction == nil)
    }
    let others = rules.map { other in
      let answer = Result { () throws(ResolutionError) in
        try Resolution.decide(word, facts, other)
      }
      return (
        name: other.kerasName, text: (try? answer.get()).map { "\($0)" } ?? "an error",
        isSame: (try? answer.get())?.sameAs(decision) == true
      )
    }
    if others.allSatisfy(\.isSame) {
      text = others.map(\.name).joined(separator: " and ") + " would choose the same"
    } else if Set(others.map(\.text)).count == 1 {
      text =
        others.map(\.name).joined(separator: " and ") + " would choose \(others[0].text)"
    } else {
      text = others.map {
        "\($0.name) would choose \($0.isSame ? "the same" : $0.text)"
      }.joined(separator: "; ")
    }
  }
}

extension ResolutionRule {
  /// Whose rule it is, for a sentence.
  fileprivate var kerasName: String {
    switch self {
    case .assay: "Assay"
    case .keras3: "Keras 3"
    case .tensorflow2_0: "TensorFlow 2.0"
    }
  }
}

extension ResolutionFacts {
  fileprivate func kerasLoss(is className: String) -> Bool {
    if case .keras(let loss) = loss { loss.rawValue == className } else { false }
  }
}

/// One line of an explanation before it is known how the data are weighted.
struct ExplanationLine {
  var key: String
  let asked: String?
  let became: String
  let because: [String]
  let elsewhere: Elsewhere?
  let warnings: [String]
  let output: Int
  let isLoss: Bool
  let isWeighted: Bool
  var over: String?

  init(
    key: String, asked: String?, became: String, because: [String], elsewhere: Elsewhere?,
    warnings: [String], output: Int, isLoss: Bool, isWeighted: Bool, over: String? = nil
  ) {
    self.key = key
    self.asked = asked
    self.became = became
    self.because = because
    self.elsewhere = elsewhere
    self.warnings = warnings
    self.output = output
    self.isLoss = isLoss
    self.isWeighted = isWeighted
    self.over = over
  }

  /// What a metric is, why, and what it is over.
  ///
  /// - Parameters:
  ///   - asked: the word in `compile`.
  init(
    _ metric: CompiledMetric, asked: String, _ decision: Decision?, _ shapes: String,
    _ elsewhere: Elsewhere?
  ) {
    let scope = metric.metric as? MetricOver
    let over =
      switch scope?.over {
      case .sample:
        "of each sample alone, then their mean, where Keras pools all elements"
      case .batch: "of each batch alone, then their mean, each counting once"
      case .pooled, nil: "averaged over \(metric.metric.unit)"
      }
    self.init(
      key: metric.key, asked: decision.map { _ in asked },
      became: decision.map { "\($0)" } ?? (scope?.metric ?? metric.metric).text,
      because: decision?.because ?? [shapes], elsewhere: elsewhere,
      warnings: decision?.warnings ?? [], output: metric.output, isLoss: false,
      isWeighted: metric.isWeighted,
      over: over + "; training values are taken while the weights move")
  }

  /// What becomes of padding.
  enum Masking { case none, counted, ignored }

  /// The line with what is known of weights and masks.
  ///
  /// - Parameters:
  ///   - reduction: that of a loss.
  func `public`(
    weighting: Weighting, factor: Double?, reduction: Loss.Reduction?, masking: Masking
  ) -> ModelExplanation.Line {
    var because = because
    if let over { because.append(over) }
    if let factor { because.append("counts \(factor) times in the total loss") }
    if let words = weighting.words(output) {
      because.append(
        isWeighted
          ? "weighted by the \(words), "
            + (reduction?.afterWeighting ?? "divided by the sum of the weights")
          : "not weighted, though there are \(words): put it under weightedMetrics, or compile with "
            + "weighsMetrics: true")
    }
    switch masking {
    case .none: break
    case .counted: because.append("padding is masked and does not count")
    case .ignored:
      because.append("padding counts too, since Keras 3 masks nothing but means of values")
    }
    if let elsewhere { because.append(elsewhere.text) }
    return ModelExplanation.Line(
      key: key, asked: asked, became: became, because: because, warnings: warnings)
  }
}

extension Loss.Reduction {
  /// What happens to weighted values.
  fileprivate var afterWeighting: String {
    switch self {
    case .sumOverBatchSize, .mean: "divided by the number of values, as Keras does"
    case .meanWithSampleWeight: "divided by the sum of the weights"
    case .sum: "added up"
    case .none: "one by one"
    }
  }
}

extension Metric {
  /// The class as Swift writes it, with the arguments that are not the default ones:
  /// `BinaryAccuracy(threshold: 0.0)`.
  fileprivate var text: String {
    let name = "\(type(of: self))"
    guard let metric = self as? any CatalogMetric else { return name }
    let plain = (try? type(of: metric).init(arguments: MetricArguments(name)))?.arguments ?? [:]
    let own = metric.arguments.filter { plain[$0.key] != $0.value }.sorted { $0.key < $1.key }
    guard !own.isEmpty else { return name }
    return name + "(" + own.map { "\($0.key.camelCased): \($0.value.text)" }.joined(separator: ", ")
      + ")"
  }
}

extension MetricArgument {
  fileprivate var text: String {
    switch self {
    case .null: "nil"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): "\"\(value)\""
    case .list(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
    case .object(let values):
      "["
        + values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }
        .joined(separator: ", ") + "]"
    }
  }
}

extension String {
  /// `top_k` as `topK`.
  fileprivate var camelCased: String {
    let words = split(separator: "_")
    return words.dropFirst().reduce(words.first.map(String.init) ?? "") { name, word in
      name + word.prefix(1).uppercased() + word.dropFirst()
    }
  }
}
