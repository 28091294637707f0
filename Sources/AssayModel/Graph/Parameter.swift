import AssayCore

/// One array that training changes: its name in its layer, its shape and how it starts.
///
/// The numbers live in the model's ``ParameterStore``; identity is sharing.
public final class Parameter {
  /// The name in its layer, by Keras's words: `kernel`, `bias`.
  public let name: String
  public let shape: Shape
  public let initializer: Initializer
  public let isTrainable: Bool

  init(name: String, shape: Shape, initializer: Initializer, isTrainable: Bool) {
    self.name = name
    self.shape = shape
    self.initializer = initializer
    self.isTrainable = isTrainable
  }
}

/// Where a layer declares its parameters. A layer that is called twice finds those of the first call.
public final class Scope {
  package private(set) var parameters: [Parameter] = []
  // One node a parameter, so that all its uses add up in one gradient.
  private var symbols: [Symbol] = []

  init() {}

  /// The parameter `name` of this layer, made by the first call.
  ///
  /// - Shape: static; another shape than the first call's is a mistake that stays in the symbol.
  public func parameter(
    _ name: String, _ shape: Shape, _ initializer: Initializer, trainable: Bool = true
  ) -> Symbol {
    if let index = parameters.firstIndex(where: { $0.name == name }) {
      let known = parameters[index]
      guard known.shape == shape else {
        return Symbol(
          failure: .shape(
            where: "", got: "an input that wants \(name) to be \(shape)",
            wanted: "an input for \(known.shape), as in the layer's first call"))
      }
      return symbols[index]
    }
    guard shape.isStatic, shape.allSatisfy({ $0 > 0 }) else {
      return Symbol(
        failure: .shape(
          where: "", got: "an input that makes \(name) \(shape)",
          wanted: "an input whose feature axes have sizes of 1 or more"))
    }
    guard shape.fitsMemory else { return Symbol(failure: .tooLarge("\(name) \(shape)")) }
    let parameter = Parameter(
      name: name, shape: shape, initializer: initializer, isTrainable: trainable)
    let symbol = Symbol.apply(ParameterOp(parameter: parameter))
    parameters.append(parameter)
    symbols.append(symbol)
    return symbol
  }
}
