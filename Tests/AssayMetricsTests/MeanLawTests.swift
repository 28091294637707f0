import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

struct MeanLawTests {
  @Test(arguments: meanClasses, UInt64(0)..<12)
  func theMeansAndCorrelationsObeyTheLaws(className: String, seed: UInt64) throws {
    let metric = try #require(MetricCatalog.entry(class: className)).make()
    var random = Philox(seed: seed, stream: .test)
    let rows = seed == 0 ? 0 : Int.random(in: 1...(seed % 5 == 0 ? 300 : 40), using: &random)
    var data = try #require(try meanSamples(for: className, rows: rows, using: &random))
    #expect(
      try brokenLaws(of: metric, over: data, using: &random) == [],
      "\(className), seed \(seed)")
    data.weights = fractionalWeights(rows, using: &random)
    #expect(
      try brokenLaws(of: metric, over: data, using: &random) == [],
      "\(className), weighted, seed \(seed)")
  }

  @Test(arguments: [
    #"{"mean":{"sum":{},"count":0,"otherWeights":{}},"sumSquares":{},"sumProducts":{},"weightSquares":{},"samples":-1}"#,
    #"{"mean":{"sum":{},"count":0,"otherWeights":{}},"sumSquares":{},"sumProducts":{},"weightSquares":{},"samples":4}"#,
    #"{"mean":{"sum":{},"count":0,"otherWeights":{}},"sumSquares":{},"sumProducts":{},"weightSquares":{},"samples":9000000000000000000}"#,
  ])
  func aDamagedMeanIsRefused(state: String) {
    #expect(throws: DecodingError.self) { try JSON.decode(SampleMean.self, from: state) }
  }

  @Test func aDamagedMedianIsRefused() {
    for state in [#"{"errors":{"values":[-1]}}"#, #"{"errors":{"values":[1],"weights":[1,2]}}"#] {
      #expect(throws: DecodingError.self) { try JSON.decode(MedianAbsoluteError.self, from: state) }
    }
    #expect(throws: DecodingError.self) {
      try JSON.decode(MaxError.self, from: #"{"value":-1}"#)
    }
  }
}
