import AssayCore
import AssayData
import Testing

@Suite struct NPZWriterTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func arraysGrowSideBySide() throws {
    let p = Tensor([[1, 2], [3, 4], [5, 6]] as [[Float]])
    let q = Tensor([7, 8, 9] as [Int64])
    let arrays = [NPZWriter.Array("p", sample: [2]), .init("q", sample: [], dtype: .int64)]
    try NPZWriter.write(arrays, to: folder.file("grown.npz")) { writer in
      try writer.append([p[rows: 0..<2], q[rows: 0..<2]])
      try writer.append([p[rows: 2..<3], q[rows: 2..<3]])
    }
    try NPZ.write([("p", p), ("q", q)], to: folder.file("whole.npz"))
    #expect(try folder.read("grown.npz") == folder.read("whole.npz"))
    #expect(try folder.names == ["grown.npz", "whole.npz"])
  }

  @Test func thereMayBeNoArrays() throws {
    try NPZWriter.write([], to: folder.file("e.npz")) { _ in }
    #expect(try NPZ.names(folder.file("e.npz")) == [])
  }

  /// Other programs make files of the names, and a name that leads out of a folder overwrites one.
  @Test(arguments: [
    "../../p", "/tmp/p", "", "a/./b", "a//b", "..\\p", "C:\\p", "a\0b", "a\u{1B}[2J",
  ])
  func namesStayInTheirFolder(name: String) throws {
    let path = folder.file("p.npz")
    let wanted =
      "\(path): found an array named '\(name.printable())'; "
      + "wanted a name that unpacks into a folder; rename it, for predictions the model's output"
    #expect(
      message { try NPZWriter.write([.init(name, sample: [1])], to: path) { _ in } } == wanted)
    #expect(message { try NPZ.write([(name, Tensor([1] as [Float]))], to: path) } == wanted)
    #expect(try folder.names.isEmpty)
  }

  @Test func whatFailsLeavesNothing() throws {
    let path = folder.file("p.npz")
    let arrays = [NPZWriter.Array("p", sample: [2]), .init("p", sample: [2])]
    #expect(
      message { try NPZWriter.write(arrays, to: path) { _ in } }
        == "\(path):p.npy: found two members of one name; wanted names that differ")
    let text = message {
      try NPZWriter.write([arrays[0]], to: path) { try $0.append([Tensor(zeros: [1])]) }
    }
    #expect(
      text == "\(path):p: found rows of float32 in [1]; wanted rows [2] of float32, as those before"
    )
    #expect(try folder.names.isEmpty)
    let missing = folder.file("none/p.npz")
    #expect(
      message { try NPZWriter.write([arrays[0]], to: missing) { _ in } }
        == "\(missing): writing failed: No such file or directory")
  }
}
