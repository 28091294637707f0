import AssayCore
import AssayData
import Foundation
import Testing

@Suite struct StandardInputTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What `-` reads when these bytes come in.
  private func rows(_ bytes: [UInt8], _ text: String = "-") throws -> [Double] {
    let file = FileHandle(forReadingAtPath: try folder.write(bytes, as: "input"))
    let source = try DataArgument(text).open(descriptor: #require(file).fileDescriptor)
    var values: [Double] = []
    while let block = try source.next(2) { values += block.doubles }
    return values
  }

  @Test func theFirstBytesTellTheFormat() throws {
    #expect(try rows(Array("p\n1\n2\n".utf8)) == [1, 2])
    #expect(try rows(Array("p,q\n1,3\n".utf8), "-:q") == [3])
    #expect(try rows(Array("{\"p\": [1, 2]}\n".utf8)) == [1, 2])
    #expect(try rows(Array("\u{feff} {\"p\": 1, \"q\": 2}\n".utf8), "-:q") == [2])
    try NPY.write(Tensor([1, 2, 3] as [Float]), to: folder.file("a.npy"))
    #expect(try rows(folder.read("a.npy")) == [1, 2, 3])
  }

  @Test func groupsComeInToo() throws {
    let file = FileHandle(forReadingAtPath: try folder.write(Array("g\nx\ny\n".utf8), as: "input"))
    let texts = try DataArgument("-").openText(descriptor: #require(file).fileDescriptor)
    #expect(try texts.next(9) == ["x", "y"])
    #expect(try texts.next(9) == nil)
  }

  @Test func aPipeIsReadToItsEnd() throws {
    let pipe = Pipe()
    let numbers = (0..<500).map(Double.init)
    try pipe.fileHandleForWriting.write(
      contentsOf: Data("p\n\(numbers.map { "\($0)\n" }.joined())".utf8))
    try pipe.fileHandleForWriting.close()
    let source = try DataArgument("-").open(descriptor: pipe.fileHandleForReading.fileDescriptor)
    #expect(try source.next(1_000)?.doubles == numbers)
    #expect(try source.next(1_000) == nil)
  }

  @Test func anArrayCutShortOrGoingOnIsRefused() throws {
    try NPY.write(Tensor([1.0, 2, 3]), to: folder.file("a.npy"))
    let bytes = try folder.read("a.npy")
    for count in 1..<bytes.count {
      #expect(throws: DataError.self) { try rows(Array(bytes.prefix(count))) }
    }
    #expect(
      message { _ = try rows(Array(bytes.dropLast(4))) }
        == "standard input: found 20 bytes of numbers; wanted 24 for shape [3] of float64")
    #expect(
      message { _ = try rows(bytes + [0]) }
        == "standard input: found more bytes than the header says; wanted one array and its end")
  }

  @Test func anArchiveHasToBeAFile() throws {
    try NPZ.write([("x", Tensor([1.0]))], to: folder.file("a.npz"))
    #expect(
      message { _ = try rows(folder.read("a.npz")) }
        == "standard input: found an npz archive, whose directory is at its end; wanted a file, or npy, csv or jsonl"
    )
  }
}
