import AssayCore

/// A step of a model: its configuration, and how it turns symbols into symbols.
///
/// A layer of one's own is a subclass with one method:
///
///     final class Scale: Layer {
///       override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
///         x * scope.parameter("scale", [x.shape.lastSize], .ones)
///       }
///     }
///
/// Identity is weight sharing: one layer called on two symbols uses one set of parameters.
open class Layer {
  /// The name given by the user; a model names the others by their class, as Keras does: `dense_1`.
  public let name: String?
  package let scope = Scope()
  /// A penalty for the size of the layer's result, divided by the number of samples.
  public internal(set) var activityRegularizer: Regularizer?

  public init(name: String? = nil) { self.name = name }

  /// Keras's name of the class.
  open var className: String { String(describing: type(of: self)) }

  /// Declares the parameters and builds the result, for a layer of one input.
  ///
  /// - Throws: nothing; a mistake stays in the symbol (``Symbol/require(_:_:)``).
  open func call(_ x: Symbol, _ scope: Scope) -> Symbol { x }

  /// The same for a layer of any number of inputs.
  open func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol {
    guard inputs.count == 1 else {
      return Symbol(
        failure: .shape(where: "", got: "\(inputs.count) inputs", wanted: "one input"))
    }
    return call(inputs[0], scope)
  }

  /// Whether padding that is known of the input is known of the result: `false` by default, as for
  /// layers that mix the steps or have none.
  open var supportsMasking: Bool { false }

  /// Where the result has something, if that is known; the input's mask by default. Asked only of a
  /// layer that supports masking.
  open func mask(of inputs: [Symbol], output: Symbol) -> Symbol? { inputs.first?.mask }

  public final func callAsFunction(_ inputs: Symbol...) -> Symbol { callAsFunction(inputs) }

  public final func callAsFunction(_ inputs: [Symbol]) -> Symbol {
    if let failed = inputs.first(where: { $0.error != nil }) { return failed }
    let nodes = inputs.map(\.node)
    do throws(ModelError) {
      let made = call(inputs, scope)
      if let activityRegularizer, made.error == nil {
        scope.addLoss(activityRegularizer(made) / made.samples)
      }
      let (losses, reports) = try scope.takeReports()
      if let error = made.error { throw error }
      // A node of its own, so that the call can be found where the layer changed nothing.
      let result = Symbol.apply(ReshapeOp(target: made.shape), made)
      let mask = supportsMasking ? self.mask(of: inputs, output: result) : nil
      if let error = mask?.error { throw error }
      result.node.mask = mask?.node
      result.node.origin = LayerCall(
        layer: self, inputs: nodes, losses: losses, reports: reports,
        dropsMask: mask == nil && nodes.contains { $0.mask != nil })
      return result
    } catch {
      return Symbol(failure: error.located(at: place(after: nodes)))
    }
  }

  /// What to call this layer in a message: its name, or the one it would get in a model.
  private func place(after inputs: [Node]) -> String {
    if let name { return "\(className) \"\(name)\"" }
    let calls = topologicalOrder(inputs).compactMap(\.origin)
    var names = LayerNames(reserving: calls.compactMap(\.layer.name))
    for call in calls { _ = names.name(of: call.layer) }
    return "\(className) \"\(names.name(of: self))\""
  }
}

extension Symbol {
  /// This symbol if `condition` holds, else a mistake that says what was wanted.
  public func require(_ condition: Bool, _ wanted: @autoclosure () -> String) -> Symbol {
    guard error == nil, !condition else { return self }
    return Symbol(failure: .shape(where: "", got: "\(shape)", wanted: wanted()))
  }
}

/// Gives every layer of a model a name of its own, by Keras's rule: the class in snake case, then
/// `_1`, `_2` in the order of use. A name that the user gave stays as it is.
struct LayerNames {
  private var taken: Set<String>
  private var names: [ObjectIdentifier: String] = [:]

  /// - Parameters:
  ///   - given: the names of the user's, which no other layer gets.
  init(reserving given: [String]) { taken = Set(given) }

  mutating func name(of layer: Layer) -> String {
    if let known = layer.name ?? names[ObjectIdentifier(layer)] { return known }
    let base = snakeCase(layer.className)
    var name = base
    var number = 0
    while !taken.insert(name).inserted {
      number += 1
      name = "\(base)_\(number)"
    }
    names[ObjectIdentifier(layer)] = name
    return name
  }
}

/// Keras's snake case: `_` before an upper-case letter that starts a lower-case run.
func snakeCase(_ name: String) -> String {
  let letters = Array(name)
  var result = ""
  for (index, letter) in letters.enumerated() {
    if index > 0, letter.isUppercase {
      let previous = letters[index - 1]
      let startsWord = index + 1 < letters.count && letters[index + 1].isLowercase
      if previous.isLowercase || startsWord { result += "_" }
    }
    result += letter.lowercased()
  }
  return result
}
