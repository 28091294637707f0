import AssayCore
import AssayData
import Testing

@Suite struct JSONRowsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ text: String) throws -> String {
    try folder.write(Array(text.utf8), as: "a.jsonl")
  }

  @Test func aFieldIsANumberOrNestedLists() throws {
    let path = try file(
      """
      {"y": 1, "p": [[1, 2.5], [3, 4]], "other": {"y": [null, "}", {}]}}
      { "p" : [ [5,6] , [7,-8e0] ] , "\\u0079" : false }

      """)
    let y = try DataArgument(path + ":y").open()
    #expect(y.shape == [Shape.free])
    #expect(try y.next(5) == Tensor([1.0, 0.0]))
    #expect(try y.next(5) == nil)
    let p = try DataArgument(path + ":p").open()
    #expect(p.shape == [Shape.free, 2, 2])
    #expect(try p.next(1)?.doubles == [1, 2.5, 3, 4])
    #expect(try p.next(1)?.doubles == [5, 6, 7, -8])
    #expect(try p.next(1) == nil)
  }

  @Test func theOnlyFieldNeedsNoName() throws {
    #expect(try readRows(file("\u{feff}{\"p\": NaN}\r\n{\"p\": -Infinity}\r\n\n")).count == 2)
    #expect(try readRows(file("")) == [])
  }

  @Test func textIsDecoded() throws {
    let path = try file("{\"g\": \"a\\n\\u00df\\ud83d\\ude00\"}\n{\"g\": 3}\n{\"g\": true}\n")
    #expect(try readTexts(path + ":g") == ["a\nß😀", "3", "true"])
  }

  @Test(arguments: [
    (
      "{\"a\": 1}\n{\"b\": 1}\n", ":a",
      ", line 2, 'a': found no such field among b; wanted the field in every line"
    ),
    ("{\"a\": 1, \"b\": 2}\n", "", ": found 'a', 'b'; wanted one of them named, as in PATH:a"),
    ("{\"a\": null}\n", ":a", ", line 1, 'a': found 'null'; wanted a number"),
    ("{\"a\": \"x\"}\n", ":a", ", line 1, 'a': found 'x'; wanted a number"),
    (
      "{\"a\": [1, 2]}\n{\"a\": [1]}\n", ":a",
      ", line 2, 'a': found a list of 1; wanted 2, as in the lists before"
    ),
    (
      "{\"a\": [[1], [1, 2]]}\n", ":a",
      ", line 1, 'a': found a list of 2; wanted 1, as in the lists before"
    ),
    ("{\"a\": [1]}\n{\"a\": 1}\n", ":a", ", line 2, 'a': found a number; wanted a list"),
    (
      "{\"a\": 1}\n{\"a\": [1]}\n", ":a",
      ", line 2, 'a': found a list; wanted a number, as in the lines before"
    ),
    ("{\"a\": [1, [2]]}\n", ":a", ", line 1, 'a': found a list; wanted a number"),
    (
      "{\"a\": 1}\n\n{\"a\": 1}\n", ":a",
      ", line 2: found an empty line; wanted an object, {…}, or the end of the file"
    ),
    ("{\"a\": 1, \"a\": 2}\n", ":a", ", line 1, 'a': found the field twice; wanted it once"),
    ("[1]\n", ":a", ", line 1, 'a': found '[' at byte 1; wanted an object, {…}"),
    ("{\"a\": 1", ":a", ", line 1, 'a': found the end of the line; wanted ',' or '}'"),
    ("{\"a\": 1} x\n", ":a", ", line 1, 'a': found 'x' at byte 10; wanted the end of the line"),
    ("{\"a", ":a", ", line 1, 'a': found the end of the line; wanted a closing quote"),
    (
      "{\"a\": [[[[[[[[1]]]]]]]]}\n", ":a",
      ", line 1, 'a': found lists nested deeper than 7; wanted at most that"
    ),
  ])
  func whatIsWrongIsNamedWithItsLine(text: String, member: String, error: String) throws {
    let path = try file(text)
    #expect(
      message { _ = try readRows(path + member) } == path + error.replacing("PATH", with: path))
  }

  @Test func deepNestingElsewhereIsRefusedNotFollowed() throws {
    let path = try file(
      "{\"b\": " + String(repeating: "[", count: 100_000) + "\n")
    #expect(
      message { _ = try readRows(path + ":a") }
        == "\(path), line 1, 'a': found lists or objects nested deeper than 64; wanted at most that"
    )
  }
}
