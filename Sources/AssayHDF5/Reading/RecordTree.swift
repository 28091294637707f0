/// The records of a tree of version 2, in order.
///
/// - Source: HDF5 File Format Specification 3.0, III.A.2.
struct RecordTree {
  private let file: FileBytes
  private let place: Place
  private let bounds: Bounds
  private let kind: UInt8
  private let recordSize: Int
  /// For each height, in how many bytes the numbers of records of a node and below it are written.
  private var widths: [(own: Int, below: Int)] = []
  private(set) var records: [Cursor] = []

  /// Reads a tree of records of a kind.
  init(
    at address: UInt64, kind: UInt8, _ file: FileBytes, _ bounds: Bounds, _ place: Place
  ) throws(HDF5Error) {
    self.file = file
    self.place = place
    self.bounds = bounds
    self.kind = kind
    var head = try file.cursor(at: address, "a tree of records", place)
    let start = head.position
    try head.signature("BTHD")
    _ = try head.version(0...0)
    let found = try head.u8()
    let nodeSize = Int(try head.u32())
    recordSize = try head.u16()
    let depth = try head.u16()
    try head.skip(2)
    let root = try head.address()
    let count = try head.u16()
    try head.skip(8)
    try head.checksum(from: start)
    try bounds.use(start..<head.position, as: "a tree of records", place)
    guard found == kind, recordSize >= 11, nodeSize >= 64, nodeSize <= 1 << 24, depth <= 16 else {
      throw place.error(
        found: "a tree of records of kind \(found), \(depth) levels and \(recordSize) bytes each",
        wanted: "kind \(kind)")
    }
    try measure(nodeSize: nodeSize, depth: depth)
    if let root { try read(root, count: count, height: depth) }
  }

  private mutating func measure(nodeSize: Int, depth: Int) throws(HDF5Error) {
    func bytes(for count: Int) -> Int {
      (Int.bitWidth - 1 - max(count, 1).leadingZeroBitCount) / 8 + 1
    }
    let most = (nodeSize - 10) / recordSize
    let own = bytes(for: most)
    var below = most
    widths = [(own, 0)]
    for _ in 0..<depth {
      let pointer = 8 + own + (widths.last?.below ?? 0)
      let inner = (nodeSize - 10 - pointer) / (recordSize + pointer)
      let (product, overflow) = (inner + 1).multipliedReportingOverflow(by: below)
      guard inner > 0, !overflow, product < 1 << 60 else {
        throw place.error(found: "a tree of records in nodes of \(nodeSize)", wanted: "other sizes")
      }
      below = product + inner
      widths.append((own, bytes(for: below)))
    }
  }

  private mutating func read(
    _ address: UInt64, count: Int, height: Int
  ) throws(HDF5Error) {
    var node = try file.cursor(at: address, "a node of records", place)
    let start = node.position
    try node.signature(height == 0 ? "BTLF" : "BTIN")
    _ = try node.version(0...0)
    guard try node.u8() == kind else {
      throw place.error(found: "a node of other records", wanted: "kind \(kind)")
    }
    var own: [Cursor] = []
    for _ in 0..<count { own.append(try node.part(recordSize, "a record")) }
    var children: [(address: UInt64, count: Int)] = []
    if height > 0 {
      for _ in 0...count {
        let child = try node.u64()
        let records = try node.number(widths[height - 1].own)
        try node.skip(widths[height - 1].below)
        children.append((child, Int(truncatingIfNeeded: records & 0xffff)))
      }
    }
    try node.checksum(from: start)
    try bounds.use(start..<node.position, as: "a node of records", place)
    guard height > 0 else {
      records += own
      return
    }
    for (index, child) in children.enumerated() {
      try read(child.address, count: child.count, height: height - 1)
      if index < count { records.append(own[index]) }
    }
  }
}
