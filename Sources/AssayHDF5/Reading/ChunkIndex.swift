import AssayCore

/// Finds the chunks of a dataset.
struct ChunkIndex {
  private let file: FileBytes
  private let bounds: Bounds
  private let place: Place
  private let sizes: [Int]
  private let elementSize: Int
  /// How many chunks there are along each axis.
  private let grid: [Int]
  private let count: Int
  /// The size of one chunk in memory.
  let chunkBytes: Int
  private(set) var chunks: [StorageLayout.Chunk] = []
  private var seen: Set<Int> = []

  init(
    file: FileBytes, bounds: Bounds, place: Place, shape: Shape, sizes: [Int], elementSize: Int
  ) throws(HDF5Error) {
    guard sizes.count == shape.count, !sizes.isEmpty, sizes.allSatisfy({ $0 > 0 }) else {
      throw place.error(
        found: "chunks \(sizes)", wanted: "a size over 0 for each axis of \(shape)")
    }
    do {
      chunkBytes = try Shape(checking: sizes, elementSize: elementSize).elements * elementSize
    } catch {
      throw place.error(found: "chunks of \(error)", wanted: "chunks that memory can hold")
    }
    self.file = file
    self.bounds = bounds
    self.place = place
    self.sizes = sizes
    self.elementSize = elementSize
    grid = zip(shape, sizes).map { $0 / $1 + ($0 % $1 == 0 ? 0 : 1) }
    count = grid.reduce(1, *)
  }

  /// Adds the chunk of a number, row by row.
  mutating func add(
    _ index: Int, at address: UInt64, size: UInt64, skipped: UInt32
  ) throws(HDF5Error) {
    guard index < count, seen.insert(index).inserted else {
      throw place.error(
        found: index < count ? "two chunks for one place" : "a chunk outside of the array",
        wanted: "one chunk for each of \(count) places")
    }
    let data = try file.cursor(at: address, count: size, "a chunk", place)
    try bounds.use(data.position..<data.end, as: "a chunk", place)
    chunks.append(
      StorageLayout.Chunk(index: index, range: data.position..<data.end, skipped: skipped))
  }

  /// Reads a tree of version 1.
  mutating func read(tree address: UInt64, level wanted: Int? = nil) throws(HDF5Error) {
    var node = try file.cursor(at: address, "a node of chunks", place)
    let start = node.position
    try node.signature("TREE")
    let kind = try node.u8()
    let level = Int(try node.u8())
    guard kind == 1, level == wanted ?? level, level <= 32 else {
      throw place.error(
        found: "a node of kind \(kind) and level \(level) among chunks",
        wanted: "kind 1 and level \(wanted.map(String.init) ?? "0 to 32")")
    }
    let entries = try node.u16()
    try node.skip(16)  // siblings
    var children: [UInt64] = []
    for _ in 0..<entries {
      let size = UInt64(try node.u32())
      let skipped = try node.u32()
      let index = try number(&node)
      let child = try node.u64()
      if level == 0 {
        try add(index, at: child, size: size, skipped: skipped)
      } else {
        children.append(child)
      }
    }
    try bounds.use(start..<node.position, as: "a node of chunks", place)
    for child in children { try read(tree: child, level: level - 1) }
  }

  /// The number of the chunk whose first element a key names.
  private func number(_ node: inout Cursor) throws(HDF5Error) -> Int {
    var index = 0
    for (size, places) in zip(sizes, grid) {
      let offset = try node.size("a chunk's offset")
      guard offset % size == 0, offset / size < places else {
        throw place.error(
          found: "a chunk that begins at \(offset)",
          wanted: "a multiple of \(size) inside of the array")
      }
      index = index * places + offset / size
    }
    try node.skip(8)
    return index
  }

  /// Reads chunks that follow one another, none left out and none packed.
  mutating func read(implicit address: UInt64) throws(HDF5Error) {
    let all = try file.cursor(at: address, "chunks", place)
    guard count <= all.remaining / chunkBytes else {
      throw place.error(
        found: "\(all.remaining) bytes", wanted: "\(count) chunks of \(chunkBytes)")
    }
    for index in 0..<count {
      try add(
        index, at: UInt64(all.position + index * chunkBytes), size: UInt64(chunkBytes), skipped: 0)
    }
  }

  /// Reads the array of chunks of a dataset that cannot grow.
  mutating func read(fixedArray address: UInt64, isFiltered: Bool) throws(HDF5Error) {
    var head = try file.cursor(at: address, count: 28, "an array of chunks", place)
    let start = head.position
    try head.signature("FAHD")
    _ = try head.version(0...0)
    let client = try head.u8()
    let entry = Int(try head.u8())
    let pageBits = Int(try head.u8())
    let entries = try head.size("an array of chunks")
    let block = try head.u64()
    try head.checksum(from: start)
    try bounds.use(start..<head.end, as: "an array of chunks", place)
    // A packed chunk's entry is its address, its size in as many bytes as needed, and 4 for filters.
    guard client == (isFiltered ? 1 : 0), isFiltered ? (13...20).contains(entry) : entry == 8,
      entries == count, pageBits < 32
    else {
      throw place.error(
        found: "an array of \(entries) chunks in \(entry) bytes each", wanted: "\(count) chunks")
    }
    guard block != .max else { return }

    var cursor = try file.cursor(at: block, "an array of chunks", place)
    let blockStart = cursor.position
    try cursor.signature("FADB")
    _ = try cursor.version(0...0)
    try cursor.skip(1 + 8)
    let page = 1 << pageBits
    guard entries <= cursor.remaining else {
      throw place.error(
        found: "an array of \(entries) chunks in \(cursor.remaining) bytes", wanted: "all of them")
    }
    guard entries > page else {
      try read(entries: 0..<entries, entry, &cursor)
      try cursor.checksum(from: blockStart)
      return try bounds.use(blockStart..<cursor.position, as: "an array of chunks", place)
    }
    let pages = (entries + page - 1) / page
    let written = try cursor.take((pages + 7) / 8)
    try cursor.checksum(from: blockStart)
    for index in 0..<pages {
      let range = (index * page)..<min((index + 1) * page, entries)
      let pageStart = cursor.position
      guard file.bytes[written.lowerBound + index / 8] >> UInt8(7 - index % 8) & 1 == 1 else {
        try cursor.skip(range.count * entry + 4)
        continue
      }
      try read(entries: range, entry, &cursor)
      try cursor.checksum(from: pageStart)
    }
    try bounds.use(blockStart..<cursor.position, as: "an array of chunks", place)
  }

  private mutating func read(
    entries: Range<Int>, _ entry: Int, _ cursor: inout Cursor
  ) throws(HDF5Error) {
    for index in entries {
      let address = try cursor.address()
      let size = entry == 8 ? UInt64(chunkBytes) : try cursor.number(entry - 12)
      let skipped = entry == 8 ? 0 : try cursor.u32()
      if let address { try add(index, at: address, size: size, skipped: skipped) }
    }
  }
}
