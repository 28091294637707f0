import ArgumentParser
import Assay

/// What samples of each class count: `0=1,1=5`.
struct ClassWeightArgument {
  let weights: ClassWeights

  /// - Throws: `ValidationError`.
  init(_ text: String) throws {
    var table: [Int: Double] = [:]
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=").map { $0.trimmingSpaces() }
      guard pair.count == 2, let index = Int(pair[0]), index >= 0, let weight = Double(pair[1]),
        weight >= 0, weight.isFinite, table.updateValue(weight, forKey: index) == nil
      else {
        throw ValidationError(
          "'\(part)': wanted a class and its weight, once each, such as 0=1,1=5")
      }
    }
    guard !table.isEmpty else {
      throw ValidationError("'\(text)': wanted classes and their weights, such as 0=1,1=5")
    }
    weights = .all(table)
  }
}
