import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

/// The laws of every metric of the catalog that random rows can be made for.
struct CatalogLawTests {
  /// Arguments for those that cannot be made without.
  static let needed: [String: MetricArgument] = [
    "num_classes": 3, "target_class_ids": .list([0, 2]), "specificity": 0.5, "sensitivity": 0.5,
    "recall": 0.5, "precision": 0.5, "k": 2,
  ]

  /// Those of binary labels and a score each.
  static let binary = [
    "AUC", "AveragePrecision", "ExactAUC", "FalseNegatives", "FalsePositives", "Precision",
    "PrecisionAtRecall", "Recall", "RecallAtPrecision", "SensitivityAtSpecificity",
    "SpecificityAtSensitivity", "TrueNegatives", "TruePositives",
  ]

  /// The metric with the arguments it needs, and as few thresholds as asked where it has many.
  static func made(_ className: String, thresholds: Int? = nil) throws -> any CatalogMetric {
    let entry = try #require(MetricCatalog.entry(class: className))
    var arguments: [String: MetricArgument] = [:]
    for parameter in entry.parameters where parameter.defaultText == nil {
      let argument: MetricArgument = try #require(
        needed[parameter.name], "\(className): \(parameter.name)")
      arguments[parameter.name] = argument
    }
    if let thresholds, entry.parameters.contains(where: { $0.name == "num_thresholds" }) {
      arguments["num_thresholds"] = .integer(thresholds)
    }
    return try entry.make(arguments)
  }

  /// Random rows that suit the metric; a class without any is no part of the catalog yet.
  static func rows(
    _ className: String, _ rows: Int, using random: inout Philox
  ) throws -> LabelledRows {
    if basicClasses.contains(className) {
      return try samples(for: className, rows: rows, using: &random)
    }
    if binary.contains(className) {
      return LabelledRows(
        labels: Tensor((0..<rows).map { _ in Int.random(in: 0...1, using: &random) }),
        predictions: Tensor(
          (0..<rows).map { _ in Float(Int.random(in: 0...40, using: &random)) / 40 }))
    }
    return try #require(
      try meanSamples(for: className, rows: rows, using: &random)
        ?? classSamples(for: className, rows: rows, using: &random),
      "\(className) has no rows to try it on")
  }

  @Test(arguments: MetricCatalog.all.map(\.className))
  func itsArgumentsMakeItAgain(className: String) throws {
    try again(Self.made(className))
  }

  private func again<M: CatalogMetric>(_ metric: M) throws {
    let made = try M(arguments: MetricArguments(M.className, metric.arguments))
    #expect(made.empty == metric.empty, "\(M.className)")
    let known = Set(M.parameters.map(\.name))
    #expect(Set(metric.arguments.keys).subtracting(known) == [], "\(M.className)")
  }

  @Test(arguments: MetricCatalog.all.map(\.className), UInt64(0)..<4)
  func theLawsHold(className: String, seed: UInt64) throws {
    let metric = try Self.made(className)
    var random = Philox(seed: seed, stream: .test, node: 1)
    let count = seed == 0 ? 1 : Int.random(in: 2...(seed == 3 ? 600 : 50), using: &random)
    var data = try Self.rows(className, count, using: &random)
    // A count of nothing is 0, not undefined.
    let known = metric.empty.value == nil ? [] : ["nothing has no value"]
    #expect(try brokenLaws(of: metric, over: data, using: &random) == known, "\(className)")
    try expectOneAnswer(metric, data, using: &random)
    data.weights = fractionalWeights(count, using: &random)
    #expect(try brokenLaws(of: metric, over: data, using: &random) == known, "weighted")
    try expectOneAnswer(metric, data, using: &random)
  }

  /// Any number of parts, of rows in any order, merged in any tree.
  private func expectOneAnswer<M: CatalogMetric>(
    _ metric: M, _ data: LabelledRows, using random: inout Philox
  ) throws {
    func counted(_ part: LabelledRows) throws -> M {
      var metric = metric.empty
      try metric.update(
        labels: part.labels, predictions: part.predictions, weights: part.weights)
      return metric
    }
    let whole = try counted(data)
    var parts = Array(repeating: [Int](), count: Int.random(in: 2...9, using: &random))
    for row in (0..<data.count).shuffled(using: &random) {
      parts[Int.random(in: parts.indices, using: &random)].append(row)
    }
    var states = try parts.map { try counted(data[$0]) }
    while states.count > 1 {
      let taken = states.remove(at: Int.random(in: states.indices, using: &random))
      states[Int.random(in: states.indices, using: &random)].merge(taken)
    }
    #expect(states[0] == whole, "\(M.className)")
    #expect(states[0].value?.bitPattern == whole.value?.bitPattern, "\(M.className)")
    #expect("\(states[0].result)" == "\(whole.result)", "\(M.className)")
    #expect(states[0].interval() == whole.interval(), "\(M.className)")
    #expect(try JSON.encodeState(states[0]) == JSON.encodeState(whole), "\(M.className)")
  }
}
