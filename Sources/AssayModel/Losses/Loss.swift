import AssayCore

/// What training makes small: a formula over labels and predictions, and how its values become one.
///
///     Loss.meanSquaredError
///     Loss.sparseCategoricalCrossentropy(fromLogits: true)
///     Loss("log_cosh") { labels, predictions in
///       let error = predictions - labels
///       return (error + (-2 * error).softplus() - 0.6931472).mean(axis: -1)
///     }
///
/// - Source: `keras.losses`; the same names, defaults and formulas.
public struct Loss: Sendable {
  /// How the values of a batch become one number.
  public enum Reduction: String, Sendable, Codable, CaseIterable {
    /// `Σ value · weight / number of values`.
    case sumOverBatchSize = "sum_over_batch_size"
    /// The same, by its other name.
    case mean
    /// `Σ value · weight`.
    case sum
    /// `Σ value · weight / Σ weight`, and 0 where the weights sum to 0.
    ///
    /// Weights of the values' rank count once each, as Keras counts them, also where a size of 1 repeats;
    /// weights of a lower rank, which Keras refuses, as often as they are used.
    case meanWithSampleWeight = "mean_with_sample_weight"
    /// No reduction: the values themselves. Training needs one of the others.
    case none
  }

  /// What labels a loss takes.
  public enum Labels: Sendable {
    /// Numbers in the shape of the predictions.
    case likePredictions
    /// The index of the right class, in the shape of the predictions without their axis of classes.
    case classIndices
    /// The index of a class for each sample, whatever the shape of the predictions: `[batch]`.
    case sampleIndices
    /// A sequence of indices for each sample, as long as the data has it, padded with 0: `[batch, length]`.
    case sequences
  }

  /// Keras's name of the loss function: `mean_squared_error`.
  public internal(set) var name: String
  /// Keras's class name, or the name itself for a loss of the user's own.
  public let className: String
  public let labels: Labels
  /// Whether predictions are logits; `nil` where the loss does not ask.
  public let fromLogits: Bool?
  public var reduction: Reduction
  /// What the loss was made with beside its reduction, by Keras's names and in Keras's order.
  package let arguments: [Argument]
  /// Whether the formula is the user's own.
  package let isCustom: Bool
  /// The name in Keras's letters that this was found by, if it was: `mse`.
  package internal(set) var word: String?
  /// The axis of classes, where labels are ``Labels/classIndices``.
  package let classAxis: Int
  /// Labels that count as absent.
  package let ignoredClasses: Set<Int>
  private let formula: Formula
  private let ownMask: OwnMask?

  /// One of Keras's arguments.
  package struct Argument: Sendable, Equatable {
    package let name: String
    package let value: ConfigValue
    /// Whether Keras writes it; it reads the others, too.
    package let isWritten: Bool
    /// Whether it is what Keras takes where there is none.
    package let isStandard: Bool

    init(
      _ name: String, _ value: ConfigValue, standard: ConfigValue, isWritten: Bool = true
    ) {
      self.name = name
      self.value = value
      self.isWritten = isWritten
      isStandard = value == standard
    }
  }

  typealias Formula = @Sendable (_ labels: Symbol, _ predictions: Symbol) -> Symbol
  /// 1 where a value counts, 0 where the loss itself leaves it out.
  typealias OwnMask = @Sendable (_ labels: Symbol, _ values: Symbol) -> Symbol

  /// A loss of one's own, from symbols.
  ///
  /// - Parameters:
  ///   - name: the key in logs and messages.
  ///   - labels: what labels it takes; of classes, ``Symbol/oneHot(classes:)`` makes numbers.
  ///   - values: one value a sample or more, `[batch, …]`, or a scalar for the whole batch, which cannot
  ///     be weighted.
  public init(
    _ name: String, labels: Labels = .likePredictions, reduction: Reduction = .sumOverBatchSize,
    values: @escaping @Sendable (_ labels: Symbol, _ predictions: Symbol) -> Symbol
  ) {
    self.init(
      name, className: name, isCustom: true, labels: labels, reduction: reduction, formula: values)
  }

  init(
    _ name: String, className: String, arguments: [Argument] = [], isCustom: Bool = false,
    labels: Labels = .likePredictions, fromLogits: Bool? = nil,
    classAxis: Int = -1, ignoredClasses: Set<Int> = [], reduction: Reduction,
    mask: OwnMask? = nil, formula: @escaping Formula
  ) {
    self.name = name
    self.className = className
    self.arguments = arguments
    self.isCustom = isCustom
    self.labels = labels
    self.fromLogits = fromLogits
    self.classAxis = classAxis
    self.ignoredClasses = ignoredClasses
    self.reduction = reduction
    self.formula = formula
    ownMask = mask
  }

  /// The values before reduction.
  package func values(labels: Symbol, predictions: Symbol) -> Symbol {
    formula(labels, predictions)
  }

  /// What the loss itself leaves out of the mean: 1 where a value counts, else 0; `nil` where all count.
  package func mask(labels: Symbol, values: Symbol) -> Symbol? { ownMask?(labels, values) }
}
