import AssayCore

/// The messages of one object header, in their oldest versions, as h5py writes them.
struct MessageWriter {
  private var body = FileWriter()
  private var count = 0

  /// Adds a message, which is padded to 8 bytes; whether its kind of header can hold it.
  mutating func add(_ kind: Int, _ message: FileWriter, isConstant: Bool = false) -> Bool {
    var message = message
    message.align()
    guard message.end <= 65528, count < 65535 else { return false }
    count += 1
    body.u16(kind)
    body.u16(message.end)
    body.u8(isConstant ? 1 : 0)
    body.zeros(3)
    body.append(message.bytes)
    return true
  }

  /// The object header of the messages.
  var header: FileWriter {
    var header = FileWriter()
    header.u8(1)
    header.u8(0)
    header.u16(count)
    header.u32(1)  // one link leads to it
    header.u32(body.end)
    header.u32(0)
    header.append(body.bytes)
    return header
  }

  static func dataspace(_ sizes: some Collection<Int>) -> FileWriter {
    var message = FileWriter()
    message.u8(1)
    message.u8(UInt8(sizes.count))
    message.zeros(6)
    for size in sizes { message.u64(size) }
    return message
  }

  static func symbolTable(tree: Int, heap: Int) -> FileWriter {
    var message = FileWriter()
    message.u64(tree)
    message.u64(heap)
    return message
  }

  /// No fill value; the numbers are all written.
  static var fill: FileWriter {
    var message = FileWriter()
    message.append([2, 2, 2, 1, 0, 0, 0, 0])
    return message
  }

  /// Numbers that follow one another.
  static func layout(address: Int?, size: Int) -> FileWriter {
    var message = FileWriter()
    message.append([3, 1])
    if let address { message.u64(address) } else { message.undefined() }
    message.u64(size)
    return message
  }

  static func datatype(_ element: ElementType) -> FileWriter {
    var message = FileWriter()
    switch element {
    case .integer(let size, let signed, _):
      message.append([0x10, signed ? 8 : 0, 0, 0])
      message.u32(size)
      message.u16(0)
      message.u16(size * 8)
    case .float(let size, _):
      let isDouble = size == 8
      message.append([0x11, 0x20, isDouble ? 63 : 31, 0])
      message.u32(size)
      message.u16(0)
      message.u16(size * 8)
      message.append(isDouble ? [52, 11, 0, 52] : [23, 8, 0, 23])
      message.u32(isDouble ? 1023 : 127)
    case .bool:
      message.append([0x18, 2, 0, 0])
      message.u32(1)
      message.append(datatype(.integer(size: 1, signed: true, bigEndian: false)).bytes)
      message.append("FALSE\0\0\0TRUE\0\0\0\0\0\u{1}".utf8)
    case .text, .variableText, .other:
      // Texts of any length in UTF-8.
      message.append([0x19, 1, 1, 0])
      message.u32(16)
      message.append([0x13, 0, 1, 0])
      message.u32(1)
    }
    return message
  }

  /// An attribute; `data` are its elements.
  static func attribute(
    _ name: String, _ element: ElementType, _ sizes: [Int], _ data: FileWriter
  ) -> FileWriter {
    let type = datatype(element)
    let space = dataspace(sizes)
    // Only the third version says that a name is UTF-8; it pads nothing.
    let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
    var message = FileWriter()
    message.append([isASCII ? 1 : 3, 0])
    message.u16(name.utf8.count + 1)
    message.u16(type.end)
    message.u16(space.end)
    if !isASCII { message.u8(1) }
    message.append(name.utf8)
    message.u8(0)
    if isASCII { message.align() }
    message.append(type.bytes)
    if isASCII { message.align() }
    message.append(space.bytes)
    if isASCII { message.align() }
    message.append(data.bytes)
    return message
  }
}
