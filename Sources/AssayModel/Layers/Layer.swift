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
  public package(set) var activityRegularizer: Regularizer?
  /// Whether indices that come in are taken as numbers, as by Keras's layers.
  package var castsIndices = false
  /// What a file made the layer with that means nothing here.
  package var keptArguments: [KeptArgument] = []

  public init(name: String? = nil) {
    self.name = name
    scope.layer = self
  }

  /// Whether training changes the layer's parameters: `true`. Models read it when they are compiled; a layer
  /// made of layers has no say once they do.
  ///
  /// - Source: `keras.layers.Layer.trainable`: setting it sets it for the layers inside.
  public var isTrainable = true {
    didSet { for layer in sublayers { layer.isTrainable = isTrainable } }
  }

  /// The layers that this one is made of.
  open var sublayers: [Layer] { [] }

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

  /// The same for a layer of several results, such as a sequence and a state.
  open func results(_ inputs: [Symbol], _ scope: Scope) -> [Symbol] { [call(inputs, scope)] }

  /// Whether padding that is known of the input is known of the result: `false` by default, as for
  /// layers that mix the steps or have none.
  open var supportsMasking: Bool { false }

  /// Where the result has something, if that is known; the input's mask by default. Asked only of a
  /// layer that supports masking.
  open func mask(of inputs: [Symbol], output: Symbol) -> Symbol? { inputs.first?.mask }

  /// The same for each of several results; only the first has a mask by default.
  open func masks(of inputs: [Symbol], outputs: [Symbol]) -> [Symbol?] {
    outputs.indices.map { $0 == 0 ? mask(of: inputs, output: outputs[0]) : nil }
  }

  public final func callAsFunction(_ inputs: Symbol..., training: Bool? = nil) -> Symbol {
    callAsFunction(inputs, training: training)
  }

  /// The layer's result, or the first of several.
  ///
  /// - Parameters:
  ///   - training: whether this call behaves as in training or as in inference; by default as the program
  ///     that runs it.
  public final func callAsFunction(_ inputs: [Symbol], training: Bool? = nil) -> Symbol {
    outputs(of: inputs, training: training)[0]
  }

  /// All results of the layer: one for most.
  public final func outputs(of inputs: Symbol..., training: Bool? = nil) -> [Symbol] {
    outputs(of: inputs, training: training)
  }

  public final func outputs(of inputs: [Symbol], training: Bool? = nil) -> [Symbol] {
    outputs(of: inputs, CallForm(training: training))
  }

  /// The same for a call as a file describes it.
  package final func outputs(of inputs: [Symbol], _ form: CallForm) -> [Symbol] {
    if let failed = inputs.first(where: { $0.error != nil }) { return [failed] }
    let nodes = inputs.map(\.node)
    do throws(ModelError) {
      let given = form.masked(
        castsIndices ? inputs.map { $0.asFloats.masked(by: $0.mask) } : inputs)
      for one in given { if let error = one.error { throw error } }
      let outer = scope.training
      scope.training = form.training
      defer { scope.training = outer }
      let made = results(given, scope)
      precondition(!made.isEmpty, "\(className): a layer has one result or more")
      if let activityRegularizer, made[0].error == nil {
        for one in made { scope.addLoss(activityRegularizer(one) / one.samples) }
      }
      let report = try scope.takeReports()
      for one in made { if let error = one.error { throw error } }
      // Nodes of their own, so that the call can be found where the layer changed nothing.
      let results = made.map { Symbol.apply(ReshapeOp(target: $0.shape), $0) }
      let masks =
        supportsMasking ? self.masks(of: inputs, outputs: results) : results.map { _ in nil }
      for mask in masks { if let error = mask?.error { throw error } }
      let call = LayerCall(
        layer: self, inputs: nodes, made: made.map(\.node), reported: report,
        dropsMask: !supportsMasking && nodes.contains { $0.mask != nil }, form: form)
      for (index, result) in results.enumerated() {
        result.node.mask = masks[index]?.node
        result.node.origin = call
        result.node.originIndex = index
      }
      return results
    } catch {
      return [Symbol(failure: error.located(at: place(after: nodes)))]
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

/// An argument of a file's that is kept only to be written again, such as the seed of an initializer.
package struct KeptArgument {
  /// Where it stands in the configuration: `kernel_initializer`, `config`, `seed`.
  package let path: [String]
  package let value: JSON

  package init(path: [String], value: JSON) {
    self.path = path
    self.value = value
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
package struct LayerNames {
  private var taken: Set<String>
  private var names: [ObjectIdentifier: String] = [:]
  // The number that each class has come to.
  private var numbers: [String: Int] = [:]

  /// - Parameters:
  ///   - given: the names of the user's, which no other layer gets.
  package init(reserving given: [String]) { taken = Set(given) }

  package mutating func name(of layer: Layer) -> String {
    if let known = layer.name ?? names[ObjectIdentifier(layer)] { return known }
    let base = snakeCase(layer.className)
    var number = numbers[base, default: 0]
    var name = number == 0 ? base : "\(base)_\(number)"
    while !taken.insert(name).inserted {
      number += 1
      name = "\(base)_\(number)"
    }
    numbers[base] = number
    names[ObjectIdentifier(layer)] = name
    return name
  }
}

/// Keras's snake case: `_` before an upper-case letter that starts a lower-case run.
package func snakeCase(_ name: String) -> String {
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
