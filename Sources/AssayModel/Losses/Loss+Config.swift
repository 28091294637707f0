extension Loss {
  /// A value in a configuration that Keras wrote.
  package enum ConfigValue: Equatable, Sendable, CustomStringConvertible {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([ConfigValue])

    package var description: String {
      switch self {
      case .null: "null"
      case .bool(let value): "\(value)"
      case .number(let value):
        Int(exactly: value).map { "\($0)" } ?? "\(value)"
      case .text(let value): "\"\(value)\""
      case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
      }
    }
  }

  /// A loss as Keras saves it: its class and the arguments it was made with.
  ///
  ///     try Loss(kerasClass: "Huber", config: ["delta": .number(3), "reduction": .text("sum")])
  ///
  /// - Parameters:
  ///   - config: what is missing has its default; `dtype` is read over.
  /// - Throws: ``ModelError/argument(where:found:wanted:)`` for a class, an argument or a value that Keras
  ///   does not have.
  package init(kerasClass name: String, config: [String: ConfigValue]) throws(ModelError) {
    var reader = ConfigReader(className: name, config: config)
    let reduction = try reader.reduction()
    self = try Loss.made(name, &reader, reduction)
    if let text = try reader.text("name") { self.name = text }
    try reader.finish()
  }

  private static func made(
    _ name: String, _ config: inout ConfigReader, _ reduction: Reduction
  ) throws(ModelError) -> Loss {
    switch name {
    case "MeanSquaredError": return .meanSquaredError(reduction: reduction)
    case "MeanAbsoluteError": return .meanAbsoluteError(reduction: reduction)
    case "MeanAbsolutePercentageError": return .meanAbsolutePercentageError(reduction: reduction)
    case "MeanSquaredLogarithmicError": return .meanSquaredLogarithmicError(reduction: reduction)
    case "Huber": return try .huber(delta: config.number("delta", 1), reduction: reduction)
    case "LogCosh": return .logCosh(reduction: reduction)
    case "Poisson": return .poisson(reduction: reduction)
    case "KLDivergence": return .klDivergence(reduction: reduction)
    case "CosineSimilarity":
      return try .cosineSimilarity(axis: config.axis(), reduction: reduction)
    case "Hinge": return .hinge(reduction: reduction)
    case "SquaredHinge": return .squaredHinge(reduction: reduction)
    case "CategoricalHinge": return .categoricalHinge(reduction: reduction)
    case "BinaryCrossentropy":
      return try .binaryCrossentropy(
        fromLogits: config.bool("from_logits", false),
        labelSmoothing: config.number("label_smoothing", 0), axis: config.axis(),
        reduction: reduction)
    case "BinaryFocalCrossentropy":
      return try .binaryFocalCrossentropy(
        applyClassBalancing: config.bool("apply_class_balancing", false),
        alpha: config.number("alpha", 0.25), gamma: config.number("gamma", 2),
        fromLogits: config.bool("from_logits", false),
        labelSmoothing: config.number("label_smoothing", 0), axis: config.axis(),
        reduction: reduction)
    case "CategoricalCrossentropy":
      return try .categoricalCrossentropy(
        fromLogits: config.bool("from_logits", false),
        labelSmoothing: config.number("label_smoothing", 0), axis: config.axis(),
        reduction: reduction)
    case "CategoricalFocalCrossentropy":
      return try .categoricalFocalCrossentropy(
        alpha: config.number("alpha", 0.25), gamma: config.number("gamma", 2),
        fromLogits: config.bool("from_logits", false),
        labelSmoothing: config.number("label_smoothing", 0), axis: config.axis(),
        reduction: reduction)
    case "SparseCategoricalCrossentropy":
      return try .sparseCategoricalCrossentropy(
        fromLogits: config.bool("from_logits", false),
        ignoreClasses: Set(config.integers("ignore_class") ?? []), axis: config.axis(),
        reduction: reduction)
    case "CategoricalGeneralizedCrossEntropy":
      return try .categoricalGeneralizedCrossEntropy(
        q: config.number("q", 0.5), reduction: reduction)
    case "Dice": return try .dice(axis: config.integers("axis"), reduction: reduction)
    case "Tversky":
      return try .tversky(
        alpha: config.number("alpha", 0.5), beta: config.number("beta", 0.5),
        axis: config.integers("axis"), reduction: reduction)
    case "Circle":
      return try .circle(
        gamma: config.number("gamma", 80), margin: config.number("margin", 0.4),
        removeDiagonal: config.bool("remove_diagonal", true), reduction: reduction)
    case "CTC": return .ctc(reduction: reduction)
    default:
      let classes = Catalog.entries.map(\.loss.className).joined(separator: ", ")
      throw .argument(where: "loss", found: "class \"\(name)\"", wanted: "one of \(classes)")
    }
  }
}

/// Takes arguments out of a configuration, and finds those that nobody took.
private struct ConfigReader {
  let className: String
  var config: [String: Loss.ConfigValue]

  mutating func take(_ key: String) -> Loss.ConfigValue? {
    let value = config.removeValue(forKey: key)
    return value == .null ? nil : value
  }

  func wrong(_ key: String, _ value: Loss.ConfigValue, wanted: String) -> ModelError {
    .argument(where: className, found: "\(key) is \(value)", wanted: wanted)
  }

  mutating func bool(_ key: String, _ standard: Bool) throws(ModelError) -> Bool {
    guard let value = take(key) else { return standard }
    guard case .bool(let bool) = value else { throw wrong(key, value, wanted: "true or false") }
    return bool
  }

  mutating func number(_ key: String, _ standard: Float) throws(ModelError) -> Float {
    guard let value = take(key) else { return standard }
    guard case .number(let number) = value else { throw wrong(key, value, wanted: "a number") }
    return Float(number)
  }

  mutating func text(_ key: String) throws(ModelError) -> String? {
    guard let value = take(key) else { return nil }
    guard case .text(let text) = value else { throw wrong(key, value, wanted: "a text") }
    return text
  }

  mutating func axis() throws(ModelError) -> Int {
    guard let value = take("axis") else { return -1 }
    guard case .number(let number) = value, let axis = Int(exactly: number) else {
      throw wrong("axis", value, wanted: "a whole number")
    }
    return axis
  }

  /// One whole number, or a list of such.
  mutating func integers(_ key: String) throws(ModelError) -> [Int]? {
    guard let value = take(key) else { return nil }
    let values = if case .list(let values) = value { values } else { [value] }
    var found: [Int] = []
    for one in values {
      guard case .number(let number) = one, let whole = Int(exactly: number) else {
        throw wrong(key, value, wanted: "a whole number, or a list of such")
      }
      found.append(whole)
    }
    return found
  }

  mutating func reduction() throws(ModelError) -> Loss.Reduction {
    guard let value = config.removeValue(forKey: "reduction") else { return .sumOverBatchSize }
    if value == .null { return .none }
    if case .text(let text) = value, let reduction = Loss.Reduction(rawValue: text) {
      return reduction
    }
    let names = Loss.Reduction.allCases.map(\.rawValue).joined(separator: ", ")
    throw wrong("reduction", value, wanted: "null or one of \(names)")
  }

  /// - Throws: ``ModelError/argument(where:found:wanted:)`` for an argument that is left.
  mutating func finish() throws(ModelError) {
    config.removeValue(forKey: "dtype")
    guard let key = config.keys.min() else { return }
    throw .argument(
      where: className, found: "an argument \"\(key)\"", wanted: "the arguments that Keras has")
  }
}
