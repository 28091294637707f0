/// Names that are taken, and numbers after them for more of the same.
///
///     var names = FreeNames()
///     names.take("mse")   // "mse"
///     names.take("mse")   // "mse_1"
///
/// - Complexity: of a name, constant on average, however often it came before.
package struct FreeNames {
  private var taken: Set<String>
  // The last number after each name: all below are taken.
  private var last: [String: Int] = [:]

  package init(taken: Set<String> = []) { self.taken = taken }

  /// Whether this is no other's name.
  package func isFree(_ name: String) -> Bool { !taken.contains(name) }

  /// Takes this name; with the first free number after it where it is taken.
  package mutating func take(_ name: String) -> String {
    if taken.insert(name).inserted { return name }
    var number = last[name, default: 0]
    var numbered = ""
    repeat {
      number += 1
      numbered = "\(name)_\(number)"
    } while !taken.insert(numbered).inserted
    last[name] = number
    return numbered
  }
}
