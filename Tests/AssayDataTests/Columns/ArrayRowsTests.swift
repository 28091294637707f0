import AssayCore
import AssayData
import Testing

@Suite struct ArrayRowsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func everyArrayOfNumPyIsTheSameInBlocks() throws {
    for golden in try NumPyGolden.content.get().files {
      let path = try folder.write(golden.bytes, as: golden.name)
      for (key, array) in golden.arrays where array.tensor.rank > 0 {
        let isNPZ = golden.name.hasSuffix(".npz")
        let source = try DataArgument(isNPZ ? "\(path):\(key)" : path).open()
        #expect(source.count == array.tensor.rowCount)
        #expect(source.dtype == array.tensor.dtype)
        #expect(source.shape == array.tensor.shape.withFirst(Shape.free))
        var rows = 0
        while let block = try source.next(2) {
          #expect(block == array.tensor[rows: rows..<rows + block.rowCount], "\(golden.name)")
          rows += block.rowCount
        }
        #expect(rows == array.tensor.rowCount)
      }
    }
  }

  @Test func aSingleNumberHasNoRows() throws {
    let path = folder.file("a.npy")
    try NPY.write(Tensor([Float(1)], shape: []), to: path)
    #expect(throws: DataError.noRowAxis(array: path)) { try readRows(path) }
  }

  @Test func theOnlyArrayNeedsNoName() throws {
    let path = folder.file("a.npz")
    try NPZ.write([("y", Tensor([1.0, 2, 3]))], to: path)
    #expect(try readRows(path) == [1, 2, 3])
    #expect(message { _ = try readRows(path + ":z") } == "\(path): there is no 'z'; it holds 'y'")
    try NPZ.write([("x", Tensor([1.0])), ("y", Tensor([1.0]))], to: path)
    #expect(
      message { _ = try readRows(path) }
        == "\(path): found 'x', 'y'; wanted one of them named, as in \(path):x")
  }

  @Test func numbersAreText() throws {
    let path = folder.file("a.npy")
    try NPY.write(Tensor([3, -1] as [Int64]), to: path)
    #expect(try readTexts(path) == ["3", "-1"])
    try NPY.write(Tensor([3, 0.1] as [Float]), to: path)
    #expect(try readTexts(path) == ["3", "0.1"])
    try NPY.write(Tensor([true, false]), to: path)
    #expect(try readTexts(path) == ["true", "false"])
    try NPY.write(Tensor([[1, 2]] as [[Float]]), to: path)
    #expect(
      message { _ = try readTexts(path) }
        == "\(path): found rows of shape [2]; wanted one number a row")
  }

  @Test func aFileCutShortIsRefusedAtOnce() throws {
    let path = folder.file("a.npy")
    try NPY.write(Tensor([1.0, 2, 3]), to: path)
    let bytes = try folder.read("a.npy")
    for count in 0..<bytes.count {
      let cut = try folder.write(Array(bytes.prefix(count)), as: "cut.npy")
      #expect(throws: DataError.self) { try DataArgument(cut).open() }
    }
  }
}
