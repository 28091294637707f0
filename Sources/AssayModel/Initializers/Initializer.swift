import AssayCore

/// How a parameter's numbers start, by Keras's names and distributions.
///
///     Dense(64, kernelInitializer: .heNormal)
///
/// - Source: `keras.initializers`. Fans: `[inputs, outputs]` for a matrix; of a longer shape the leading
///   axes multiply both.
public indirect enum Initializer: Sendable, Equatable, Codable {
  case zeros, ones
  case constant(Float)
  /// These numbers, row by row.
  case values([Float])
  /// Uniform in `minimum..<maximum`.
  case randomUniform(minimum: Float = -0.05, maximum: Float = 0.05)
  case randomNormal(mean: Float = 0, deviation: Float = 0.05)
  /// Normal, drawn again beyond two deviations.
  case truncatedNormal(mean: Float = 0, deviation: Float = 0.05)
  /// Uniform or truncated normal, of variance `scale / fan`.
  case varianceScaling(scale: Float, fan: Fan, distribution: Distribution)
  /// A matrix with orthonormal columns (or rows, where they are fewer), times `gain`.
  case orthogonal(gain: Float = 1)
  /// The unit matrix, times `gain`.
  case identity(gain: Float = 1)
  /// The bias of an LSTM's four gates: 1 for the forget gate, the others as said.
  case unitForgetBias(Initializer)

  public enum Fan: String, Sendable, Codable { case input, output, average }
  public enum Distribution: String, Sendable, Codable {
    case uniform, truncatedNormal, untruncatedNormal
  }

  public static let glorotUniform = varianceScaling(1, .average, .uniform)
  public static let glorotNormal = varianceScaling(1, .average, .truncatedNormal)
  public static let heUniform = varianceScaling(2, .input, .uniform)
  public static let heNormal = varianceScaling(2, .input, .truncatedNormal)
  public static let lecunUniform = varianceScaling(1, .input, .uniform)
  public static let lecunNormal = varianceScaling(1, .input, .truncatedNormal)

  private static func varianceScaling(
    _ scale: Float, _ fan: Fan, _ distribution: Distribution
  ) -> Initializer {
    .varianceScaling(scale: scale, fan: fan, distribution: distribution)
  }

  /// Fills `values`, the elements of a parameter of `shape`, row by row.
  ///
  /// - Throws: ``ModelError/argument(where:found:wanted:)`` where the shape does not suit.
  package func fill(
    _ values: UnsafeMutableBufferPointer<Float>, shape: Shape, random: inout Philox
  ) throws(ModelError) {
    try check(shape)
    switch self {
    case .zeros: values.update(repeating: 0)
    case .ones: values.update(repeating: 1)
    case .constant(let value): values.update(repeating: value)
    case .values(let given): for i in values.indices { values[i] = given[i] }
    case .randomUniform(let minimum, let maximum):
      for i in values.indices { values[i] = minimum + (maximum - minimum) * random.nextUniform() }
    case .randomNormal(let mean, let deviation):
      for i in values.indices { values[i] = mean + deviation * Float(random.nextNormal()) }
    case .truncatedNormal(let mean, let deviation):
      for i in values.indices { values[i] = mean + deviation * Self.truncated(&random) }
    case .varianceScaling(let scale, let fan, let distribution):
      let variance = scale / Self.fan(fan, of: shape)
      for i in values.indices {
        switch distribution {
        case .uniform:
          values[i] = (3 * variance).squareRoot() * (2 * random.nextUniform() - 1)
        case .truncatedNormal:
          // The deviation of a normal cut at two deviations is 0.8796 of the uncut one's.
          values[i] = variance.squareRoot() / 0.87962566103423978 * Self.truncated(&random)
        case .untruncatedNormal:
          values[i] = variance.squareRoot() * Float(random.nextNormal())
        }
      }
    case .orthogonal(let gain):
      fillOrthogonal(values, columns: shape.lastSize, gain: gain, random: &random)
    case .identity(let gain):
      values.update(repeating: 0)
      for i in 0..<min(shape[0], shape[1]) { values[i * shape[1] + i] = gain }
    case .unitForgetBias(let others):
      let units = shape.lastSize / 4
      for (gates, initializer) in [(0..<1, others), (1..<2, .ones), (2..<4, others)] {
        let part = values[gates.lowerBound * units..<gates.upperBound * units]
        try initializer.fill(
          UnsafeMutableBufferPointer(rebasing: part), shape: [part.count], random: &random)
      }
    }
  }

  private static func truncated(_ random: inout Philox) -> Float {
    while true {
      let value = Float(random.nextNormal())
      if abs(value) <= 2 { return value }
    }
  }

  private static func fan(_ fan: Fan, of shape: Shape) -> Float {
    let field = shape.dropLast(2).reduce(1, *)
    let input = shape.count < 2 ? shape.elements : shape[shape.count - 2] * field
    let output = shape.count < 2 ? shape.elements : shape.lastSize * field
    return switch fan {
    case .input: Float(max(input, 1))
    case .output: Float(max(output, 1))
    case .average: max(Float(input + output) / 2, 1)
    }
  }

  /// Throws where the arguments or the shape make no distribution.
  private func check(_ shape: Shape) throws(ModelError) {
    func require(
      _ condition: Bool, _ name: String, _ found: @autoclosure () -> String, _ wanted: String
    ) throws(ModelError) {
      guard condition else {
        throw .argument(where: "Initializer.\(name)", found: found(), wanted: wanted)
      }
    }
    let positive = "a number of 0 or more"
    switch self {
    case .zeros, .ones, .constant: break
    case .values(let given):
      try require(
        given.count == shape.elements, "values", "\(given.count) numbers",
        "\(shape.elements) for a parameter of shape \(shape)")
    case .randomUniform(let minimum, let maximum):
      try require(
        minimum <= maximum, "randomUniform", "\(minimum) to \(maximum)",
        "a minimum that is not above the maximum")
    case .randomNormal(_, let deviation):
      try require(deviation >= 0, "randomNormal", "deviation is \(deviation)", positive)
    case .truncatedNormal(_, let deviation):
      try require(deviation >= 0, "truncatedNormal", "deviation is \(deviation)", positive)
    case .varianceScaling(let scale, _, _):
      try require(scale > 0, "varianceScaling", "scale is \(scale)", "a number above 0")
    case .orthogonal:
      try require(
        shape.count >= 2, "orthogonal", "a parameter of shape \(shape)", "two axes or more")
    case .unitForgetBias:
      try require(
        shape.count == 1 && shape[0] % 4 == 0, "unitForgetBias", "a parameter of shape \(shape)",
        "one axis for four gates")
    case .identity:
      try require(shape.count == 2, "identity", "a parameter of shape \(shape)", "two axes")
    }
  }
}
