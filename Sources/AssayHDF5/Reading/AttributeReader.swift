/// Reads the attributes among an object's messages.
struct AttributeReader {
  let file: FileBytes
  let bounds: Bounds
  let heaps: GlobalHeaps

  func attributes(
    _ header: ObjectHeader, _ place: Place
  ) throws(HDF5Error) -> [(name: String, value: HDF5Attribute)] {
    var attributes: [(name: String, value: HDF5Attribute)] = []
    for message in header.messages where message.kind == ObjectHeader.Message.Kind.attribute {
      try message.refuseShared("an attribute")
      attributes.append(try attribute(message.body))
    }
    if let info = header.first(ObjectHeader.Message.Kind.attributeInfo) {
      attributes += try dense(info.body)
    }
    var names: Set<String> = []
    for attribute in attributes where !names.insert(attribute.name).inserted {
      throw place.error(
        found: "two attributes '\(Place.printable(attribute.name))'", wanted: "one")
    }
    return attributes
  }

  /// The attributes that are in a heap, in the order in which they were made.
  private func dense(
    _ message: Cursor
  ) throws(HDF5Error) -> [(name: String, value: HDF5Attribute)] {
    var cursor = message
    _ = try cursor.version(0...0)
    try cursor.skip(try cursor.u8() & 1 == 0 ? 0 : 2)
    guard let heap = try cursor.address(), let names = try cursor.address() else { return [] }
    var objects = try FractalHeap(at: heap, file, bounds, message.place)
    var ordered: [(order: UInt32, name: String, value: HDF5Attribute)] = []
    for record in try RecordTree(at: names, kind: 8, file, bounds, message.place).records {
      var rest = record
      try rest.skip(8)
      guard try rest.u8() & 2 == 0 else {
        throw message.error(
          found: "an attribute kept outside of the object", wanted: "one of its own")
      }
      let order = try rest.u32()
      let (name, value) = try attribute(try objects.object(record, "an attribute"))
      ordered.append((order, name, value))
    }
    ordered.sort {
      $0.order != $1.order
        ? $0.order < $1.order : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    return ordered.map { ($0.name, $0.value) }
  }

  /// One attribute, whose message begins at the cursor.
  func attribute(_ body: Cursor) throws(HDF5Error) -> (name: String, value: HDF5Attribute) {
    var cursor = body
    let version = try cursor.version(1...3)
    let flags = try cursor.u8()
    let nameSize = try cursor.u16()
    let typeSize = try cursor.u16()
    let spaceSize = try cursor.u16()
    if version == 3 { try cursor.skip(1) }
    guard version == 1 || flags & 3 == 0 else {
      throw cursor.error(
        found: "an attribute of a committed datatype", wanted: "one with a type of its own")
    }
    // Only the first version pads its parts.
    func padded(_ size: Int) -> Int { version == 1 ? (size + 7) / 8 * 8 : size }
    let nameBytes = try cursor.take(padded(nameSize)).prefix(nameSize)
    let nameEnd = nameBytes.first { body.file.bytes[$0] == 0 } ?? nameBytes.endIndex
    guard let name = body.file.text(nameBytes.startIndex..<nameEnd), !name.isEmpty else {
      throw cursor.error(found: "an attribute with a name that is not UTF-8", wanted: "UTF-8")
    }
    var type = try cursor.part(padded(typeSize), "the type of attribute '\(Place.printable(name))'")
    let space = try cursor.part(
      padded(spaceSize), "the shape of attribute '\(Place.printable(name))'")
    let element = try ElementType(&type)
    let shape = try Dataspace(space, elementSize: element.size).shape
    guard let shape else { return (name, .other("nothing")) }
    if case .other(let kind, _) = element { return (name, .other(kind)) }
    // The shape has been checked to fit in memory; it must fit in the message as well.
    let data = try cursor.part(
      shape.elements * element.size, "attribute '\(Place.printable(name))'")
    return (name, try value(element, isScalar: shape.isEmpty, shape.elements, data))
  }

  private func value(
    _ element: ElementType, isScalar: Bool, _ count: Int, _ data: Cursor
  ) throws(HDF5Error) -> HDF5Attribute {
    if element.isText {
      var data = data
      var texts: [String] = []
      for _ in 0..<count { texts.append(try text(element, &data)) }
      return isScalar ? .text(texts.first ?? "") : .texts(texts)
    }
    let words = data.file.bytes[data.position..<data.end].withUnsafeBytes { bytes in
      (0..<count).map { element.word(bytes, at: $0 * element.size) }
    }
    if case .float = element { return .numbers(words.map(element.number)) }
    let integers = words.compactMap(element.integer)
    return integers.count == count ? .integers(integers) : .other("integers beyond 2^63")
  }

  private func text(_ element: ElementType, _ data: inout Cursor) throws(HDF5Error) -> String {
    if case .variableText = element { return try heaps.text(&data) }
    let range = try data.take(element.size)
    let text = data.file.bytes[range].withUnsafeBufferPointer {
      FileBytes.text(element.unpadded($0))
    }
    guard let text else {
      throw data.error(found: "\(data.what) that is not UTF-8", wanted: "UTF-8")
    }
    return text
  }
}

extension ObjectHeader.Message {
  /// Refuses a message that is kept elsewhere.
  func refuseShared(_ what: String) throws(HDF5Error) {
    guard flags & 2 == 0 else {
      throw body.error(
        found: "\(what) kept outside of the object, as committed datatypes are",
        wanted: "one of its own")
    }
  }
}
