import AssayModel

/// A stack of layers, from an input to one output.
///
///     let model = Sequential {
///       Input(8, 8)
///       Flatten()
///       Dense(64, activation: .relu)
///       Dense(10)
///     }
///
/// - Source: `keras.Sequential`.
public final class Sequential: Model {
  /// - Parameters:
  ///   - seed: of the first weights; the same seed gives the same ones.
  ///   - name: what it is called as a layer of another model.
  public init(
    seed: UInt64 = 0, name: String? = nil,
    @SequentialBuilder _ parts: () -> [SequentialBuilder.Part]
  ) {
    let parts = parts()
    guard case .input(let input)? = parts.first else {
      let failed = Symbol.failed("Sequential: the first part must be an Input, such as Input(8, 8)")
      super.init(inputs: [failed], outputs: [failed], seed: seed, name: name)
      return
    }
    var output = input
    for part in parts.dropFirst() {
      switch part {
      case .layer(let layer):
        let results = layer.outputs(of: output)
        output =
          results.count == 1
          ? results[0]
          : .failed(
            "Sequential: \(layer.className) gives \(results.count) results; a stack passes on one. "
              + "Leave out returnState, or make a Model of inputs and outputs")
      case .input: output = .failed("Sequential: a second Input; a stack has one, at its start")
      }
    }
    super.init(inputs: [input], outputs: [output], seed: seed, name: name)
  }

  override var className: String { "Sequential" }
}

/// Collects the parts of a ``Sequential``; `if` and `for` may be used.
@resultBuilder
public enum SequentialBuilder {
  public enum Part {
    case input(Symbol)
    case layer(Layer)
  }

  public static func buildExpression(_ input: Symbol) -> [Part] { [.input(input)] }
  public static func buildExpression(_ layer: Layer) -> [Part] { [.layer(layer)] }
  public static func buildExpression(_ model: Model) -> [Part] { [.layer(model.layer)] }
  public static func buildBlock(_ parts: [Part]...) -> [Part] { parts.flatMap { $0 } }
  public static func buildOptional(_ parts: [Part]?) -> [Part] { parts ?? [] }
  public static func buildEither(first parts: [Part]) -> [Part] { parts }
  public static func buildEither(second parts: [Part]) -> [Part] { parts }
  public static func buildArray(_ parts: [[Part]]) -> [Part] { parts.flatMap { $0 } }
}
