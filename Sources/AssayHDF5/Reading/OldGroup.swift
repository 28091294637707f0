/// The links of a group as HDF5 keeps them by default: a tree of nodes of names, which lie in a heap.
struct OldGroup {
  private let file: FileBytes
  private let place: Place
  private let bounds: Bounds
  private let heap: Cursor
  private var namesLeft: Int
  private(set) var links: [Link] = []

  /// Reads the group of a symbol table message.
  init(_ message: Cursor, _ file: FileBytes, _ bounds: Bounds) throws(HDF5Error) {
    var message = message
    let tree = try message.u64()
    self.file = file
    place = message.place
    self.bounds = bounds
    heap = try OldGroup.heap(at: try message.u64(), file, bounds, message.place)
    // Every name is in the heap once, so names longer than it together are made up.
    namesLeft = heap.remaining
    try read(tree: tree, level: nil)
  }

  private static func heap(
    at address: UInt64, _ file: FileBytes, _ bounds: Bounds, _ place: Place
  ) throws(HDF5Error) -> Cursor {
    var head = try file.cursor(at: address, count: 32, "a heap of names", place)
    try bounds.use(head.position..<head.end, as: "a heap of names", place)
    try head.signature("HEAP")
    _ = try head.version(0...0)
    try head.skip(3)
    let size = try head.u64()
    try head.skip(8)  // the first free part
    let data = try file.cursor(at: try head.u64(), count: size, "a heap of names", place)
    try bounds.use(data.position..<data.end, as: "a heap of names", place)
    return data
  }

  private mutating func read(tree address: UInt64, level wanted: Int?) throws(HDF5Error) {
    var node = try file.cursor(at: address, "a node of a group", place)
    let start = node.position
    try node.signature("TREE")
    let kind = try node.u8()
    let level = Int(try node.u8())
    guard kind == 0, level == wanted ?? level, level <= 32 else {
      throw place.error(
        found: "a node of kind \(kind) and level \(level) in a group",
        wanted: "kind 0 and level \(wanted.map(String.init) ?? "0 to 32")")
    }
    let count = try node.u16()
    try node.skip(16 + 8)  // siblings, first key
    var children: [UInt64] = []
    for _ in 0..<count {
      children.append(try node.u64())
      try node.skip(8)
    }
    try bounds.use(start..<node.position, as: "a node of a group", place)
    for child in children {
      if level == 0 { try read(names: child) } else { try read(tree: child, level: level - 1) }
    }
  }

  private mutating func read(names address: UInt64) throws(HDF5Error) {
    var node = try file.cursor(at: address, "names of a group", place)
    let start = node.position
    try node.signature("SNOD")
    _ = try node.version(1...1)
    try node.skip(1)
    let count = try node.u16()
    for _ in 0..<count {
      let name = try name(at: try node.u64())
      let object = try node.u64()
      let cache = try node.u32()
      try node.skip(20)
      guard cache < 2 else {
        throw Link.refusal(cache == 2 ? 1 : Int(cache), name, place)
      }
      links.append(Link(name: name, address: object))
    }
    try bounds.use(start..<node.position, as: "names of a group", place)
  }

  private mutating func name(at offset: UInt64) throws(HDF5Error) -> String {
    guard offset < UInt64(heap.remaining) else {
      throw place.error(
        found: "a name at byte \(offset) of a heap of \(heap.remaining)", wanted: "one inside of it"
      )
    }
    let start = heap.position + Int(offset)
    let limit = min(heap.end, start + namesLeft)
    var end = start
    while end < limit, file.bytes[end] != 0 { end += 1 }
    guard end < limit else {
      throw place.error(
        found: "a name without an end, or names that overlap",
        wanted: "each name once, NUL after it")
    }
    namesLeft -= end - start + 1
    return try Link.name(start..<end, heap)
  }
}
