/// The texts of variable length: collections of numbered pieces of bytes.
final class GlobalHeaps {
  private let file: FileBytes
  // Each collection is read once, and each piece given out as often as genuine files refer to it.
  private var collections: [UInt64: [UInt32: Range<Int>]] = [:]
  private let bounds: Bounds
  private var left: Int

  init(_ file: FileBytes, _ bounds: Bounds) {
    self.file = file
    self.bounds = bounds
    left = file.count
  }

  /// The text that 16 bytes refer to: a length, the address of a collection and a number in it.
  func text(_ reference: inout Cursor) throws(HDF5Error) -> String {
    let length = Int(try reference.u32())
    let address = try reference.u64()
    let number = try reference.u32()
    if length == 0 || address == 0 || address == .max { return "" }
    let pieces = try collection(at: address, reference.place)
    guard let piece = pieces[number], length <= piece.count else {
      throw reference.error(
        found: "a text of \(length) bytes in piece \(number) of the heap at byte \(address)"
          + ", which has \(pieces[number].map { "\($0.count) bytes" } ?? "no such piece")",
        wanted: "a text inside of its heap")
    }
    guard length <= left else {
      throw reference.error(
        found: "texts of more bytes than the file's \(file.count)", wanted: "each text kept once")
    }
    left -= length
    let bytes = file.bytes[piece.lowerBound..<(piece.lowerBound + length)]
    let end = bytes.firstIndex(of: 0) ?? bytes.endIndex
    guard let text = file.text(bytes.startIndex..<end) else {
      throw reference.error(found: "a text that is not UTF-8", wanted: "UTF-8")
    }
    return text
  }

  private func collection(
    at address: UInt64, _ place: Place
  ) throws(HDF5Error) -> [UInt32: Range<Int>] {
    if let pieces = collections[address] { return pieces }
    var head = try file.cursor(at: address, "a heap of texts", place)
    let start = head.position
    try head.signature("GCOL")
    _ = try head.version(1...1)
    try head.skip(3)
    let size = try head.u64()
    var cursor = try file.cursor(at: address, count: size, "a heap of texts", place)
    try bounds.use(start..<cursor.end, as: "a heap of texts", place)
    try cursor.skip(16)
    var pieces: [UInt32: Range<Int>] = [:]
    while cursor.remaining >= 16 {
      let number = UInt32(try cursor.u16())
      try cursor.skip(6)
      let size = try cursor.size("a piece of a heap")
      if number == 0 { break }  // the rest is free
      let piece = try cursor.take(size)
      try cursor.skip(min((8 - size % 8) % 8, cursor.remaining))
      guard pieces.updateValue(piece, forKey: number) == nil else {
        throw cursor.error(found: "two pieces \(number) in a heap of texts", wanted: "one")
      }
    }
    collections[address] = pieces
    return pieces
  }
}
