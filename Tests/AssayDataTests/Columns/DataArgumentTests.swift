import AssayData
import Testing

@Suite struct DataArgumentTests {
  @Test(
    arguments: [
      ("a.npy", "a.npy", nil, DataArgument.Kind.npy), ("a.npz", "a.npz", nil, .npz),
      ("d/a.npz:x/in", "d/a.npz", "x/in", .npz), ("A.CSV:p0,p1", "A.CSV", "p0,p1", .csv),
      ("a:b.csv:time:ms", "a:b.csv", "time:ms", .csv), ("a.jsonl:p", "a.jsonl", "p", .jsonl),
      ("a.ndjson", "a.ndjson", nil, .jsonl), ("-", "-", nil, .standardInput),
      ("-:p", "-", "p", .standardInput), ("a.npy.csv:x.npy", "a.npy.csv", "x.npy", .csv),
    ] as [(String, String, String?, DataArgument.Kind)])
  func isAFileAndWhatOfIt(
    text: String, path: String, member: String?, kind: DataArgument.Kind
  ) throws {
    let argument = try DataArgument(text)
    #expect(argument.path == path)
    #expect(argument.member == member)
    #expect(argument.kind == kind)
    #expect(argument.description == text)
  }

  @Test(arguments: [
    (
      "a.txt",
      "a.txt: found a name without a known ending; wanted FILE.npy, FILE.npz:KEY, FILE.csv:COLUMN, FILE.jsonl:FIELD or -"
    ),
    (
      "a.csv:",
      "a.csv:: found no name after the colon; wanted FILE.npy, FILE.npz:KEY, FILE.csv:COLUMN, FILE.jsonl:FIELD or -"
    ),
    (
      "a.npy:x",
      "a.npy: found the name 'x' for an npy file, which holds one array; wanted a.npy"
    ),
  ])
  func whatIsNoneIsRefused(text: String, error: String) {
    #expect(message { _ = try DataArgument(text) } == error)
  }

  @Test(arguments: ["", ".csv", "-x", ":", "csv:p"])
  func whatNamesNoFileIsRefused(text: String) {
    #expect(throws: DataError.self) { try DataArgument(text) }
  }
}
