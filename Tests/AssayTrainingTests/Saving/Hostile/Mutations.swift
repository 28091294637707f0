import AssayCore

/// Changes that have broken readers, drawn from a seed: the same seed gives the same inputs.
struct Mutations {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  private mutating func bits() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ count: Int) -> Int { Int(bits() % UInt64(max(count, 1))) }

  /// One to four changes of bytes.
  mutating func changed(_ bytes: [UInt8], beside others: [[UInt8]]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...below(4) {
      guard !bytes.isEmpty else { return bytes }
      let place = below(bytes.count)
      switch below(8) {
      case 0: bytes[place] ^= 1 << UInt8(below(8))
      case 1: bytes[place] = UInt8(truncatingIfNeeded: bits())
      case 2: bytes.removeSubrange(place...)
      case 3: bytes.removeSubrange(place..<min(place + 1 + below(16), bytes.count))
      case 4:
        let part = Array(bytes[place..<min(place + 1 + below(64), bytes.count)])
        bytes.insert(contentsOf: part, at: below(bytes.count))
      case 5:
        // A part of another input.
        let other = others[below(others.count)]
        let from = below(other.count)
        let part = other[from..<min(from + 1 + below(64), other.count)]
        bytes.replaceSubrange(place..<min(place + part.count, bytes.count), with: part)
      default:
        let number = Mutations.numbers[below(Mutations.numbers.count)]
        let size = [1, 2, 4, 8][below(4)]
        for byte in 0..<size where place + byte < bytes.count {
          bytes[place + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte))
        }
      }
    }
    return bytes
  }

  private static let numbers: [Int] = [
    0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff,
    .max, .min, 1 << 40, 1 << 56, -2, -8,
  ]

  /// One to three values exchanged for hostile ones, for others of the same text, or taken away.
  mutating func changed(_ json: JSON) -> JSON {
    var json = json
    for _ in 0...below(3) {
      let other = value(below(json.size), of: json)
      json = changed(json, at: below(json.size), other)
    }
    return json
  }

  /// The value of a number, counted as they are written.
  private func value(_ number: Int, of json: JSON) -> JSON {
    guard number > 0 else { return json }
    var number = number - 1
    for child in json.children {
      if number < child.size { return value(number, of: child) }
      number -= child.size
    }
    return json
  }

  private mutating func changed(_ json: JSON, at place: Int, _ other: JSON) -> JSON {
    guard place > 0 else { return replaced(json, other) }
    var place = place - 1
    func index(_ children: [JSON]) -> Int? {
      for (index, child) in children.enumerated() {
        if place < child.size { return index }
        place -= child.size
      }
      return nil
    }
    switch json {
    case .array(var values):
      guard let index = index(values) else { return json }
      switch place == 0 ? below(6) : 5 {
      case 0: values.remove(at: index)
      case 1: values.insert(values[index], at: index)
      default: values[index] = changed(values[index], at: place, other)
      }
      return .array(values)
    case .object(var members):
      guard let index = index(members.map(\.value)) else { return json }
      let name = members[index].name
      switch place == 0 ? below(8) : 7 {
      case 0: members.remove(at: index)
      case 1: members.append(.init(name + "_", members[index].value))
      case 2: members[index] = .init(members[below(members.count)].name, members[index].value)
      default: members[index] = .init(name, changed(members[index].value, at: place, other))
      }
      return .object(members)
    default: return json
    }
  }

  private mutating func replaced(_ json: JSON, _ other: JSON) -> JSON {
    switch (below(4), json) {
    case (0, _): return other
    case (1, .integer(let number)):
      return .integer(
        [number &+ 1, number &- 1, 0 &- number, number &* 2, number &* 1000][below(5)])
    case (1, .number(let number)): return .number(number * [-1, 1e30, 1e-30, 0.5][below(4)])
    default: return Mutations.values[below(Mutations.values.count)]
    }
  }

  private static let values: [JSON] = [
    nil, true, false, 0, 1, 2, 3, -1, 7, 64, 255, 65_536, 2_147_483_647, 2_147_483_648,
    .integer(.max), .integer(.min), 0.0, 0.5, 1.5, -0.5, 1e308, -1e308, 1e-300, .number(.nan),
    .number(.infinity), .number(-.infinity), "", "x", "relu", "softmax", "same", "valid", "float32",
    "float16", "channels_first", "\u{0}", "../../x", "mse", "accuracy", [], [1], [1, 2], [0, 0],
    [-1, -1], [nil, nil], [[1, 1], [1, 1]], [1_048_576, 1_048_576], ["x", 0, 0], [:],
    ["class_name": "Dense", "config": ["units": 3]],
    ["class_name": "__keras_tensor__", "config": ["keras_history": ["x", 0, 0]]],
    ["class_name": "L2", "config": ["l2": 0.1]],
  ]
}

extension JSON {
  fileprivate var children: [JSON] {
    switch self {
    case .array(let values): values
    case .object(let members): members.map(\.value)
    default: []
    }
  }

  /// How many values there are, this one with them.
  fileprivate var size: Int { children.reduce(1) { $0 + $1.size } }
}
