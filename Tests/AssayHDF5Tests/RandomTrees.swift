import AssayCore
import AssayHDF5

/// Repeatable random numbers.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// Trees of every type, with names and attributes of every kind that can be written.
struct RandomTrees {
  private static let letters = Array("abcdefghijklmnopqrstuvwxyzABC_.:0123456789 ßé漢🙂")

  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func group(depth: Int = 0) -> HDF5Group {
    var group = HDF5Group()
    for _ in 0..<number(below: depth == 0 ? 20 : 10) {
      let name = name()
      guard group[name] == nil else { continue }
      if depth < 3, number(below: 4) == 0 {
        group.add(.group(self.group(depth: depth + 1)), at: name)
      } else {
        group.add(.dataset(dataset()), at: name)
      }
    }
    for _ in 0..<number(below: 6) { group.setAttribute(name(), attribute()) }
    return group
  }

  private mutating func dataset() -> HDF5Dataset {
    var shape = Shape([])
    var sizes: [Int] = []
    for _ in 0..<number(below: 4) { sizes.append(number(below: 5)) }
    shape = Shape(sizes)
    var dataset: HDF5Dataset
    if number(below: 9) == 0 {
      dataset = HDF5Dataset(
        uint32: (0..<shape.elements).map { _ in UInt32.random(in: 0...(.max), using: &random) },
        shape: shape)
    } else {
      let dtype = DType.allCases[number(below: DType.allCases.count)]
      var tensor = Tensor(zeros: shape, dtype: dtype)
      tensor.withUnsafeMutableBytes { bytes in
        for index in bytes.indices {
          bytes[index] = dtype == .bool ? UInt8(number(below: 2)) : UInt8(number(below: 256))
        }
      }
      dataset = HDF5Dataset(tensor)
    }
    if number(below: 4) == 0 { dataset.attributes = [("unit", attribute())] }
    return dataset
  }

  private mutating func attribute() -> HDF5Attribute {
    switch number(below: 4) {
    case 0: .text(text(below: number(below: 20) == 0 ? 9000 : 30))
    case 1: .texts((0..<number(below: 20)).map { _ in text(below: 50) })
    case 2:
      .integers((0..<number(below: 4)).map { _ in .random(in: .min...(.max), using: &random) })
    default: .numbers((0..<number(below: 4)).map { _ in .random(in: -9...9, using: &random) })
    }
  }

  private mutating func text(below count: Int) -> String {
    String((0..<number(below: count)).map { _ in letter() })
  }

  private mutating func name() -> String {
    let length = 1 + number(below: number(below: 9) == 0 ? 300 : 6)
    let name = String((0..<length).map { _ in letter() })
    return name.allSatisfy { $0 == "." } ? "dots" : name
  }

  private mutating func letter() -> Character {
    RandomTrees.letters[number(below: RandomTrees.letters.count)]
  }

  private mutating func number(below limit: Int) -> Int { .random(in: 0..<limit, using: &random) }
}

/// Whether two trees are the same, whatever the order of their members.
func areSame(_ a: HDF5Group, _ b: HDF5Group) throws -> Bool {
  guard a.members.count == b.members.count, areSame(a.attributes, b.attributes) else {
    return false
  }
  for member in a.members {
    switch (member.object, b[member.name]) {
    case (.group(let one), .group(let other)):
      guard try areSame(one, other) else { return false }
    case (.dataset(let one), .dataset(let other)):
      guard one.typeName == other.typeName, one.shape == other.shape,
        try one.tensor() == other.tensor(), areSame(one.attributes, other.attributes)
      else { return false }
    default: return false
    }
  }
  return true
}

private func areSame(
  _ a: [(name: String, value: HDF5Attribute)], _ b: [(name: String, value: HDF5Attribute)]
) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { $0.name == $1.name && $0.value == $1.value }
}
