/// Writes the texts of attributes into collections of 4096 bytes, the least that HDF5 reads.
struct TextHeap {
  private static let least = 4096
  private static let head = 16

  private var start = 0
  private var size = 0
  private var used = 0
  private var count = 0

  /// Keeps a text, and adds the 16 bytes that refer to it to `references`.
  mutating func add(_ text: String, to references: inout FileWriter, _ file: inout FileWriter) {
    let length = text.utf8.count
    references.u32(length)
    guard length > 0 else { return references.zeros(12) }
    let padded = (length + 7) / 8 * 8
    if size - used < TextHeap.head + padded {
      begin(&file, size: max(TextHeap.least, 2 * TextHeap.head + padded))
    }
    count += 1
    var piece = FileWriter()
    piece.u16(count)
    piece.zeros(6)
    piece.u64(length)
    piece.append(text.utf8)
    piece.align()
    file.replace(at: start + used, with: piece.bytes)
    used += piece.end
    references.u64(start)
    references.u32(count)
    finish(&file)
  }

  private mutating func begin(_ file: inout FileWriter, size: Int) {
    file.align()
    start = file.end
    self.size = size
    used = TextHeap.head
    count = 0
    file.append("GCOL".utf8)
    file.append([1, 0, 0, 0])
    file.u64(size)
    file.zeros(size - TextHeap.head)
  }

  /// Says how much is free; the next text is written over it.
  private func finish(_ file: inout FileWriter) {
    guard size - used >= TextHeap.head else { return }
    var free = FileWriter()
    free.zeros(8)
    free.u64(size - used)
    file.replace(at: start + used, with: free.bytes)
  }
}
