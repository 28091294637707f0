/// The heap in which newer files keep the members and attributes of objects that have many.
///
/// - Source: HDF5 File Format Specification 3.0, III.G.
struct FractalHeap {
  /// A part of the heap's own addresses, and where it is in the file.
  private struct Block {
    let offset: Int
    let range: Range<Int>
  }

  private let file: FileBytes
  private let place: Place
  private let bounds: Bounds
  // The sizes of the table of blocks, as powers of two.
  private let width: Int
  private let startBits: Int
  private let maximumBits: Int
  private let offsetBytes: Int
  private let lengthBytes: Int
  private var blocks: [Block] = []
  private var left = 0

  init(
    at address: UInt64, _ file: FileBytes, _ bounds: Bounds, _ place: Place
  ) throws(HDF5Error) {
    self.file = file
    self.place = place
    self.bounds = bounds
    var head = try file.cursor(at: address, "a fractal heap", place)
    let start = head.position
    try head.signature("FRHP")
    _ = try head.version(0...0)
    try head.skip(2)
    let filters = try head.u16()
    guard filters == 0 else {
      throw place.error(found: "a packed fractal heap", wanted: "one that is not packed")
    }
    try head.skip(1)
    let largest = Int(try head.u32())
    try head.skip(12 * 8)  // other kinds of objects, free space, counts
    width = try head.u16()
    let first = try head.u64()
    let maximum = try head.u64()
    let heapBits = try head.u16()
    try head.skip(2)
    let root = try head.address()
    let rows = try head.u16()
    try head.checksum(from: start)
    try bounds.use(start..<head.position, as: "a fractal heap", place)

    startBits = first.trailingZeroBitCount
    maximumBits = maximum.trailingZeroBitCount
    guard width > 0, width & (width - 1) == 0, width <= 1 << 12, first.nonzeroBitCount == 1,
      maximum.nonzeroBitCount == 1, (1...32).contains(startBits), maximumBits >= startBits,
      maximumBits <= 32, (8...56).contains(heapBits), largest > 0
    else {
      throw place.error(
        found: "a fractal heap \(width) blocks wide, of \(first) to \(maximum) bytes each",
        wanted: "powers of two")
    }
    offsetBytes = (heapBits + 7) / 8
    let largestBits = Int.bitWidth - 1 - largest.leadingZeroBitCount
    lengthBytes = min((maximumBits + 7) / 8, largestBits / 8 + 1)
    guard let root else { return }
    if rows == 0 {
      try add(direct: root, size: 1 << startBits, offset: 0)
    } else {
      try add(indirect: root, rows: rows, offset: 0)
    }
    blocks.sort { $0.offset < $1.offset }
  }

  /// A cursor over an object, whose ID begins at the cursor.
  mutating func object(_ id: Cursor, _ what: String) throws(HDF5Error) -> Cursor {
    var id = id
    let kind = try id.u8()
    guard kind == 0 else {
      throw place.error(
        found: "\(what) of more than the 4 KiB that fit into a fractal heap",
        wanted: "a smaller one, or one kept as h5py does without libver='latest'")
    }
    let offset = try id.number(offsetBytes)
    let length = try id.number(lengthBytes)
    guard let offset = Int(exactly: offset), let length = Int(exactly: length),
      let block = block(of: offset), offset - block.offset <= block.range.count - length,
      length <= left
    else {
      throw place.error(
        found: "\(what) of \(length) bytes at \(offset) of its heap", wanted: "one inside of it")
    }
    left -= length
    let start = block.range.lowerBound + offset - block.offset
    return Cursor(file: file, place: place, what: what, position: start, end: start + length)
  }

  private func block(of offset: Int) -> Block? {
    var low = 0
    var high = blocks.count
    while low < high {
      let middle = (low + high) / 2
      if blocks[middle].offset <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 && offset - blocks[low - 1].offset < blocks[low - 1].range.count
      ? blocks[low - 1] : nil
  }

  private mutating func add(direct address: UInt64, size: Int, offset: Int) throws(HDF5Error) {
    var block = try file.cursor(
      at: address, count: UInt64(size), "a block of a fractal heap", place)
    let range = block.position..<block.end
    try bounds.use(range, as: "a block of a fractal heap", place)
    try block.signature("FHDB")
    blocks.append(Block(offset: offset, range: range))
    left += size
  }

  private mutating func add(indirect address: UInt64, rows: Int, offset: Int) throws(HDF5Error) {
    // The last rows hold blocks of blocks.
    let directRows = maximumBits - startBits + 2
    guard rows <= 48 else {
      throw place.error(found: "a fractal heap of \(rows) rows", wanted: "48 at most")
    }
    var node = try file.cursor(at: address, "a table of a fractal heap", place)
    let start = node.position
    try node.signature("FHIB")
    _ = try node.version(0...0)
    try node.skip(8 + offsetBytes)
    var children: [(address: UInt64, row: Int, offset: Int)] = []
    var next = offset
    for row in 0..<rows {
      let bits = startBits + max(row - 1, 0)
      for _ in 0..<width {
        if let child = try node.address() { children.append((child, row, next)) }
        let (sum, overflow) = next.addingReportingOverflow(bits < 62 ? 1 << bits : .max)
        guard !overflow || row == rows - 1 else {
          throw place.error(found: "a fractal heap beyond 2^63 bytes", wanted: "a smaller one")
        }
        next = overflow ? .max : sum
      }
    }
    try node.checksum(from: start)
    try bounds.use(start..<node.position, as: "a table of a fractal heap", place)
    for child in children {
      let bits = startBits + max(child.row - 1, 0)
      if child.row < directRows {
        try add(direct: child.address, size: 1 << bits, offset: child.offset)
      } else {
        let inner = bits - startBits - width.trailingZeroBitCount + 1
        guard inner > 0, inner < rows else {
          throw place.error(
            found: "a fractal heap of \(inner) rows inside of \(rows)", wanted: "fewer")
        }
        try add(indirect: child.address, rows: inner, offset: child.offset)
      }
    }
  }
}
