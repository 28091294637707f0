extension ClassCounts {
  /// The arguments of every metric that leaves the form of labels and predictions to their shapes.
  static let parameters = [
    MetricParameter(
      "num_classes", default: "null",
      "how many classes there are; null is as many as scores, or as are seen"),
    MetricParameter("ignore_class", default: "null", "elements with this label do not count"),
    MetricParameter(
      "threshold", default: "null",
      "numbers greater than this are class 1; null is 0.5, of probabilities"),
  ]

  init(arguments: MetricArguments) throws {
    let classes = try arguments.integer("num_classes", in: 1...ClassTable.maximumClasses)
    let threshold = try arguments.number("threshold")
    if threshold != nil, let classes, classes != 2 {
      throw arguments.error("threshold", .number(threshold ?? 0), "none, or 2 for num_classes")
    }
    self.init(
      numClasses: classes, ignoreClass: try arguments.integer("ignore_class"),
      threshold: threshold)
  }

  var arguments: [String: MetricArgument] {
    [
      "num_classes": numClasses.map { .integer($0) } ?? .null,
      "ignore_class": ignoreClass.map { .integer($0) } ?? .null,
      "threshold": threshold.map { .number($0) } ?? .null,
    ]
  }
}
