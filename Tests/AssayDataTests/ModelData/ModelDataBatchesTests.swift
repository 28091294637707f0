import AssayCore
import AssayData
import Foundation
import Testing

@Suite struct ModelDataBatchesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Rows that tell their number, and labels of the same.
  private func data(_ count: Int, as name: String = "d.npz") throws -> ModelData {
    let x = Tensor((0..<count).map { [Float($0), Float($0) + 0.5] })
    let y = Tensor((0..<count).map { Int64($0) })
    try NPZ.write([("x", x), ("y", y)], to: folder.file(name))
    return try ModelData(ModelFiles(folder.file(name)), for: .one([2]))
  }

  /// The labels of a pass, batch by batch; every row of inputs has to be its label's.
  private func labels(_ pass: ModelDataBatches) throws -> [[Int]] {
    var all: [[Int]] = []
    while let batch = try pass.next() {
      let labels = batch.labels[0].doubles.map { Int($0) }
      #expect(batch.inputs[0].doubles == labels.flatMap { [Double($0), Double($0) + 0.5] })
      all.append(labels)
    }
    return all
  }

  @Test func batchesComeInOrder() throws {
    let pass = try data(7).batches(of: 3)
    #expect(try labels(pass) == [[0, 1, 2], [3, 4, 5], [6]])
    #expect(try pass.next() == nil)
  }

  @Test func aShuffledPassHasEveryRowOnceInTheOrderOfItsEpoch() throws {
    let data = try data(100)
    let first = try labels(data.batches(of: 32, shuffledBy: 7, epoch: 0))
    #expect(first.map(\.count) == [32, 32, 32, 4])
    #expect(first.flatMap { $0 }.sorted() == Array(0..<100))
    #expect(first.flatMap { $0 } != Array(0..<100))
    #expect(try labels(data.batches(of: 32, shuffledBy: 7, epoch: 0)) == first)
    #expect(try labels(data.batches(of: 32, shuffledBy: 7, epoch: 1)) != first)
    // The same order as that of a dataset in memory.
    let order = RowOrder(count: 100)
    order.shuffle(seed: 7, epoch: 0)
    #expect(order.withRows(0..<32) { $0.map(Int.init) } == first[0])
  }

  @Test func textIsShuffledInABuffer() throws {
    let lines = (0..<50).map { "\($0),\(Double($0) + 0.5),\($0)\n" }.joined()
    let path = try folder.write(Array("a,b,y\n\(lines)".utf8), as: "d.csv")
    let data = try ModelData(ModelFiles(path, labelColumns: ["y"]), for: .one([2]))
    let first = try labels(data.batches(of: 8, shuffledBy: 1))
    #expect(first.map(\.count) == [8, 8, 8, 8, 8, 8, 2])
    #expect(first.flatMap { $0 }.sorted() == Array(0..<50))
    #expect(first.flatMap { $0 } != Array(0..<50))
    #expect(try labels(data.batches(of: 8, shuffledBy: 1)) == first)
    #expect(try labels(data.batches(of: 8, shuffledBy: 1, epoch: 1)) != first)
    #expect(try labels(data.batches(of: 20)).map(\.count) == [20, 20, 10])
  }

  @Test func anArrayThatEndsEarlyIsNamed() throws {
    let path = try folder.write(Array("a,b\n1,2\n3,4\n5,6\n".utf8), as: "x.csv")
    let labels = try folder.write(Array("y\n1\n2\n".utf8), as: "y.csv")
    let data = try ModelData(ModelFiles(path, labels: [labels]), for: .one([2]))
    let pass = try data.batches(of: 2)
    _ = try pass.next()
    #expect(
      message { _ = try pass.next() }
        == "\(labels) ends after 2 rows, but \(path) goes on; every array needs one row a sample")
    #expect(
      message { _ = try data.dataset() }
        == "\(path) has 3 rows, but \(labels) has 2; every array needs one row a sample")
  }

  @Test func aFileThatShrinksIsAnError() throws {
    let path = folder.file("x.npy")
    try NPY.write(Tensor(zeros: [1000, 64]), to: path)
    let data = try ModelData(ModelFiles(path), for: .one([64], outputs: []))
    let shuffled = try data.batches(of: 10, shuffledBy: 0)
    let ordered = try data.batches(of: 10)
    _ = try shuffled.next()
    _ = try ordered.next()
    try #require(truncate(path, 10_000) == 0)
    #expect(throws: DataError.self) { while try shuffled.next() != nil {} }
    #expect(throws: DataError.self) { while try ordered.next() != nil {} }
    #expect(throws: DataError.self) { try data.batches(of: 10) }
    try NPY.write(Tensor(zeros: [999, 64]), to: path)
    let wanted =
      "\(path): found another length or shape than before; wanted a file that stays as it is while "
      + "it is read"
    #expect(message { _ = try data.batches(of: 10) } == wanted)
    #expect(message { _ = try data.batches(of: 10, shuffledBy: 0) } == wanted)
    #expect(message { _ = try data.dataset() } == wanted)
  }

  @Test func whatIsLargerThanMemoryIsReadAsItIsNeeded() throws {
    // Of 64 GB all but the header is a hole.
    let path = folder.file("x.npy")
    try NPYWriter.write(to: path, sample: [1 << 20], rows: nil) { _ in }
    var bytes = try folder.read("x.npy")
    let text = String(decoding: bytes[10...], as: UTF8.self)
      .replacingOccurrences(of: "(0, ", with: "(16384, ").replacingOccurrences(
        of: "}    ", with: "}")
    bytes.replaceSubrange(10..., with: text.utf8)
    _ = try folder.write(bytes, as: "x.npy")
    try #require(truncate(path, off_t(bytes.count + 1 << 36)) == 0)
    let data = try ModelData(ModelFiles(path), for: .one([1 << 20], outputs: []))
    #expect(data.count == 16_384)
    #expect(!data.fitsInMemory)
    #expect(try data.batches(of: 2).next()?.count == 2)
    let pass = try data.batches(of: 2, shuffledBy: 1)
    for _ in 0..<3 { #expect(try pass.next()?.inputs[0].shape == [2, 1 << 20]) }
    let (_, validation) = try data.split(validation: 0.5)
    #expect(try validation.batches(of: 1).next()?.count == 1)
  }

  @Test func deflatedArraysAreReadInOrder() throws {
    let golden = try #require(
      try NumPyGolden.content.get().files.first { $0.name == "deflated.npz" })
    let path = try folder.write(golden.bytes, as: "d.npz")
    let (key, array) = try #require(golden.arrays.first)
    let data = try ModelData(
      ModelFiles("\(path):\(key)"), for: .one(array.tensor.shape.sample, outputs: []))
    #expect(!data.isSeekable)
    let shuffled = try data.batches(of: 3, shuffledBy: 1)
    let ordered = try data.batches(of: 3)
    var rows = [0, 0]
    while let batch = try ordered.next() { rows[0] += batch.count }
    while let batch = try shuffled.next() { rows[1] += batch.count }
    #expect(rows == [array.tensor.rowCount, array.tensor.rowCount])
    #expect(
      message { _ = try data.split(validation: 0.5) }
        == "\(path):\(key): found data that can be read from front to back alone; wanted a file of "
        + "its own to validate on, or npy, or npz that is not compressed, to cut a part from")
  }
}
