import AssayCore
import AssayMetrics
import AssayTestSupport
import Foundation
import Testing

/// States of what is no metric of the catalog by itself: Keras's own figures, figures over samples; and
/// files that no scoring wrote.
struct StateKindTests {
  private func expectGoesOn(
    _ metric: any Metric, over: Over, _ data: LabelledRows, _ other: LabelledRows
  ) throws {
    func scored(_ data: LabelledRows) throws -> Scoring {
      var scoring = Scoring(
        metrics: [(key: "figure", metric: metric, because: ["why"])], over: over, interval: 0.9)
      try scoring.update(labels: data.labels, predictions: data.predictions)
      return scoring
    }
    var scoring = try scored(data)
    let bytes = try MetricState.encode(scoring)
    var read = try MetricState.decode(bytes, named: "x.assay")
    #expect(try MetricState.encode(read) == bytes)
    let rest = try scored(other)
    try read.merge(rest)
    try scoring.merge(rest)
    #expect(try MetricState.encode(read) == MetricState.encode(scoring))
    let (a, b) = (read.overall[0].metric, scoring.overall[0].metric)
    #expect(a.result.isIdentical(to: b.result))
    #expect(a.interval() == b.interval())
    #expect(a.notes == b.notes)
  }

  @Test(
    arguments: MetricCatalog.all.map(\.className).filter(KerasMetric.classNames.contains),
    [Over.pooled, .batch])
  func kerassOwnFigureIsReadAndGoesOn(className: String, over: Over) throws {
    let native = try CatalogLawTests.made(className, thresholds: 6)
    let metric = try KerasMetric(className: className, configuration: native.arguments)
    var random = Philox(seed: 8, stream: .test)
    let data = try CatalogLawTests.rows(className, 12, using: &random)
    let places = Array(0..<12)
    try expectGoesOn(metric, over: over, data[Array(places[..<7])], data[Array(places[7...])])
  }

  @Test(arguments: ["BinaryAccuracy", "Recall", "AUC", "MeanSquaredError", "ExactAUC"])
  func aFigureOverSamplesIsReadAndGoesOn(className: String) throws {
    var random = Philox(seed: 9, stream: .test)
    func steps(_ samples: Int) throws -> LabelledRows {
      let count = samples * 4
      return LabelledRows(
        labels: try Tensor(
          (0..<count).map { _ in Int.random(in: 0...1, using: &random) }, shape: [samples, 4, 1]),
        predictions: try Tensor(
          (0..<count).map { _ in Float.random(in: 0...1, using: &random) },
          shape: [samples, 4, 1]))
    }
    let metric = try CatalogLawTests.made(className, thresholds: 6)
    try expectGoesOn(metric, over: .sample, steps(5), steps(4))
  }

  private func message(_ payload: String) -> String {
    do {
      _ = try MetricState.decode(StateFile.bytes(of: Data(payload.utf8)), named: "x.assay")
      return "read"
    } catch { return "\(error)" }
  }

  @Test(arguments: [
    "", "x", "1", "null", "[]", "{}", #"{"metrics":[]}"#, "NaN", "{\"metrics\":[],", "\u{0}",
    #"{"grouped":false,"groups":[{}],"metrics":[],"over":"pooled","overall":{}}"#,
  ])
  func whatIsNoScoringIsRefused(payload: String) {
    #expect(message(payload).hasPrefix("x.assay: the state is damaged: "))
  }

  @Test(arguments: [100, 400, 100_000])
  func contentNestedDeeplyIsRefused(depth: Int) {
    let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    let found = message(
      #"{"grouped":false,"groups":[],"metrics":[{"because":[],"class_name":"AUC","config":{"thresholds":"#
        + nested
        + #"},"keras3":false,"key":"a"}],"over":"pooled","overall":{"samples":0,"states":[{}]}}"#)
    #expect(found.hasPrefix("x.assay: the state is damaged: "))
    #expect(found.utf8.count < 2000)
  }

  @Test(arguments: [
    ("IoU", #"{"num_classes":1e300,"target_class_ids":[0]}"#),
    ("MeanIoU", #"{"num_classes":4000000000}"#), ("AUC", #"{"num_thresholds":9e18}"#),
    ("PrecisionAtRecall", #"{"recall":0.5,"num_thresholds":16777215}"#),
  ])
  func argumentsThatAskForTooMuchAreRefused(className: String, config: String) {
    for isKeras in [true, false] {
      let found = message(
        #"{"grouped":false,"groups":[],"metrics":[{"because":[],"class_name":"\#(className)","#
          + #""config":\#(config),"keras3":\#(isKeras),"key":"a"}],"over":"pooled","#
          + #""overall":{"samples":0,"states":[{}]}}"#)
      #expect(found.contains("; wanted a whole number"), "\(found)")
    }
  }

  @Test func kerassVariablesOfNoBatchAreRefused() throws {
    let metric = try KerasMetric(className: "Recall")
    for state in [
      #"{"shape":[4,1,1],"sums":[]}"#, #"{"shape":[4,1,1],"sums":[{}]}"#,
      #"{"shape":[4,-1,-1],"sums":[{},{},{},{}]}"#, #"{"shape":[4,1],"sums":[{},{},{},{}]}"#,
      #"{"shape":[4,4611686018427387904,4],"sums":[]}"#,
      #"{"shape":[1,1,1,1,1,1,1,1,1,1],"sums":[{}]}"#,
    ] {
      #expect(throws: (any Error).self, "\(state)") { try JSON.restore(metric, from: state) }
    }
    #expect(throws: DecodingError.self) {
      try JSON.decode(
        MeanTensor.self,
        from:
          #"{"shape":[1,1,1,1,1,1,1,1,1],"isFixed":false,"means":[{"sum":{},"count":0,"otherWeights":{}}]}"#
      )
    }
  }
}
