/// Where the numbers of a dataset are.
enum StorageLayout: Sendable {
  case bytes(Range<Int>)
  /// Nothing was ever written: every element is the fill value.
  case unwritten
  case chunked(Chunks)

  /// The numbers in equal blocks, each of which may be packed.
  struct Chunks: Sendable {
    /// The sizes of a chunk along each axis.
    let sizes: [Int]
    let filters: [Filter]
    var chunks: [Chunk] = []
  }

  struct Chunk: Sendable {
    /// The chunk's number, row by row.
    let index: Int
    let range: Range<Int>
    /// The filters that were not applied, one bit each.
    let skipped: UInt32
  }
}
