import AssayCore
import AssayMetrics
import AssayModel

/// What samples of each class count in training: a class that is not named counts 1.
///
///     classWeights: [0: 1, 1: 5]
///     classWeights: .byOutput(["diagnosis": [1: 5]])
///
/// The class of a sample, or of a step, is its label as a class index, or the place of the greatest
/// element of a one-hot label. Sample weights of the data are multiplied by these.
///
/// - Source: `class_weight` of `keras.Model.fit`, which allows it for one output and without sample
///   weights.
public enum ClassWeights: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// The one output of a model.
  case all([Int: Double])
  /// Outputs by their names.
  case byOutput([String: [Int: Double]])

  public init(dictionaryLiteral weights: (Int, Double)...) {
    self = .all(Dictionary(weights, uniquingKeysWith: { $1 }))
  }

  /// The weights for each output; `nil` where every class counts 1.
  ///
  /// - Throws: ``TrainingError`` for weights that are negative or no numbers, for an output that there is
  ///   not, and for several outputs where none is named.
  func assigned(to outputs: [String]) throws(TrainingError) -> [[Int: Double]?] {
    let assigned: [[Int: Double]?]
    switch self {
    case .all(let weights):
      guard outputs.count == 1 else {
        throw .argument(
          "classWeights", found: "one table for the outputs \(outputs.joined(separator: ", "))",
          wanted: ".byOutput([\"\(outputs[0])\": […]])")
      }
      assigned = [weights]
    case .byOutput(let tables):
      if let name = tables.keys.sorted().first(where: { !outputs.contains($0) }) {
        throw .unknownOutput(argument: "classWeights", name: name, outputs: outputs)
      }
      assigned = outputs.map { tables[$0] }
    }
    for table in assigned.compactMap({ $0 }) {
      for (index, weight) in table.sorted(by: { $0.key < $1.key })
      where !(weight >= 0 && Float(weight).isFinite) {
        throw .argument(
          "classWeights", found: "\(weight) for class \(index)",
          wanted: "numbers from 0 to 3.4e38")
      }
    }
    return assigned
  }
}

extension Tensor {
  /// The weight of each label's class.
  ///
  /// - Parameters:
  ///   - isIndices: whether these are class indices in `wanted`'s shape, up to a last axis of 1.
  ///   - output: the shape of the output.
  func classWeights(_ table: [Int: Double], isIndices: Bool, output: Shape) -> Tensor {
    let classes = shape.lastSize
    let isOneHot =
      !isIndices && shape.count == output.count && classes > 1 && output.lastSize == classes
    let hasSpareAxis = !isOneHot && shape.count > 1 && classes == 1
    let rows = isOneHot || hasSpareAxis ? Shape(shape.dropLast()) : shape
    let weights = (0..<rows.elements).map { row -> Float in
      var index = row
      if isOneHot {
        index = (0..<classes).reduce(0) { best, candidate in
          double(at: row * classes + candidate) > double(at: row * classes + best)
            ? candidate : best
        }
      } else {
        // Half a class is none; Keras rounds to the even one.
        index = Int(exactly: double(at: row).rounded(.toNearestOrEven)) ?? 0
      }
      return Float(table[index] ?? 1)
    }
    return (try? Tensor(weights, shape: rows)) ?? Tensor(weights)
  }

  /// The products of two arrays of weights, the shorter shape beginning the longer; `nil` where it does
  /// not.
  func multiplied(byLeading other: Tensor) -> Tensor? {
    let (long, short) = shape.count >= other.shape.count ? (self, other) : (other, self)
    var sizes = Array(short.shape)
    while sizes.count > 1, sizes.last == 1,
      sizes.count > long.shape.count || long.shape[sizes.count - 1] != 1
    {
      sizes.removeLast()
    }
    guard Array(long.shape.prefix(sizes.count)) == sizes else { return nil }
    let share = long.count / Swift.max(short.count, 1)
    let products = (0..<long.count).map { index in
      Float(long.double(at: index) * short.double(at: index / Swift.max(share, 1)))
    }
    return try? Tensor(products, shape: long.shape)
  }
}
