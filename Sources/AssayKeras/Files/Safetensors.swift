import AssayCore
import AssayData

/// Arrays by name behind a header of JSON, as many frameworks exchange weights.
///
///     8 bytes: the header's length; the header: {"dense/kernel": {"dtype": "F32", "shape": [3, 2],
///     "data_offsets": [0, 24]}, …}; the arrays, little-endian, one after another
///
/// - Source: https://huggingface.co/docs/safetensors.
package enum Safetensors {
  private static let types: KeyValuePairs<String, DType> = [
    "F32": .float32, "F64": .float64, "I64": .int64, "I32": .int32, "I16": .int16, "I8": .int8,
    "U8": .uint8, "BOOL": .bool,
  ]
  /// The most bytes of a header.
  private static let largestHeader = 1 << 26

  /// - Throws: ``KerasFileError`` for what is no such file; ``DataError`` for one that cannot be read.
  package static func read(_ path: String) throws -> [(name: String, tensor: Tensor)] {
    try decode(try FileBytes.read(path), named: path)
  }

  /// - Parameters:
  ///   - path: what errors call it.
  package static func decode(
    _ bytes: [UInt8], named path: String
  ) throws -> [(name: String, tensor: Tensor)] {
    func wrong(_ place: String, _ found: String, _ wanted: String) -> KerasFileError {
      KerasFileError(file: path, place: place, found: found, wanted: wanted)
    }
    guard bytes.count >= 8 else {
      throw wrong("", "\(bytes.count) bytes", "a safetensors file, of 8 bytes or more")
    }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(min(bytes.count - 8, largestHeader)) else {
      throw wrong(
        "", "a header of \(length) bytes in a file of \(bytes.count)", "a header within the file")
    }
    let start = 8 + Int(length)
    let header: JSON
    do { header = try JSON(reading: bytes[8..<start]) } catch {
      throw wrong("the header, byte \(error.byte)", error.found, error.wanted)
    }
    guard case .object(let members) = header else {
      throw wrong("the header", header.kind, "an object")
    }
    var end = 0
    var arrays: [(name: String, tensor: Tensor, from: Int)] = []
    for member in members where member.name != "__metadata__" {
      let place = "'\(member.name)'"
      guard case .string(let type)? = member.value["dtype"],
        let dtype = types.first(where: { $0.key == type })?.value
      else {
        throw wrong(
          place, "dtype \(member.value["dtype"]?.line() ?? "nothing")",
          "one of \(types.map(\.key).joined(separator: ", "))")
      }
      guard case .array(let sizes)? = member.value["shape"], sizes.count <= Shape.maximumRank,
        let shape = sizes.shape
      else {
        throw wrong(
          place, "shape \(member.value["shape"]?.line().prefix(80) ?? "nothing")",
          "at most \(Shape.maximumRank) sizes")
      }
      guard case .array(let offsets)? = member.value["data_offsets"], offsets.count == 2,
        case .integer(let from) = offsets[0], case .integer(let to) = offsets[1], from >= 0,
        to >= from, to <= bytes.count - start
      else {
        throw wrong(
          place, "data_offsets \(member.value["data_offsets"]?.line().prefix(80) ?? "nothing")",
          "two places within the \(bytes.count - start) bytes of data")
      }
      guard let elements = shape.elementsIfKnown, to - from == elements * dtype.size else {
        throw wrong(place, "\(to - from) bytes", "those of \(shape) \(dtype)")
      }
      var tensor = Tensor(zeros: shape, dtype: dtype)
      tensor.withUnsafeMutableBytes { target in
        bytes.withUnsafeBytes {
          target.copyMemory(
            from: UnsafeRawBufferPointer(rebasing: $0[(start + from)..<(start + to)]))
        }
      }
      if dtype == .bool, bytes[(start + from)..<(start + to)].contains(where: { $0 > 1 }) {
        throw wrong(place, "a byte greater than 1", "0 and 1 in an array of BOOL")
      }
      arrays.append((member.name, tensor, from))
    }
    for array in arrays.sorted(by: { $0.from < $1.from }) where array.tensor.count > 0 {
      guard array.from == end else {
        throw wrong(
          "'\(array.name)'", "data from \(array.from)", "from \(end): no holes and no overlaps")
      }
      end += array.tensor.count * array.tensor.dtype.size
    }
    guard end == bytes.count - start else {
      throw wrong("", "\(bytes.count - start - end) bytes behind the arrays", "none")
    }
    return arrays.map { ($0.name, $0.tensor) }
  }

  /// Writes arrays, whole or not at all; the same arrays give the same bytes.
  package static func write(
    _ arrays: [(name: String, tensor: Tensor)], to path: String
  ) throws {
    var place = 0
    let members = arrays.map { name, tensor in
      let size = tensor.count * tensor.dtype.size
      defer { place += size }
      return JSON.Member(
        name,
        [
          "dtype": .string(types.first { $0.value == tensor.dtype }?.key ?? ""),
          "shape": .integers(tensor.shape),
          "data_offsets": [.integer(place), .integer(place + size)],
        ])
    }
    var header = Array(
      JSON.object(members + [.init("__metadata__", ["format": "assay"])]).line().utf8)
    header += Array(repeating: 0x20, count: (8 - header.count % 8) % 8)
    try AtomicFile.write(to: path) { file in
      try file.write((0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) })
      try file.write(header)
      for (_, tensor) in arrays { try tensor.withUnsafeBytes { try file.write($0) } }
    }
  }
}

extension [JSON] {
  /// Sizes that an array may have.
  fileprivate var shape: Shape? {
    var sizes: [Int] = []
    for value in self {
      guard case .integer(let size) = value, (0...(1 << 40)).contains(size) else { return nil }
      sizes.append(size)
    }
    return Shape(sizes)
  }
}

extension Shape {
  /// The product of the sizes, where an `Int` holds it in bytes.
  fileprivate var elementsIfKnown: Int? {
    var product = 1
    for size in self {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow, next <= 1 << 50 else { return nil }
      product = next
    }
    return product
  }
}
