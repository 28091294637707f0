import AssayCore

/// An array that is still in the bytes of its file.
struct StoredArray: Sendable {
  let file: FileBytes
  let place: Place
  let shape: Shape
  let element: ElementType
  let layout: StorageLayout
  /// The element where none was written; zero bytes without one.
  let fill: Range<Int>?

  func tensor() throws(HDF5Error) -> Tensor {
    guard let dtype = element.dtype else {
      throw place.error(
        found: element.isText ? "texts" : "elements of the type \(element.name)",
        wanted: "numbers; floats of 16 to 64 bits, integers, or bool")
    }
    let bytes = try contents()
    if element == ElementType(dtype) {
      if dtype == .bool, let other = bytes.first(where: { $0 > 1 }) {
        throw place.error(found: "a bool of \(other)", wanted: "0 or 1")
      }
      var tensor = Tensor(zeros: shape, dtype: dtype)
      tensor.withUnsafeMutableBytes { target in
        bytes.withUnsafeBytes { target.copyMemory(from: $0) }
      }
      return tensor
    }
    return try converted(bytes, to: dtype)
  }

  /// Numbers of another byte order or width.
  private func converted(
    _ bytes: ArraySlice<UInt8>, to dtype: DType
  ) throws(HDF5Error) -> Tensor {
    var tensor = Tensor(zeros: shape, dtype: dtype)
    let count = shape.elements
    let tooLarge: UInt64? = tensor.withUnsafeMutableBytes { target in
      bytes.withUnsafeBytes { source in
        for index in 0..<count {
          var word = element.word(source, at: index * element.size)
          if case .float(2, _) = element {
            word = UInt64(ElementType.float16(word).bitPattern)
          } else if case .integer(_, false, _) = element, dtype == .int64, word >> 63 != 0 {
            return word
          }
          for byte in 0..<dtype.size {
            target[index * dtype.size + byte] = UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))
          }
        }
        return nil
      }
    }
    if let tooLarge {
      throw place.error(found: "the number \(tooLarge)", wanted: "integers below 2^63")
    }
    return tensor
  }

  func texts() throws(HDF5Error) -> [String] {
    guard element.isText else {
      throw place.error(found: "elements of the type \(element.name)", wanted: "texts")
    }
    // A text takes more memory than its bytes may, packed.
    guard shape.elements <= max(file.count, 1 << 16) else {
      throw place.error(
        found: "\(shape.elements) texts in a file of \(file.count) bytes",
        wanted: "no more texts than bytes")
    }
    let bytes = try contents()
    if case .variableText = element { return try variableTexts(bytes) }
    let texts: [String?] = bytes.withUnsafeBufferPointer { bytes in
      (0..<shape.elements).map { index in
        let start = index * element.size
        return FileBytes.text(
          element.unpadded(UnsafeBufferPointer(rebasing: bytes[start..<(start + element.size)])))
      }
    }
    var known: [String] = []
    known.reserveCapacity(texts.count)
    for text in texts {
      guard let text else {
        throw place.error(found: "a text that is not UTF-8", wanted: "UTF-8")
      }
      known.append(text)
    }
    return known
  }

  private func variableTexts(_ bytes: ArraySlice<UInt8>) throws(HDF5Error) -> [String] {
    let heaps = GlobalHeaps(file, Bounds(file))
    // The references may have been unpacked, the heaps are in the file.
    let references = FileBytes(Array(bytes), name: "")
    var cursor = Cursor(
      file: references, place: place, what: "texts", position: 0, end: references.count)
    var texts: [String] = []
    for _ in 0..<shape.elements { texts.append(try heaps.text(&cursor)) }
    return texts
  }

  /// The bytes of all elements, row by row.
  func contents() throws(HDF5Error) -> ArraySlice<UInt8> {
    switch layout {
    case .bytes(let range): return file.bytes[range]
    case .unwritten: return filled()[...]
    case .chunked(let chunks):
      var bytes = filled()
      for chunk in chunks.chunks { try insert(chunk, of: chunks, into: &bytes) }
      return bytes[...]
    }
  }

  private func filled() -> [UInt8] {
    let count = shape.elements * element.size
    guard let fill, file.bytes[fill].contains(where: { $0 != 0 }) else {
      return [UInt8](repeating: 0, count: count)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    bytes += file.bytes[fill].prefix(count)
    while bytes.count < count { bytes += bytes.prefix(count - bytes.count) }
    return bytes
  }

  private func insert(
    _ chunk: StorageLayout.Chunk, of chunks: StorageLayout.Chunks, into target: inout [UInt8]
  ) throws(HDF5Error) {
    let data = try unpacked(chunk, of: chunks)
    // Where the chunk begins, and how much of it is inside of the array.
    var starts = [Int](repeating: 0, count: shape.count)
    var index = chunk.index
    for axis in (0..<shape.count).reversed() {
      let places = (shape[axis] - 1) / chunks.sizes[axis] + 1
      starts[axis] = index % places * chunks.sizes[axis]
      index /= places
    }
    let inside = (0..<shape.count).map { min(chunks.sizes[$0], shape[$0] - starts[$0]) }
    let last = shape.count - 1
    let run = inside[last] * element.size
    var row = [Int](repeating: 0, count: shape.count)
    while true {
      var from = 0
      var to = 0
      for axis in 0...last {
        from = from * chunks.sizes[axis] + row[axis]
        to = to * shape[axis] + starts[axis] + row[axis]
      }
      let source = data.startIndex + from * element.size
      let start = to * element.size
      target.replaceSubrange(start..<(start + run), with: data[source..<(source + run)])
      var axis = last - 1
      while axis >= 0 {
        row[axis] += 1
        if row[axis] < inside[axis] { break }
        row[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  private func unpacked(
    _ chunk: StorageLayout.Chunk, of chunks: StorageLayout.Chunks
  ) throws(HDF5Error) -> ArraySlice<UInt8> {
    let size = chunks.sizes.reduce(element.size, *)
    guard StoredArray.canHold(size, in: chunk.range.count) else {
      throw place.error(
        found: "a chunk of \(size) bytes in \(chunk.range.count)", wanted: StoredArray.ratio)
    }
    // A checksum taken before packing makes the packed data longer.
    var sizes = [size]
    for (index, filter) in chunks.filters.enumerated() {
      let isApplied = chunk.skipped >> UInt32(index) & 1 == 0
      sizes.append(sizes[index] + (isApplied && filter == .fletcher32 ? 4 : 0))
    }
    var bytes = file.bytes[chunk.range]
    for (index, filter) in chunks.filters.enumerated().reversed()
    where chunk.skipped >> UInt32(index) & 1 == 0 {
      switch filter.undone(bytes, size: sizes[index]) {
      case .success(let undone): bytes = undone
      case .failure(let damage):
        throw place.error(found: damage.found, wanted: "an undamaged file")
      }
    }
    guard bytes.count == size else {
      throw place.error(found: "a chunk of \(bytes.count) bytes", wanted: "\(size)")
    }
    return bytes
  }

  static let ratio = "no more than gzip can pack, 1032 to one"

  /// Whether so many bytes may come out of those that are stored.
  static func canHold(_ bytes: Int, in stored: Int) -> Bool {
    bytes <= 1 << 20 || (bytes - (1 << 20)) / 1032 <= stored
  }
}
