import AssayCore
import Foundation

/// Changes of JSON such as no program of good will writes.
enum Mutation {
  private static var extremes: [Any] {
    [
      -1, 0, 1, 0.5, 3, 1 << 31, (1 << 48) - 1, 1 << 48, 1 << 53, Int.max, Int.min, 1e300, -1e300,
      1e-300, NSNull(), "x", [Any](), [String: Any](), [1, 2, 3], true,
    ]
  }

  /// The content with one thing changed, somewhere.
  static func changed(_ content: Any, using random: inout Philox) -> Any {
    let isLeaf = Int.random(in: 0..<8, using: &random) == 0
    switch content {
    case var object as [String: Any] where !object.isEmpty && !isLeaf:
      let key = object.keys.sorted()[Int.random(in: 0..<object.count, using: &random)]
      if Int.random(in: 0..<8, using: &random) == 0 {
        object[key] = nil
      } else {
        object[key] = changed(object[key] ?? NSNull(), using: &random)
      }
      return object
    case var list as [Any] where !list.isEmpty && !isLeaf:
      let place = Int.random(in: list.indices, using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0: list.remove(at: place)
      case 1: list.append(list[place])
      case 2: list.swapAt(place, 0)
      default: list[place] = changed(list[place], using: &random)
      }
      return list
    default: return extremes[Int.random(in: extremes.indices, using: &random)]
    }
  }
}
