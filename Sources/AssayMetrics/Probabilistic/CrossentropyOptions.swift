/// The arguments that the crossentropies share.
struct CrossentropyOptions: Sendable, Codable, Equatable {
  var fromLogits = false
  var labelSmoothing = 0.0

  static let parameters = [
    MetricParameter("from_logits", default: "false", "predictions are logits"),
    MetricParameter(
      "label_smoothing", default: "0", "how far labels are moved to the middle, 0...1"),
  ]

  init(fromLogits: Bool = false, labelSmoothing: Double = 0) {
    precondition((0...1).contains(labelSmoothing), "label smoothing \(labelSmoothing)")
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
  }

  init(_ arguments: MetricArguments) throws {
    fromLogits = try arguments.bool("from_logits", default: false)
    labelSmoothing = try arguments.number("label_smoothing", default: 0, in: 0...1)
  }

  var arguments: [String: MetricArgument] {
    ["from_logits": .bool(fromLogits), "label_smoothing": .number(labelSmoothing)]
  }
}
