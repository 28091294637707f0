import AssayCore

/// One array that training changes: its name in its layer, its shape and how it starts.
///
/// Identity is sharing: models that have one parameter have its numbers in one place.
public final class Parameter {
  /// The name in its layer, by Keras's words: `kernel`, `bias`.
  public let name: String
  public let shape: Shape
  public private(set) var initializer: Initializer
  public let isTrainable: Bool
  /// Whether it is what a layer remembers from batch to batch, and none of the model's weights.
  package let isState: Bool
  /// What is added to the loss for its size.
  public let regularizer: Regularizer?
  /// What it fulfils after every update.
  public let constraint: Constraint?
  /// Where the numbers are, once a model has been made; the models that share the parameter share them.
  var home: (memory: ParameterMemory, offset: Int)?

  init(
    name: String, shape: Shape, initializer: Initializer, isTrainable: Bool,
    regularizer: Regularizer? = nil, constraint: Constraint? = nil, isState: Bool = false
  ) {
    self.name = name
    self.shape = shape
    self.initializer = initializer
    self.isTrainable = isTrainable
    self.regularizer = regularizer
    self.constraint = constraint
    self.isState = isState
  }

  /// Gives the parameter other numbers, in the models that have it or in the first that will.
  package func restart(from values: [Float]) {
    precondition(values.count == shape.elements, "Parameter: \(values.count) numbers for \(shape)")
    initializer = .values(values)
    guard let home else { return }
    (home.memory.start + home.offset).update(from: values, count: values.count)
    ParameterVersions([self]).advance()
  }
}
