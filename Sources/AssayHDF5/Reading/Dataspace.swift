import AssayCore

/// The sizes of a dataset or an attribute.
struct Dataspace {
  /// `nil` for the null dataspace, which has no elements and no axes.
  let shape: Shape?

  init(_ message: Cursor, elementSize: Int) throws(HDF5Error) {
    var cursor = message
    let version = try cursor.version(1...2)
    let rank = Int(try cursor.u8())
    try cursor.skip(1)
    if version == 1 {
      try cursor.skip(5)
    } else {
      let kind = try cursor.u8()
      guard kind <= 2 else {
        throw cursor.error(found: "a dataspace of kind \(kind)", wanted: "one of 0 to 2")
      }
      if kind == 2 {
        shape = nil
        return
      }
    }
    guard rank <= 32 else {
      throw cursor.error(found: "\(rank) axes", wanted: "the 32 that HDF5 allows, at most")
    }
    var sizes: [Int] = []
    for _ in 0..<rank { sizes.append(try cursor.size("an axis")) }
    do {
      shape = try Shape(checking: sizes, elementSize: max(elementSize, 1))
    } catch {
      throw message.error(found: "\(error)", wanted: "an array that memory can hold")
    }
  }
}
