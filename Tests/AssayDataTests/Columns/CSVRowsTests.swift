import AssayCore
import AssayData
import Testing

@Suite struct CSVRowsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ text: String) throws -> String {
    try folder.write(Array(text.utf8), as: "a.csv")
  }

  @Test func oneColumnHasRankOneAndSeveralRankTwo() throws {
    let path = try file("y,p0,p1\n1,0.25,0.75\n0,1e-3,-2.5E1\ntrue,nan,-inf\n")
    let one = try DataArgument(path + ":y").open()
    #expect(one.shape == [Shape.free] && one.dtype == .float64 && one.count == nil)
    #expect(try one.next(2) == Tensor([1.0, 0.0]))
    #expect(try one.next(2) == Tensor([1.0]))
    #expect(try one.next(2) == nil)
    #expect(try one.next(2) == nil)
    let two = try DataArgument(path + ":p1,p0").open()
    #expect(two.shape == [Shape.free, 2])
    #expect(try two.next(2) == Tensor([[0.75, 0.25], [-25, 0.001]] as [[Double]]))
    let last = try #require(try two.next(9)).doubles
    #expect(last[0] == -.infinity && last[1].isNaN)
  }

  @Test func everyWayOfWritingIsRead() throws {
    for text in [
      "y\n1\n2", "y\r\n1\r\n2\r\n", "\u{feff}y\n1\n2\n\n\n", "\"y\"\n\"1\"\n\"2\"\n",
      " y \n 1\t\n2\n",
    ] {
      #expect(try readRows(file(text)) == [1, 2], "\(text.debugDescription)")
    }
    #expect(try readRows(file("y\n")) == [])
    #expect(try readRows(file("a,b\n1,2\n") + ":#2,#1") == [2, 1])
    #expect(try readRows(file("\"a,b\",c\n1,2\n") + ":a,b") == [1])
    #expect(try readRows(file("a,a\n1,2\n") + ":#2") == [2])
    #expect(try readRows(file("a,b\n\"x\ny,\",2\n,3\n") + ":b") == [2, 3])
  }

  @Test func textKeepsItsQuotesAndLines() throws {
    let path = try file("g,n\nß,1\n\"a \"\"b\"\", c\r\nd\",2\n,3\n")
    #expect(try readTexts(path + ":g") == ["ß", "a \"b\", c\r\nd", ""])
    #expect(try readTexts(path + ":n") == ["1", "2", "3"])
    #expect(
      message { _ = try readTexts(path + ":g,n") } == "\(path): found 2 columns; wanted one")
  }

  @Test(arguments: [
    ("", "", ": found an empty file; wanted a csv whose first line names the columns"),
    ("a,b\n1,2\n", ":c", ": there is no 'c'; it holds 'a', 'b'"),
    ("a,b\n1,2\n", ":#3", ": there is no '#3'; it holds 'a', 'b'"),
    ("a,b\n1,2\n", "", ": found 'a', 'b'; wanted one of them named, as in PATH:a"),
    ("a,a\n1,2\n", ":a", ": found 2 columns 'a'; wanted one; its number will do, as in #1"),
    ("a,b\n1,2\n3\n", ":a", ", line 3: found 1 cell; wanted 2, as the first line has names"),
    ("a,b\n1,2,3\n", ":a", ", line 2: found 3 cells; wanted 2, as the first line has names"),
    ("a,b\n1,\n", ":b", ", line 2, 'b': found an empty cell; wanted a number"),
    ("a\n1\nx\u{1b}y\n", ":a", ", line 3, 'a': found 'x\u{fffd}y'; wanted a number"),
    ("a\n1\n\n2\n", ":a", ", line 3: found an empty line; wanted 1 cell, or the end of the file"),
    ("a\n0x10\n", ":a", ", line 2, 'a': found '0x10'; wanted a number"),
    ("a\n1e999\n", ":a", ", line 2, 'a': found '1e999'; wanted a number that float64 can hold"),
    (
      "a\n9007199254740993\n", ":a",
      ", line 2, 'a': found '9007199254740993'; wanted a whole number of at most 9007199254740992 in size"
    ),
    ("a\n\"1\n2\n", ":a", ", line 2: found a quote that is not closed; wanted one before the end"),
    (
      "a\n\"1\"2\n", ":a",
      ", line 2: found text after a closing quote in cell 1; wanted a comma or the line's end; a quote in quotes is doubled"
    ),
    (
      "a\n5\"\n", ":a",
      ", line 2: found a quote inside cell 1, which has none in front; wanted the whole cell in quotes, and a quote in it doubled"
    ),
  ])
  func whatIsWrongIsNamedWithItsLine(text: String, member: String, error: String) throws {
    let path = try file(text)
    #expect(
      message { _ = try readRows(path + member) }
        == path + error.replacing("PATH", with: path))
  }

  @Test func linesAreCountedThroughQuotedOnes() throws {
    let path = try file("a,b\n\"x\n\n\",1\ny,z\n")
    #expect(
      message { _ = try readRows(path + ":b") }
        == "\(path), line 5, 'b': found 'z'; wanted a number")
  }

  @Test func rowsOverTheEdgesOfBlocksAreWhole() throws {
    // 9,000 rows of some 270 bytes are more than two of the reader's blocks.
    let numbers = (0..<9_000).map { Double($0) / 8 }
    let long = String(repeating: "ab\n", count: 85)
    let text = "g,p\n" + numbers.map { "\"\(long)\",\($0)\r\n" }.joined()
    #expect(try readRows(file(text) + ":p", by: 65_536) == numbers)
  }

  @Test func aMissingFileIsOne() {
    #expect(throws: DataError.missingFile("/nowhere/a.csv")) { try readRows("/nowhere/a.csv:x") }
  }
}
