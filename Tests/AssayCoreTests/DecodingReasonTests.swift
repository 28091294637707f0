import AssayCore
import Foundation
import Testing

struct DecodingReasonTests {
  private struct Record: Decodable {
    enum Kind: String, Decodable { case one, two }
    struct Part: Decodable { var number: Int }
    var kind: Kind
    var parts: [Part]
    var name: String
  }

  @Test(arguments: [
    (#"{"kind": "three", "parts": [], "name": ""}"#, "'kind' is none of the words it can be"),
    (#"{"kind": "one", "parts": [{"number": "x"}]}"#, "'parts.0.number' is not a whole number"),
    (#"{"kind": "one", "parts": [{}]}"#, "there is no 'parts.0.number'"),
    (#"{"kind": "one", "parts": {}}"#, "'parts' is not a list"),
    (#"{"kind": "one", "parts": [], "name": 1}"#, "'name' is not a text"),
    (#"{"kind": "one", "parts": [], "name": null}"#, "'name' is not a text"),
    (#"[]"#, "'' is not an object"),
  ])
  func saysWhereAndWhatWasWanted(text: String, wanted: String) {
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Record.self, from: Data(text.utf8))
    }
    #expect(error?.reason == wanted)
  }
}
