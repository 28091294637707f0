import AssayCore
import Testing

@Suite("JSON as Keras writes it")
struct JSONTests {
  @Test("keeps members in order, and whole numbers apart from others")
  func order() throws {
    let json = try JSON(
      reading: #"{"b": 1, "a": [1.0, -2e3, true, null, "x\n\u00e9\ud83d\ude00"]}"#.utf8)
    #expect(
      json
        == .object([
          .init("b", .integer(1)),
          .init("a", .array([.number(1), .number(-2000), .bool(true), .null, .string("x\né😀")])),
        ]))
    #expect(try JSON(reading: json.line(.words).utf8) == json)
  }

  @Test("reads and writes the words that Python has for what is not finite")
  func notFinite() throws {
    let json = try JSON(reading: "[Infinity, -Infinity]".utf8)
    #expect(json == .array([.number(.infinity), .number(-.infinity)]))
    #expect(json.line(.words) == "[Infinity, -Infinity]")
    #expect(json.line() == #"["Infinity", "-Infinity"]"#)
    guard case .number(let nan) = try JSON(reading: "NaN".utf8) else {
      Issue.record("NaN is no number")
      return
    }
    #expect(nan.isNaN)
  }

  @Test(
    "says what is wrong and where",
    arguments: [
      ("", "found the end of the text at byte 0; wanted a value"),
      ("[1,]", "found ']' at byte 3; wanted a value"),
      (#"{"a": 1, "a": 2}"#, #"found two members "a" at byte 9; wanted names that differ"#),
      ("[1] 2", "found '2' at byte 4; wanted the end"),
      (#"{"a" 1}"#, "found '1' at byte 5; wanted ':'"),
      ("01x", "found '01x' at byte 0; wanted a value"),
      ("1e999", "found '1e999' at byte 0; wanted a value"),
      ("\"a", "found the end of the text at byte 2; wanted a closing quote"),
      (#""\ud800""#, "found half of a surrogate pair at byte 1; wanted a character"),
      ("\"\u{1}\"", "found a control character at byte 1; wanted it escaped"),
    ])
  func mistakes(text: String, message: String) {
    #expect(throws: JSONError.self) { try JSON(reading: text.utf8) }
    do { _ = try JSON(reading: text.utf8) } catch { #expect(error.description == message) }
  }

  @Test("refuses what nests too deep, and bytes that are no UTF-8")
  func hostile() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONError.self) { try JSON(reading: deep.utf8) }
    #expect(throws: JSONError.self) { try JSON(reading: [0x22, 0xff, 0xfe, 0x22]) }
  }

  @Test("writes a float32 as the shortest decimal that is it")
  func floats() {
    #expect(JSON.float(0.1) == .number(0.1))
    #expect(JSON.float(1e-7).line() == "1e-07")
  }
}
