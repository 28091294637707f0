import AssayCore

/// Writes a tree as h5py does by default: the oldest version of everything, nothing packed.
struct TreeWriter {
  static let fileName = "the HDF5 file to write"

  private typealias Kind = ObjectHeader.Message.Kind

  private var file = FileWriter()
  private var heap = TextHeap()
  private let limits = HDF5Limits.standard

  mutating func file(_ root: HDF5Group) throws(HDF5Error) -> [UInt8] {
    file.reserve(TreeWriter.dataBytes(root))
    file.zeros(TreeWriter.superblock(root: nil, end: 0).end)
    let entry = try write(root, named: "", Place(file: TreeWriter.fileName), depth: 0)
    file.align()
    file.replace(at: 0, with: TreeWriter.superblock(root: entry, end: file.end).bytes)
    return file.bytes
  }

  private static func superblock(root: GroupWriter.Entry?, end: Int) -> FileWriter {
    var block = FileWriter()
    block.append(Superblock.signature)
    block.append([0, 0, 0, 0, 0, 8, 8, 0])
    block.u16(4)
    block.u16(16)
    block.u32(0)
    block.u64(0)
    block.undefined()
    block.u64(end)
    block.undefined()
    GroupWriter.write(root ?? GroupWriter.Entry(name: "", header: 0), nameAt: 0, &block)
    return block
  }

  private mutating func write(
    _ group: HDF5Group, named name: String, _ place: Place, depth: Int
  ) throws(HDF5Error) -> GroupWriter.Entry {
    guard depth <= limits.depth else {
      throw place.error(
        found: "groups more than \(limits.depth) deep", wanted: "\(limits.depth) at most")
    }
    var entries: [GroupWriter.Entry] = []
    for member in try sorted(group, place) {
      let place = place.member(member.name)
      switch member.object {
      case .group(let group):
        entries.append(try write(group, named: member.name, place, depth: depth + 1))
      case .dataset(let dataset):
        entries.append(try write(dataset, named: member.name, place))
      }
    }
    file.align()
    let table = GroupWriter.write(entries, &file)
    var messages = MessageWriter()
    _ = messages.add(
      Kind.symbolTable, MessageWriter.symbolTable(tree: table.tree, heap: table.heap))
    try add(group.attributes, to: &messages, place)
    return GroupWriter.Entry(name: name, header: write(messages), table: table)
  }

  /// The members in the order of their names' bytes, which HDF5 searches.
  private func sorted(
    _ group: HDF5Group, _ place: Place
  ) throws(HDF5Error) -> [(name: String, object: HDF5Object)] {
    let members = group.members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    for member in members {
      let name = member.name.utf8
      guard !name.isEmpty, member.name != ".", member.name != "..", !name.contains(0x2f),
        !name.contains(0), name.count < 1 << 16
      else {
        throw place.error(
          found: "a member named '\(Place.printable(member.name))'",
          wanted: "names of 1 to 65535 bytes that are not '.' or '..', without '/' and NUL")
      }
    }
    for (one, other) in zip(members, members.dropFirst()) where one.name == other.name {
      throw place.error(
        found: "two members '\(Place.printable(one.name))'", wanted: "one of each name")
    }
    return members
  }

  private mutating func write(
    _ dataset: HDF5Dataset, named name: String, _ place: Place
  ) throws(HDF5Error) -> GroupWriter.Entry {
    file.align()
    let start = file.end
    var element = dataset.element
    switch dataset.storage {
    case .tensor(let tensor): append(tensor)
    case .words(let words): for word in words { file.u32(Int(word)) }
    case .stored(let array):
      if array.element.isBigEndian || array.element == .float(size: 2, bigEndian: false)
        || array.element.dtype == nil
      {
        let tensor = try array.tensor()
        element = ElementType(tensor.dtype)
        append(tensor)
      } else {
        file.append(try array.contents())
      }
    }
    let size = file.end - start
    file.align()
    var messages = MessageWriter()
    _ = messages.add(Kind.dataspace, MessageWriter.dataspace(dataset.shape))
    _ = messages.add(Kind.datatype, MessageWriter.datatype(element), isConstant: true)
    _ = messages.add(Kind.fill, MessageWriter.fill, isConstant: true)
    _ = messages.add(
      Kind.layout, MessageWriter.layout(address: size > 0 ? start : nil, size: size))
    try add(dataset.attributes, to: &messages, place)
    return GroupWriter.Entry(name: name, header: write(messages))
  }

  private mutating func append(_ tensor: Tensor) {
    tensor.withUnsafeBytes { bytes in file.append(bytes) }
  }

  private mutating func write(_ messages: MessageWriter) -> Int {
    file.align()
    let address = file.end
    file.append(messages.header.bytes)
    return address
  }

  private mutating func add(
    _ attributes: [(name: String, value: HDF5Attribute)], to messages: inout MessageWriter,
    _ place: Place
  ) throws(HDF5Error) {
    var names: Set<String> = []
    for attribute in attributes {
      let name = attribute.name
      guard !name.isEmpty, !name.utf8.contains(0), name.utf8.count < 1 << 16 - 1 else {
        throw place.error(
          found: "an attribute named '\(Place.printable(name))'",
          wanted: "a name of 1 to 65534 bytes without NUL")
      }
      guard names.insert(name).inserted else {
        throw place.error(found: "two attributes '\(Place.printable(name))'", wanted: "one")
      }
      let message = try message(attribute, place)
      guard messages.add(Kind.attribute, message) else {
        throw place.error(
          found: "an attribute '\(Place.printable(name))' of \(message.end) bytes",
          wanted: "less than 64 KiB for each, and less than 65536 of them")
      }
    }
  }

  private mutating func message(
    _ attribute: (name: String, value: HDF5Attribute), _ place: Place
  ) throws(HDF5Error) -> FileWriter {
    var data = FileWriter()
    let element: ElementType
    let sizes: [Int]
    switch attribute.value {
    case .text(let text):
      element = .variableText
      sizes = []
      try add([text], to: &data, attribute.name, place)
    case .texts(let texts):
      element = .variableText
      sizes = [texts.count]
      try add(texts, to: &data, attribute.name, place)
    case .integers(let integers):
      element = ElementType(.int64)
      sizes = integers.count == 1 ? [] : [integers.count]
      for integer in integers { data.number(UInt64(bitPattern: integer), size: 8) }
    case .numbers(let numbers):
      element = ElementType(.float64)
      sizes = numbers.count == 1 ? [] : [numbers.count]
      for number in numbers { data.number(number.bitPattern, size: 8) }
    case .other(let kind):
      throw place.error(
        found: "an attribute '\(Place.printable(attribute.name))' of the type \(kind)",
        wanted: "texts or numbers")
    }
    return MessageWriter.attribute(attribute.name, element, sizes, data)
  }

  private mutating func add(
    _ texts: [String], to data: inout FileWriter, _ name: String, _ place: Place
  ) throws(HDF5Error) {
    for text in texts where text.utf8.contains(0) || text.utf8.count >= 1 << 32 {
      throw place.error(
        found: text.utf8.contains(0)
          ? "a NUL in attribute '\(Place.printable(name))'"
          : "\(text.utf8.count) bytes in attribute '\(Place.printable(name))'",
        wanted: "texts without NUL, below 4 GiB")
    }
    for text in texts { heap.add(text, to: &data, &file) }
  }

  /// How many bytes the numbers take, so that the file grows once.
  private static func dataBytes(_ group: HDF5Group) -> Int {
    group.members.reduce(4096) { sum, member in
      switch member.object {
      case .group(let group): sum + dataBytes(group)
      case .dataset(let dataset): sum + dataset.shape.elements * dataset.element.size + 512
      }
    }
  }
}
