import AssayCore

/// Reads a file's groups and datasets into a tree, each once.
struct TreeReader {
  private let file: FileBytes
  private let limits: HDF5Limits
  private let bounds: Bounds
  private let attributes: AttributeReader
  private var seen: Set<UInt64> = []
  private var unstored = 0

  init(_ file: FileBytes, limits: HDF5Limits) {
    self.file = file
    self.limits = limits
    bounds = Bounds(file)
    attributes = AttributeReader(file: file, bounds: bounds, heaps: GlobalHeaps(file, bounds))
  }

  mutating func root() throws(HDF5Error) -> HDF5Group {
    let place = Place(file: file.name)
    let address = try Superblock(file, place).root
    guard case .group(let group) = try object(at: address, place, depth: 0) else {
      throw place.error(found: "a dataset for a root", wanted: "a group")
    }
    try bounds.check()
    return group
  }

  private mutating func object(
    at address: UInt64, _ place: Place, depth: Int
  ) throws(HDF5Error) -> HDF5Object {
    guard depth <= limits.depth else {
      throw place.error(
        found: "groups more than \(limits.depth) deep", wanted: "\(limits.depth) at most")
    }
    guard seen.insert(address).inserted else {
      throw place.error(
        found: "a second name for one object",
        wanted: "one name for each; Keras writes no hard links")
    }
    guard seen.count <= limits.objects else {
      throw place.error(
        found: "more than \(limits.objects) objects", wanted: "\(limits.objects) at most")
    }
    let header = try ObjectHeader(file, at: address, place, bounds)
    typealias Kind = ObjectHeader.Message.Kind
    if header.first(Kind.layout) != nil {
      return .dataset(try dataset(header, place))
    }
    guard let links = try links(header, place) else {
      throw place.error(
        found: header.first(Kind.datatype) == nil
          ? "an object that is neither group nor dataset" : "a committed datatype",
        wanted: "groups and datasets")
    }
    var group = HDF5Group()
    group.take(attributes: try attributes.attributes(header, place))
    for link in links {
      let member = try object(at: link.address, place.member(link.name), depth: depth + 1)
      guard group.append(link.name, member) else {
        throw place.error(
          found: "two members '\(Place.printable(link.name))'", wanted: "one of each name")
      }
    }
    return .group(group)
  }

  /// The links of a group in the order of the file; `nil` for what is no group.
  private func links(_ header: ObjectHeader, _ place: Place) throws(HDF5Error) -> [Link]? {
    typealias Kind = ObjectHeader.Message.Kind
    if let table = header.first(Kind.symbolTable) {
      return try OldGroup(table.body, file, bounds).links
    }
    guard let info = header.first(Kind.linkInfo) else { return nil }
    var cursor = info.body
    _ = try cursor.version(0...0)
    let flags = try cursor.u8()
    if flags & 1 != 0 { try cursor.skip(8) }
    let heap = try cursor.address()
    let names = try cursor.address()
    var links: [Link] = []
    if let heap, let names {
      var heap = try FractalHeap(at: heap, file, bounds, place)
      for var record in try RecordTree(at: names, kind: 5, file, bounds, place).records {
        try record.skip(4)
        links.append(try Link(message: try heap.object(record, "a link")))
      }
    }
    for message in header.messages where message.kind == Kind.link {
      try message.refuseShared("a link")
      links.append(try Link(message: message.body))
    }
    if flags & 1 != 0 { return links.sorted { $0.order < $1.order } }
    return heap == nil
      ? links : links.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private mutating func dataset(
    _ header: ObjectHeader, _ place: Place
  ) throws(HDF5Error) -> HDF5Dataset {
    typealias Kind = ObjectHeader.Message.Kind
    guard let type = header.first(Kind.datatype), let space = header.first(Kind.dataspace),
      let layout = header.first(Kind.layout)
    else {
      throw place.error(
        found: "a dataset without a type or without a shape", wanted: "both")
    }
    guard header.first(Kind.externalFiles) == nil else {
      throw place.error(found: "numbers in other files", wanted: "numbers in this file")
    }
    try type.refuseShared("a datatype")
    try space.refuseShared("a shape")
    try layout.refuseShared("a layout")
    var typeCursor = type.body
    let element = try ElementType(&typeCursor)
    let shape = try Dataspace(space.body, elementSize: element.size).shape ?? [0]

    var filters: [Filter] = []
    if let message = header.first(Kind.filters) {
      try message.refuseShared("filters")
      filters = try Filter.pipeline(message.body)
    }
    let reader = LayoutReader(
      file: file, bounds: bounds, place: place, shape: shape, elementSize: element.size,
      filters: filters)
    let array = StoredArray(
      file: file, place: place, shape: shape, element: element,
      layout: try reader.layout(layout.body), fill: try fill(header, elementSize: element.size))
    try countUnstored(array)
    return HDF5Dataset(array, attributes: try attributes.attributes(header, place))
  }

  /// Compares what a dataset says it has with what is in the file.
  private mutating func countUnstored(_ array: StoredArray) throws(HDF5Error) {
    let stored: Int
    switch array.layout {
    case .bytes: return
    case .unwritten: stored = 0
    case .chunked(let chunks): stored = chunks.chunks.reduce(0) { $0 + $1.range.count }
    }
    let declared = array.shape.elements * array.element.size
    guard StoredArray.canHold(declared, in: stored) else {
      throw array.place.error(
        found: "\(declared) bytes declared, \(stored) stored", wanted: StoredArray.ratio)
    }
    if case .chunked(let chunks) = array.layout { try checkChunks(chunks, of: array, declared) }
    // Each is below 2^56, and the limit below that.
    unstored += declared
    guard unstored <= limits.unstoredBytes, StoredArray.canHold(unstored, in: file.count) else {
      throw array.place.error(
        found: "datasets that declare \(unstored) bytes, in a file of \(file.count)",
        wanted: StoredArray.canHold(unstored, in: file.count)
          ? "\(limits.unstoredBytes) at most" : StoredArray.ratio)
    }
  }

  /// Chunks may reach beyond the array that they hold, but unpacking them takes as long as they are.
  private func checkChunks(
    _ chunks: StorageLayout.Chunks, of array: StoredArray, _ declared: Int
  ) throws(HDF5Error) {
    let size = chunks.sizes.reduce(array.element.size, *)
    let most = (1 << 26) + 16 * declared
    guard chunks.chunks.isEmpty || size <= most / chunks.chunks.count else {
      throw array.place.error(
        found: "\(chunks.chunks.count) chunks of \(size) bytes for \(declared)",
        wanted: "chunks of the array's size")
    }
  }

  private func fill(
    _ header: ObjectHeader, elementSize: Int
  ) throws(HDF5Error) -> Range<Int>? {
    typealias Kind = ObjectHeader.Message.Kind
    var size = 0
    var cursor: Cursor
    if let message = header.first(Kind.fill) {
      try message.refuseShared("a fill value")
      cursor = message.body
      let version = try cursor.version(1...3)
      if version == 3 {
        if try cursor.u8() & 0x20 != 0 { size = Int(try cursor.u32()) }
      } else {
        try cursor.skip(2)
        let isDefined = try cursor.u8() != 0
        if isDefined || version == 1 { size = Int(try cursor.u32()) }
        if size == 0xffff_ffff { size = 0 }  // undefined
      }
    } else if let message = header.first(Kind.oldFill) {
      try message.refuseShared("a fill value")
      cursor = message.body
      size = Int(try cursor.u32())
    } else {
      return nil
    }
    guard size > 0 else { return nil }
    guard size == elementSize else {
      throw cursor.error(
        found: "a fill value of \(size) bytes", wanted: "the \(elementSize) of an element")
    }
    return try cursor.take(size)
  }
}
