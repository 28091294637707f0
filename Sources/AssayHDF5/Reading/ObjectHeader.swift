/// The messages that describe one group or dataset.
struct ObjectHeader {
  /// One message: what it is and where its bytes are.
  struct Message {
    enum Kind {
      static let dataspace = 0x01
      static let linkInfo = 0x02
      static let datatype = 0x03
      static let oldFill = 0x04
      static let fill = 0x05
      static let link = 0x06
      static let externalFiles = 0x07
      static let layout = 0x08
      static let filters = 0x0b
      static let attribute = 0x0c
      static let continuation = 0x10
      static let symbolTable = 0x11
      static let attributeInfo = 0x15
    }

    let kind: Int
    let flags: UInt8
    let body: Cursor
  }

  private(set) var messages: [Message] = []

  init(_ file: FileBytes, at address: UInt64, _ place: Place, _ bounds: Bounds) throws(HDF5Error) {
    var cursor = try file.cursor(at: address, "an object header", place)
    if cursor.remaining >= 4,
      file.bytes[cursor.position..<cursor.position + 4].elementsEqual("OHDR".utf8)
    {
      try readSecondVersion(&cursor, bounds)
    } else {
      try readFirstVersion(&cursor, bounds)
    }
  }

  func first(_ kind: Int) -> Message? { messages.first { $0.kind == kind } }

  private mutating func readFirstVersion(
    _ cursor: inout Cursor, _ bounds: Bounds
  ) throws(HDF5Error) {
    let start = cursor.position
    _ = try cursor.version(1...1)
    try cursor.skip(1)
    var left = try cursor.u16()
    try cursor.skip(4)  // the number of links to it
    let size = Int(try cursor.u32())
    try cursor.skip(4)
    var blocks = [try cursor.part(size, "an object header")]
    try bounds.use(start..<blocks[0].end, as: "an object header", cursor.place)
    var next = 0
    while next < blocks.count, left > 0 {
      var block = blocks[next]
      next += 1
      while block.remaining >= 8, left > 0 {
        left -= 1
        let kind = try block.u16()
        let size = try block.u16()
        let flags = try block.u8()
        try block.skip(3)
        if let more = try add(kind, flags, try block.part(size, "a header message")) {
          let part = try continuation(more, cursor, bounds)
          blocks.append(part)
        }
      }
    }
  }

  private mutating func readSecondVersion(
    _ cursor: inout Cursor, _ bounds: Bounds
  ) throws(HDF5Error) {
    let start = cursor.position
    try cursor.skip(4)
    _ = try cursor.version(2...2)
    let flags = try cursor.u8()
    if flags & 0x20 != 0 { try cursor.skip(16) }  // times
    if flags & 0x10 != 0 { try cursor.skip(4) }  // when attributes become dense
    let declared = try cursor.number(1 << Int(flags & 3))
    guard let size = Int(exactly: declared) else {
      throw cursor.error(found: "an object header of \(declared) bytes", wanted: "a smaller one")
    }
    let first = try cursor.part(size, "an object header")
    try cursor.checksum(from: start)
    try bounds.use(start..<cursor.position, as: "an object header", cursor.place)

    var blocks = [first]
    var next = 0
    let head = flags & 4 != 0 ? 6 : 4
    while next < blocks.count {
      var block = blocks[next]
      next += 1
      while block.remaining >= head {
        let kind = Int(try block.u8())
        let size = try block.u16()
        let messageFlags = try block.u8()
        if head == 6 { try block.skip(2) }  // creation order
        guard let more = try add(kind, messageFlags, try block.part(size, "a header message"))
        else { continue }
        var part = try continuation(more, cursor, bounds)
        let start = part.position
        try part.signature("OCHK")
        let inner = try part.part(part.remaining - 4, "an object header")
        try part.checksum(from: start)
        blocks.append(inner)
      }
    }
  }

  /// Keeps a message; a continuation is given back instead.
  private mutating func add(
    _ kind: Int, _ flags: UInt8, _ body: Cursor
  ) throws(HDF5Error) -> Cursor? {
    if kind == Message.Kind.continuation { return body }
    guard kind <= 0x18 || flags & 0x80 == 0 else {
      throw body.error(
        found: "a header message of kind \(kind), which says that not knowing it is an error",
        wanted: "the kinds up to 24")
    }
    if kind != 0 { messages.append(Message(kind: kind, flags: flags, body: body)) }
    return nil
  }

  private func continuation(
    _ message: Cursor, _ cursor: Cursor, _ bounds: Bounds
  ) throws(HDF5Error) -> Cursor {
    var message = message
    let address = try message.u64()
    let length = try message.u64()
    let part = try cursor.file.cursor(
      at: address, count: length, "more of an object header", cursor.place)
    try bounds.use(part.position..<part.end, as: "an object header", cursor.place)
    return part
  }
}
