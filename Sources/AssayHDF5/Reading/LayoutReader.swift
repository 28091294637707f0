import AssayCore

/// Reads the message that says where a dataset's numbers are.
struct LayoutReader {
  let file: FileBytes
  let bounds: Bounds
  let place: Place
  let shape: Shape
  let elementSize: Int
  let filters: [Filter]

  /// The size of the whole dataset; a shape has been checked with its element size.
  private var byteCount: Int { shape.elements * elementSize }

  func layout(_ message: Cursor) throws(HDF5Error) -> StorageLayout {
    var cursor = message
    switch try cursor.version(1...4) {
    case 1, 2: return try first(&cursor)
    case 3: return try third(&cursor)
    default: return try fourth(&cursor)
    }
  }

  private func first(_ cursor: inout Cursor) throws(HDF5Error) -> StorageLayout {
    let rank = Int(try cursor.u8())
    let kind = try cursor.u8()
    try cursor.skip(5)
    let address = kind == 0 ? nil : try cursor.address()
    var sizes: [Int] = []
    for _ in 0..<rank { sizes.append(Int(try cursor.u32())) }
    switch kind {
    case 0: return try compact(&cursor, Int(try cursor.u32()))
    case 1: return try contiguous(address, size: nil)
    case 2:
      // The last of the sizes is that of an element.
      guard let size = sizes.popLast() else { throw rankMismatch(0) }
      return try chunked(sizes, elementSize: size, tree: address)
    default: throw unknown(kind)
    }
  }

  private func third(_ cursor: inout Cursor) throws(HDF5Error) -> StorageLayout {
    let kind = try cursor.u8()
    switch kind {
    case 0: return try compact(&cursor, try cursor.u16())
    case 1: return try contiguous(try cursor.address(), size: try cursor.u64())
    case 2:
      let rank = Int(try cursor.u8())
      guard rank > 0 else { throw rankMismatch(0) }
      let address = try cursor.address()
      var sizes: [Int] = []
      for _ in 1..<rank { sizes.append(Int(try cursor.u32())) }
      return try chunked(sizes, elementSize: Int(try cursor.u32()), tree: address)
    default: throw unknown(kind)
    }
  }

  private func fourth(_ cursor: inout Cursor) throws(HDF5Error) -> StorageLayout {
    let kind = try cursor.u8()
    switch kind {
    case 0: return try compact(&cursor, try cursor.u16())
    case 1: return try contiguous(try cursor.address(), size: try cursor.u64())
    case 2: return try indexed(&cursor)
    default: throw unknown(kind)
    }
  }

  private func unknown(_ kind: UInt8) -> HDF5Error {
    place.error(
      found: kind == 3 ? "a virtual dataset, made of other files" : "a layout of class \(kind)",
      wanted: "numbers in this file")
  }

  private func compact(_ cursor: inout Cursor, _ size: Int) throws(HDF5Error) -> StorageLayout {
    guard size >= byteCount else { throw tooSmall(UInt64(size)) }
    return .bytes(try cursor.take(size).prefix(byteCount))
  }

  private func contiguous(_ address: UInt64?, size: UInt64?) throws(HDF5Error) -> StorageLayout {
    guard let address else { return .unwritten }
    if let size, size < UInt64(byteCount) { throw tooSmall(size) }
    let data = try file.cursor(at: address, count: UInt64(byteCount), "numbers", place)
    try bounds.use(data.position..<data.end, as: "numbers", place)
    return .bytes(data.position..<data.end)
  }

  private func tooSmall(_ size: UInt64) -> HDF5Error {
    place.error(
      found: "\(size) bytes",
      wanted: "the \(byteCount) of \(shape) elements of \(elementSize) bytes")
  }

  private func rankMismatch(_ rank: Int) -> HDF5Error {
    place.error(found: "chunks of \(rank) axes", wanted: "the \(shape.count) of \(shape)")
  }

  private func chunked(
    _ sizes: [Int], elementSize: Int, tree: UInt64?
  ) throws(HDF5Error) -> StorageLayout {
    guard elementSize == self.elementSize else {
      throw place.error(
        found: "chunks of elements of \(elementSize) bytes", wanted: "\(self.elementSize)")
    }
    var index = try ChunkIndex(
      file: file, bounds: bounds, place: place, shape: shape, sizes: sizes,
      elementSize: elementSize)
    if let tree { try index.read(tree: tree) }
    return .chunked(StorageLayout.Chunks(sizes: sizes, filters: filters, chunks: index.chunks))
  }

  /// The chunks of the newest layout.
  private func indexed(_ cursor: inout Cursor) throws(HDF5Error) -> StorageLayout {
    let flags = try cursor.u8()
    let rank = Int(try cursor.u8())
    let width = Int(try cursor.u8())
    guard rank > 0, (1...8).contains(width) else { throw rankMismatch(rank) }
    var sizes: [Int] = []
    for _ in 0..<rank {
      guard let size = Int(exactly: try cursor.number(width)) else { throw rankMismatch(rank) }
      sizes.append(size)
    }
    guard sizes.removeLast() == elementSize else {
      throw place.error(found: "chunks of other elements", wanted: "\(elementSize) bytes each")
    }
    guard flags & 1 == 0 else {
      throw place.error(
        found: "chunks at the edge that are kept unpacked", wanted: "all of them packed alike")
    }
    var index = try ChunkIndex(
      file: file, bounds: bounds, place: place, shape: shape, sizes: sizes,
      elementSize: elementSize)
    let kind = try cursor.u8()
    switch kind {
    case 1:
      let isFiltered = flags & 2 != 0
      let size = isFiltered ? try cursor.u64() : UInt64(index.chunkBytes)
      let skipped = isFiltered ? try cursor.u32() : 0
      if let address = try cursor.address() {
        try index.add(0, at: address, size: size, skipped: skipped)
      }
    case 2:
      if let address = try cursor.address() { try index.read(implicit: address) }
    case 3:
      try cursor.skip(1)
      if let address = try cursor.address() {
        try index.read(fixedArray: address, isFiltered: !filters.isEmpty)
      }
    default:
      throw place.error(
        found: "chunks in \(kind == 4 ? "an extensible array" : "a tree of version 2")",
        wanted: "chunks kept as h5py does without libver='latest'")
    }
    return .chunked(StorageLayout.Chunks(sizes: sizes, filters: filters, chunks: index.chunks))
  }
}
