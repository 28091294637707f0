import AssayCore

/// The keys with `_1`, `_2` after those that came before, as Keras numbers them.
///
///     uniqueNames(["mse", "mse", "MSE", "mse"])  // ["mse", "mse_1", "MSE", "mse_2"]
public func uniqueNames(_ names: [String]) -> [String] {
  var taken = FreeNames()
  return names.map { taken.take($0) }
}
