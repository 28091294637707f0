import AssayTraining
import Foundation
import Testing

struct JSONTextTests {
  @Test func numbersAreAtFullPrecision() {
    #expect(JSONText.number(0.1) == "0.1")
    #expect(JSONText.number(1) == "1.0")
    #expect(JSONText.number(-.leastNonzeroMagnitude) == "-5e-324")
    #expect(JSONText.number(.nan) == "\"NaN\"")
    #expect(JSONText.number(.infinity) == "\"Infinity\"")
    #expect(JSONText.number(-.infinity) == "\"-Infinity\"")
  }

  @Test(arguments: ["", "loss", "a\"b\\c/d", "tab\tline\nreturn\r", "\u{0}\u{1B}\u{1F}", "精度 🎯"])
  func stringsAreReadBack(text: String) throws {
    let data = Data(("[" + JSONText.string(text) + "]").utf8)
    #expect(try JSONDecoder().decode([String].self, from: data) == [text])
  }

  @Test func objectsKeepTheirOrder() {
    #expect(
      JSONText.object([(key: "b", value: "1"), (key: "a", value: JSONText.array(["2", "3"]))])
        == #"{"b": 1, "a": [2, 3]}"#)
  }
}
