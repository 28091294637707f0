import AssayCore
import AssayData
import Testing

@Suite struct NPYWriterTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func rowsAreAppended() throws {
    let whole = Tensor([[1, 2], [3, 4], [5, 6]] as [[Float]])
    try NPY.write(whole, to: folder.file("whole.npy"))
    for rows in [nil, 3, 2] {
      try NPYWriter.write(to: folder.file("p.npy"), sample: [2], rows: rows) { writer in
        try writer.append(whole[rows: 0..<2])
        try writer.append(whole[rows: 2..<3])
        #expect(writer.rows == 3)
      }
      // Known or not, the number of rows makes no difference to a byte.
      #expect(try folder.read("p.npy") == folder.read("whole.npy"))
    }
  }

  @Test func thereMayBeNoRows() throws {
    try NPYWriter.write(to: folder.file("p.npy"), sample: [], dtype: .int64) { _ in }
    #expect(try NPY.read(folder.file("p.npy")) == Tensor([] as [Int64]))
  }

  @Test func whatFailsLeavesNothing() throws {
    let path = folder.file("p.npy")
    let text = message {
      try NPYWriter.write(to: path, sample: [2]) { writer in
        try writer.append(Tensor(zeros: [1, 2]))
        try writer.append(Tensor(zeros: [1, 3]))
      }
    }
    #expect(
      text
        == "\(path): found rows of float32 in [1, 3]; wanted rows [2] of float32, as those before")
    #expect(try folder.names.isEmpty)
  }

  @Test func aDeviceNeedsTheNumberOfRows() throws {
    try NPYWriter.write(to: "/dev/null", sample: [2], rows: 1) {
      try $0.append(Tensor(zeros: [1, 2]))
    }
    #expect(
      message {
        try NPYWriter.write(to: "/dev/null", sample: [2]) { try $0.append(Tensor(zeros: [1, 2])) }
      } == "/dev/null: found a pipe or device; wanted a file, whose front can be written last")
  }
}
