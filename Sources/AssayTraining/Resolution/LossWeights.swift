/// What each output's loss counts in the total: one number, a list in the model's order, or numbers by
/// the outputs' names.
///
///     lossWeights: ["diagnosis": 2, "radius": 0.5]
///
/// The losses in the logs are those before this weighting, as in Keras; `loss` is the weighted sum.
public struct LossWeights: Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  private enum Kind: Sendable {
    case list([Double])
    case byOutput([(name: String, weight: Double)])
  }
  private let kind: Kind

  /// One number, for a model of one output.
  public init(_ weight: Double) { kind = .list([weight]) }
  /// One for each output, in the model's order.
  public init(_ weights: [Double]) { kind = .list(weights) }
  /// Numbers by the outputs' names; an output that is not named counts 1.
  public init(byOutput weights: [String: Double]) {
    kind = .byOutput(weights.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }

  public init(floatLiteral weight: Double) { self.init(weight) }
  public init(integerLiteral weight: Int) { self.init(Double(weight)) }
  public init(arrayLiteral weights: Double...) { self.init(weights) }
  public init(dictionaryLiteral weights: (String, Double)...) {
    kind = .byOutput(weights.map { ($0, $1) })
  }

  /// The weight for each output.
  ///
  /// - Throws: ``TrainingError`` for another number of weights than of outputs, an unknown name, or a
  ///   weight that a `Float` does not hold.
  func assigned(to outputs: [String]) throws(TrainingError) -> [Double] {
    let weights: [Double]
    switch kind {
    case .list(let given):
      guard given.count == outputs.count else {
        throw .lossWeightCount(found: given.count, outputs: outputs)
      }
      weights = given
    case .byOutput(let given):
      if let wrong = given.first(where: { !outputs.contains($0.name) }) {
        throw .unknownOutput(argument: "lossWeights", name: wrong.name, outputs: outputs)
      }
      weights = outputs.map { output in given.last { $0.name == output }?.weight ?? 1 }
    }
    if let wrong = weights.first(where: { !Float($0).isFinite }) {
      throw .argument(
        "lossWeights", found: "\(wrong)", wanted: "numbers from -3.4e38 to 3.4e38")
    }
    return weights
  }
}
