import AssayCore
import AssayTraining
import Testing

/// Configurations that are no JSON, or too much of it.
@Suite("Texts that are attacks")
struct HostileJSONTests {
  @Test("are refused, and the byte is named", arguments: texts)
  func refused(_ attack: Text) throws {
    var members = try HostileFile().members()
    members[1] = RawMember("config.json", attack.bytes)
    let mistake = try HostileFile.mistake(bytes: RawArchive.bytes(members))
    #expect(mistake == attack.mistake, "\(attack)")
  }

  struct Text: CustomStringConvertible, Sendable {
    let description: String
    let bytes: [UInt8]
    let mistake: String

    init(_ description: String, _ bytes: some Sequence<UInt8>, _ mistake: String) {
      self.description = description
      self.bytes = Array(bytes)
      self.mistake = mistake
    }
  }

  static let texts = [
    Text(
      "a million lists in each other", Array(repeating: 0x5b, count: 1_000_000),
      "FILE:config.json, byte 200: found lists or objects nested deeper than 200; wanted "
        + "at most that"),
    Text(
      "a million objects in each other",
      Array(repeatElement(Array(#"{"a":"#.utf8), count: 1_000_000).joined()),
      "FILE:config.json, byte 1000: found lists or objects nested deeper than 200; wanted "
        + "at most that"),
    Text(
      "bytes that are no UTF-8", Array(#"{"a": ""#.utf8) + [0xff, 0xfe, 0x22, 0x7d],
      "FILE:config.json, byte 6: found bytes that are no UTF-8; wanted a text in UTF-8"),
    Text(
      "a NUL in a name", Array("{\"a\0\": 1}".utf8),
      "FILE:config.json, byte 3: found a control character; wanted it escaped"),
    Text(
      "an escaped NUL as a class", #"{"class_name": "Sequential\u0000", "config": {}}"#.utf8,
      "FILE:config.json: found a model of class Sequential\0; wanted a Sequential or "
        + "Functional one: Assay runs no code from a file"),
    Text(
      "half of a pair", #"{"class_name": "\ud800"}"#.utf8,
      "FILE:config.json, byte 16: found half of a surrogate pair; wanted a character"),
    Text(
      "two members of one name", #"{"class_name": "a", "class_name": "b"}"#.utf8,
      "FILE:config.json, byte 20: found two members \"class_name\"; wanted names that differ"),
    Text(
      "two members of one name, escaped", #"{"class_name": "a", "class_n\u0061me": "b"}"#.utf8,
      "FILE:config.json, byte 20: found two members \"class_name\"; wanted names that differ"),
    Text(
      "a number of a million digits", Array(repeating: 0x39, count: 1_000_000),
      "FILE:config.json, byte 0: found '9999999999999999999999999999999999999999'; wanted "
        + "a value"),
    Text("1e999", "1e999".utf8, "FILE:config.json, byte 0: found '1e999'; wanted a value"),
    Text("nothing", "".utf8, "FILE:config.json, byte 0: found the end of the text; wanted a value"),
    Text(
      "a list", "[]".utf8,
      "FILE:config.json: found a list; wanted an object with a class_name and a config"),
    Text(
      "what goes on behind the end", "{} {}".utf8,
      "FILE:config.json, byte 3: found '{'; wanted the end"),
  ]
}
