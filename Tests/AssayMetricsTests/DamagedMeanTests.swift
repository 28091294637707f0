import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

struct DamagedMeanTests {
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
