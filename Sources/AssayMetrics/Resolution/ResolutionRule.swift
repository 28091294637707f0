/// Whose rule says what `accuracy` and `crossentropy` become.
///
///     ResolutionRule(rawValue: "keras3")  // .keras3
///
/// The rules agree wherever Keras is right; ``Resolution`` says where they part.
public enum ResolutionRule: String, Sendable, Codable, CaseIterable, CustomStringConvertible {
  /// By shapes, last activation, loss and labels; where they do not decide, an error.
  case assay
  /// By shapes alone, as Keras 3 (and, for `accuracy`, tf.keras since 2.1).
  case keras3
  /// By output shape and loss, as TensorFlow 2.0 and Keras 2.3.
  // swift-format-ignore: AlwaysUseLowerCamelCase, the underscore is the point of a version
  case tensorflow2_0 = "tensorflow2.0"

  /// The name on the command line: `assay`, `keras3`, `tensorflow2.0`.
  public var description: String { rawValue }
}
