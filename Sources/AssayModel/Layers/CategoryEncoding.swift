import AssayCore

/// How categories become numbers.
///
/// - Source: `output_mode` of `keras.layers.CategoryEncoding` and `keras.layers.Discretization`.
public enum CategoryMode: String, Sendable, CaseIterable {
  /// The index itself.
  case int
  /// For each index a vector with 1 at its place.
  case oneHot = "one_hot"
  /// For each sample a vector with 1 at the place of every index that it has.
  case multiHot = "multi_hot"
  /// For each sample a vector of how often it has each index.
  case count
}

/// Class indices as vectors.
///
///     CategoryEncoding(4, outputMode: .count)  // [[0, 1, 1]] gives [[1, 2, 0, 0]]
///
/// - Input: `[batch, indices]`, or of any rank for `.oneHot`; for `.count` perhaps the weight
///   of each index as a second input. What is no index of a category counts nowhere.
/// - Output: `[batch, categories]`; for `.oneHot` one more axis, in place of a last one of size 1.
/// - Source: `keras.layers.CategoryEncoding`.
public final class CategoryEncoding: Layer {
  /// The number of categories.
  public let numTokens: Int
  public let outputMode: CategoryMode

  public init(_ numTokens: Int, outputMode: CategoryMode = .multiHot, name: String? = nil) {
    self.numTokens = numTokens
    self.outputMode = outputMode
    super.init(name: name)
  }

  public override func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol {
    guard outputMode != .int, numTokens > 0 else {
      return Symbol(
        failure: .argument(
          where: "", found: "\(numTokens) tokens as \(outputMode.rawValue)",
          wanted: "1 or more, as one_hot, multi_hot or count"))
    }
    guard let x = inputs.first, inputs.count == 1 || (inputs.count == 2 && outputMode == .count)
    else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(inputs.count) inputs",
          wanted: "one input, or for count its weights as a second one"))
    }
    var hot = x.indices.oneHot(classes: numTokens)
    if inputs.count == 2 {
      let weights = inputs[1].require(inputs[1].shape == x.shape, "weights \(x.shape)")
      hot = hot * weights.reshaped(Shape(weights.shape + [1]))
    }
    return hot.encoded(outputMode)
  }
}

extension Symbol {
  /// One-hot vectors `[…, indices, categories]` in a mode's own form.
  func encoded(_ mode: CategoryMode) -> Symbol {
    guard error == nil else { return self }
    switch mode {
    case .int: return self
    case .oneHot:
      guard shape.count > 2, shape[shape.count - 2] == 1 else { return self }
      return reshaped(Shape(shape.dropLast(2) + [shape.lastSize]))
    case .multiHot, .count:
      let x = require(shape.count == 3, "[batch, indices] for \(mode.rawValue)")
      return mode == .count ? x.sum(axis: 1) : x.max(axis: 1)
    }
  }
}
