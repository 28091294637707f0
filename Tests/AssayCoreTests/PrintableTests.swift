import AssayCore
import Testing

struct PrintableTests {
  @Test func ordinaryTextStaysAsItIs() {
    for text in ["", "dense_1", "größe → 3 ✓", "日本語", "👩‍👩‍👧"] {
      #expect(text.printable() == text)
      #expect(text.quotable() == text)
    }
  }

  @Test func whatMovesTheCursorBecomesAnEscape() {
    #expect("a\u{1B}[2J".printable() == #"a\u{1B}[2J"#)
    #expect("a\r\nb\0\u{7F}\u{9B}".printable() == #"a\r\nb\0\u{7F}\u{009B}"#)
    #expect("a\u{202E}b\u{2066}".printable() == #"a\u{202E}b\u{2066}"#)
    #expect("a\u{2028}b".printable() == #"a\u{2028}b"#)
  }

  @Test func linesMayStay() {
    #expect("a\nb\u{1B}".printable(keepingLines: true) == "a\nb\\u{1B}")
    #expect("a\r\nb".printable(keepingLines: true) == "a\\r\nb")
  }

  @Test func whatIsRepeatedEnds() {
    #expect("abcd".quotable(atMost: 4) == "abcd")
    #expect("abcde".quotable(atMost: 4) == "abc…")
    let long = String(repeating: "\u{301}", count: 1_000_000)
    #expect(long.quotable().unicodeScalars.count == 120)
  }
}
