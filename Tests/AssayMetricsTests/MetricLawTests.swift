import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

struct MetricLawTests {
  @Test(arguments: basicClasses, UInt64(0)..<15)
  func theAccuraciesAndErrorsObeyTheLaws(className: String, seed: UInt64) throws {
    let metric = try #require(MetricCatalog.entry(class: className)).make()
    var random = Philox(seed: seed, stream: .test)
    // Past 256 rows the kernels start a second block.
    let rows = seed == 0 ? 0 : Int.random(in: 1...(seed % 5 == 0 ? 700 : 60), using: &random)
    var data = try samples(for: className, rows: rows, using: &random)
    #expect(
      try brokenLaws(of: metric, over: data, using: &random) == [],
      "\(className), seed \(seed)")
    data.weights = fractionalWeights(rows, using: &random)
    #expect(
      try brokenLaws(of: metric, over: data, using: &random) == [],
      "\(className), weighted, seed \(seed)")
  }

  @Test func aStateOfAnotherConfigurationIsRefused() throws {
    let saved = try JSON.encode(BinaryAccuracy(threshold: 0.5))
    #expect(throws: MetricError.configuration(metric: "BinaryAccuracy")) {
      try JSON.restore(BinaryAccuracy(threshold: 0), from: saved)
    }
    #expect(
      MetricError.configuration(metric: "BinaryAccuracy").description
        == "BinaryAccuracy: the saved state is of a metric with another configuration; make it "
        + "with the same arguments as when it was saved")
  }

  @Test(arguments: [
    #"{"threshold":0.5,"tally":{"correct":3,"total":2,"weightedCorrect":{},"weightedTotal":{}}}"#,
    #"{"threshold":0.5,"tally":{"correct":-1,"total":2,"weightedCorrect":{},"weightedTotal":{}}}"#,
    #"{"threshold":0.5,"tally":{"correct":1,"total":9000000000000000000,"weightedCorrect":{},"weightedTotal":{}}}"#,
    #"{"threshold":0.5,"tally":{"correct":0,"total":0,"weightedCorrect":{},"weightedTotal":{"exponent":-18,"limbs":[1],"negative":true}}}"#,
    #"{"threshold":0.5,"tally":{"correct":0,"total":0,"weightedCorrect":{},"weightedTotal":{"exponent":-17,"limbs":[1]}}}"#,
    #"{"threshold":0.5,"tally":{"correct":0,"total":0,"weightedCorrect":{},"weightedTotal":{"exponent":-18,"limbs":[4294967296]}}}"#,
    #"{"threshold":0.5,"tally":{"correct":0,"total":0,"weightedCorrect":{},"weightedTotal":{"special":1}}}"#,
  ])
  func aDamagedStateIsRefused(state: String) {
    #expect(throws: DecodingError.self) { try JSON.decode(BinaryAccuracy.self, from: state) }
  }
}
