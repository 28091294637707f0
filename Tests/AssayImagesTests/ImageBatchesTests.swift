import AssayCore
import AssayData
import AssayImages
import Foundation
import Testing

struct ImageBatchesTests {
  /// The number that each picture of a batch shows.
  private func numbers(_ batch: Dataset) -> [Int] {
    let size = batch.inputs[0].shape.sample.elements
    return (0..<batch.count).map { Int(batch.inputs[0].double(at: $0 * size)) }
  }

  private func all(_ batches: ImageBatches) throws -> [[Int]] {
    var found: [[Int]] = []
    while let batch = try batches.next() { found.append(numbers(batch)) }
    return found
  }

  @Test func batchesHoldTheFilesInOrderAndTheLastWhatIsLeft() throws {
    let pictures = try PictureFolder.shapes(7)
    let folder = try ImageFolder(pictures.path, size: (4, 4), shuffle: false)
    let batches = try folder.batches(of: 3)
    let first = try #require(try batches.next())
    #expect(first.inputs[0].shape == [3, 4, 4, 3])
    #expect(first.inputs[0].dtype == .float32)
    #expect(numbers(first) == [0, 2, 4])
    #expect(first.labels == [Tensor([0, 0, 0] as [Int32])])
    #expect(try numbers(#require(try batches.next())) == [6, 1, 3])
    let last = try #require(try batches.next())
    #expect(numbers(last) == [5])
    #expect(last.labels == [Tensor([1] as [Int32])])
    #expect(try batches.next() == nil)
    #expect(try batches.next() == nil)
  }

  @Test(arguments: [1, 2, 7])
  func theOrderIsThatOfTheEpochWhateverTheThreads(threads: Int) throws {
    let pictures = try PictureFolder.shapes(20)
    let folder = try ImageFolder(pictures.path, size: (3, 3), seed: 5)
    func order(_ epoch: Int, threads: Int?) throws -> [[Int]] {
      try all(folder.batches(of: 6, epoch: epoch, threads: threads))
    }
    let first = try order(0, threads: threads)
    #expect(try order(0, threads: nil) == first)
    #expect(first.joined().sorted() == Array(0..<20))
    #expect(first.map(\.count) == [6, 6, 6, 2])
    #expect(try order(1, threads: threads) != first)
  }

  @Test func aWholeFolderIsADatasetInTheOrderOfItsFiles() throws {
    let pictures = try PictureFolder.shapes(20)
    let folder = try ImageFolder(pictures.path, size: (3, 3), seed: 5)
    let data = try folder.dataset(threads: 2)
    #expect(data.count == 20)
    let named = folder.files.map { Int($0.suffix(6).prefix(2)) }
    #expect(numbers(data) == named)
  }

  @Test func aDamagedFileEndsThePassByName() throws {
    let pictures = try PictureFolder.shapes(7)
    let bad = try pictures.write([1, 2, 3], as: "circles/01.png")
    let folder = try ImageFolder(pictures.path, size: (4, 4), shuffle: false)
    let batches = try folder.batches(of: 1)
    #expect(try numbers(#require(try batches.next())) == [0])
    #expect(
      message { _ = try batches.next() }
        == "\(bad): found a file that is no image; wanted a JPEG or PNG image: convert it, or take it out"
    )
    #expect(try batches.next() == nil)
    #expect(folder.skipped.isEmpty)
  }

  @Test func damagedFilesArePassedOverAndNoted() throws {
    let pictures = try PictureFolder.shapes(7)
    let bad = [
      try pictures.write([], as: "circles/01.png"),
      try pictures.write([71, 73, 70, 56], as: "squares/9.gif"),
    ]
    let folder = try ImageFolder(pictures.path, size: (4, 4), shuffle: false, onCorrupt: .skip)
    #expect(folder.count == 9)
    for _ in 0..<2 {
      #expect(try all(folder.batches(of: 3)) == [[0, 2, 4], [6, 1, 3], [5]])
      #expect(folder.skipped.map(\.file) == bad)
      #expect(
        folder.skipped.map(\.reason) == [
          "found an empty file; wanted a JPEG or PNG image: convert it, or take it out",
          "found a GIF image; wanted a JPEG or PNG image: convert it, or take it out",
        ])
    }
    #expect(try folder.dataset().count == 7)
  }

  @Test func aFolderOfDamagedFilesAloneHasNoBatch() throws {
    let pictures = try PictureFolder()
    try pictures.write([0], as: "a/0.png")
    let folder = try ImageFolder(pictures.path, onCorrupt: .skip)
    #expect(try folder.batches().next() == nil)
    #expect(
      message { _ = try folder.dataset() }
        == "\(pictures.path) has no rows; give at least one sample")
  }

  #if os(Linux)
    @Test func threadsEndWithThePassThatNobodyHolds() throws {
      let pictures = try PictureFolder.shapes(30)
      let folder = try ImageFolder(pictures.path, size: (64, 64))
      // Of all threads of this process, those that began during the test, since others test beside it.
      func count() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
      }
      let before = try count()
      for round in 0..<20 {
        let batches = try folder.batches(of: 4, threads: 8)
        if round % 2 == 0 { _ = try batches.next() }
      }
      #expect(try count() < before + 40)  // 160 were begun
    }
  #endif
}
