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

  @Test(arguments: ["a.txt", "a.csv:"])
  func whatIsNoneIsRefused(text: String) {
    #expect(
      message { _ = try DataArgument(text) }
        == "'\(text)': wanted FILE.npy, FILE.npz:KEY, FILE.csv:COLUMN, FILE.jsonl:FIELD or -")
  }

  @Test func anArrayAloneHasNoName() {
    #expect(
      message { _ = try DataArgument("a.npy:x") }
        == "'a.npy:x': wanted a.npy: an npy file is one array")
  }

  @Test(arguments: ["", ".csv", "-x", ":", "csv:p"])
  func whatNamesNoFileIsRefused(text: String) {
    #expect(throws: DataError.self) { try DataArgument(text) }
  }
}
