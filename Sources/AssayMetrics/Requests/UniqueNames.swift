/// The keys with `_1`, `_2` after those that came before, as Keras numbers them.
///
///     uniqueNames(["mse", "mse", "MSE", "mse"])  // ["mse", "mse_1", "MSE", "mse_2"]
public func uniqueNames(_ names: [String]) -> [String] {
  var taken: Set<String> = []
  return names.map { name in
    var candidate = name
    var number = 0
    while !taken.insert(candidate).inserted {
      number += 1
      candidate = "\(name)_\(number)"
    }
    return candidate
  }
}
