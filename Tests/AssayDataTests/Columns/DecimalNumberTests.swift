import AssayCore
import AssayData
import Testing

@Suite struct DecimalNumberTests {
  /// Numbers of one to twenty digits, with a point and an exponent or without.
  private static func numbers(_ count: Int, using random: inout Philox) -> [String] {
    (0..<count).map { _ in
      var text = ["", "-", "+"].randomElement(using: &random)!
      let whole = Int.random(in: 1...10, using: &random)
      for _ in 0..<whole { text += String(Int.random(in: 0...9, using: &random)) }
      text += "."
      for _ in 0..<Int.random(in: 0...10, using: &random) {
        text += String(Int.random(in: 0...9, using: &random))
      }
      if Bool.random(using: &random) {
        text += "e" + String(Int.random(in: -330...290, using: &random))
      }
      return text
    }
  }

  @Test func everyNumberIsTheNearest() throws {
    var random = Philox(seed: 7, stream: .test)
    let hard = [
      "9007199254740992", "9007199254740993.0", "0.30000000000000004", "1.7976931348623157e308",
      "5e-324", "2.2250738585072011e-308", "9007199254740992.5", "1844674407370955161.5", "0e999",
      "9007199254740993e0", "18446744073709551615.", "0.000000000000000000000000000001", "-0",
      // Halfway between two, and a hair beyond.
      "4503599627370497.5", "4503599627370496.5", "450359962737049.75", "1.000000000000000111",
    ]
    let uniform = (0..<2_000).map { _ in String(Double.random(in: 0..<1, using: &random)) }
    let texts = hard + uniform + Self.numbers(2_000, using: &random)
    let folder = try TemporaryFolder()
    let path = try folder.write(Array(("p\n" + texts.joined(separator: "\n")).utf8), as: "a.csv")
    let values = try readRows(path + ":p", by: 10_000)
    for (text, value) in zip(texts, values) {
      #expect(value.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
    #expect(values.count == texts.count)
  }
}
