/// A metric that has a place in the ``MetricCatalog``: it can be asked for by name, with arguments.
///
///     let arguments = MetricArguments("TopKCategoricalAccuracy", ["k": 3])
///     try TopKCategoricalAccuracy(arguments: arguments)
public protocol CatalogMetric: Metric, Codable, Equatable {
  /// What it is, in one line without a full stop.
  static var summary: String { get }
  /// What it counts, in the plural: "elements" by default.
  static var unit: String { get }
  /// Further names: Keras's short ones, `mse`, or Assay's own spelling, `auc-exact`.
  static var aliases: [String] { get }
  /// The arguments it takes, by Keras's names.
  static var parameters: [MetricParameter] { get }
  /// Whether what it has counted grows with the data; doc comments say by how much.
  static var isGrowing: Bool { get }
  /// Whether Keras 3.15 has this class.
  static var isInKeras: Bool { get }

  /// - Throws: ``MetricError`` for an argument that is unknown, missing or out of range.
  init(arguments: MetricArguments) throws

  /// The arguments that make this metric: Keras's configuration without `name` and `dtype`.
  var arguments: [String: MetricArgument] { get }
}

extension CatalogMetric {
  public static var unit: String { "elements" }
  public var unit: String { Self.unit }
  public static var aliases: [String] { [] }
  public static var parameters: [MetricParameter] { [] }
  public static var isGrowing: Bool { false }
  public static var isInKeras: Bool { true }
  public var arguments: [String: MetricArgument] { [:] }

  /// The class, as Keras and configurations call it.
  public static var className: String { "\(Self.self)" }

  /// Throws unless the arguments are among ``parameters``.
  public static func check(_ arguments: MetricArguments) throws {
    try arguments.requireKnown(parameters.map(\.name))
  }
}
