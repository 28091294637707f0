import AssayCore
import CKernels

/// What a normalization divides by, and how a value is cut for it: `[outer, places, groups, channels,
/// inner]`, with statistics over all but `outer` and `groups`.
package struct NormalizationForm: Sendable {
  package enum Kind: Int, Sendable {
    case deviation, rootMeanSquare, length
  }
  let kind: Kind
  let epsilon: Float
  /// How many axes are `outer`.
  let leading: Int
  /// The axis of the channels of all groups, at or behind `leading`; everything behind `leading` is one
  /// channel axis where it is `nil`.
  let channelAxis: Int?
  let groups: Int

  package init(
    kind: Kind, epsilon: Float, leading: Int, channelAxis: Int? = nil, groups: Int = 1
  ) {
    self.kind = kind
    self.epsilon = epsilon
    self.leading = leading
    self.channelAxis = channelAxis
    self.groups = groups
  }

  /// The sizes in the order of the kernels.
  func sizes(_ x: Shape) -> [Int] {
    let outer = x[..<leading].reduce(1, *)
    guard let axis = channelAxis else {
      return [outer, 1, 1, x[leading...].reduce(1, *), 1]
    }
    return [
      outer, x[leading..<axis].reduce(1, *), groups, x[axis] / groups,
      x[(axis + 1)...].reduce(1, *),
    ]
  }

  var settings: [Float] { [epsilon, Float(kind.rawValue)] }

  func statistics(of x: Shape) -> Shape {
    Shape(Array(x[..<leading]) + (groups > 1 ? [groups, 2] : [2]))
  }
}

/// The mean and the factor of each group of each sample.
struct NormalizationStatistics: Op {
  let form: NormalizationForm

  func shape(of inputs: [Shape]) -> Shape { form.statistics(of: inputs[0]) }

  // What reads them has the whole gradient.
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [nil] }

  func operations(_ node: Node, batchSize: Int) -> Int {
    2 * node.inputs[0].shape.filled(batchSize).elements
  }

  var isByRow: Bool { true }

  func plan(_ node: Node, _ planner: inout Planner) {
    let x = planner.shape(node.inputs[0])
    planner.call(
      assay_normalization_statistics, [planner.buffer(node.inputs[0]), planner.buffer(node)],
      sizes: form.sizes(x), settings: form.settings, work: x.elements)
  }
}

/// `(x − mean) · factor · gamma + beta` of an input, its statistics, and gamma and beta where there are.
///
/// - Gradient: through the statistics too; keeps the input and the statistics.
struct Normalize: Op {
  let form: NormalizationForm
  let hasGamma: Bool
  let hasBeta: Bool

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    let gamma = hasGamma ? [inputs[2]] : []
    var gradients: [Symbol?] = [
      .apply(
        NormalizeGradient(form: form, hasGamma: hasGamma),
        to: [inputs[0], inputs[1]] + gamma + [dy]
      ), nil,
    ]
    guard let parameter = inputs.dropFirst(2).first else { return gradients }
    let both = Symbol.apply(
      NormalizeParameterGradient(form: form), inputs[0], inputs[1], dy)
    if hasGamma { gradients.append(both.sliced(axis: 0, 0..<1).reshaped(parameter.shape)) }
    if hasBeta { gradients.append(both.sliced(axis: 0, 1..<2).reshaped(parameter.shape)) }
    return gradients
  }

  var overwritableInput: Int? { 0 }

  func operations(_ node: Node, batchSize: Int) -> Int {
    4 * node.shape.filled(batchSize).elements
  }

  var isByRow: Bool { true }

  func plan(_ node: Node, _ planner: inout Planner) {
    let x = planner.shape(node)
    planner.call(
      assay_normalize,
      [
        planner.buffer(node.inputs[0]), planner.buffer(node.inputs[1]),
        hasGamma ? planner.buffer(node.inputs[2]) : nil,
        hasBeta ? planner.buffer(node.inputs[hasGamma ? 3 : 2]) : nil, planner.buffer(node),
      ], sizes: form.sizes(x), settings: form.settings, work: x.elements)
  }
}

/// The gradient of ``Normalize`` with respect to its input.
struct NormalizeGradient: Op {
  let form: NormalizationForm
  let hasGamma: Bool

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("NormalizeGradient: second derivatives are not supported")
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    8 * node.shape.filled(batchSize).elements
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let x = planner.shape(node)
    planner.call(
      assay_normalize_gradient,
      [
        planner.buffer(node.inputs[0]), planner.buffer(node.inputs[1]),
        hasGamma ? planner.buffer(node.inputs[2]) : nil,
        planner.buffer(node.inputs[hasGamma ? 3 : 2]), planner.buffer(node),
      ], sizes: form.sizes(x), settings: form.settings, work: x.elements)
  }
}

/// The gradients of ``Normalize`` with respect to gamma and beta: `[2, channels of all groups]`.
struct NormalizeParameterGradient: Op {
  let form: NormalizationForm

  func shape(of inputs: [Shape]) -> Shape {
    let sizes = form.sizes(inputs[0].filled(1))
    return [2, sizes[2] * sizes[3]]
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("NormalizeParameterGradient: second derivatives are not supported")
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    4 * node.inputs[0].shape.filled(batchSize).elements
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let x = planner.shape(node.inputs[0])
    planner.call(
      assay_normalize_parameter_gradient,
      (node.inputs + [node]).map { planner.buffer($0) }, sizes: form.sizes(x),
      settings: form.settings, work: x.elements)
  }
}

extension Symbol {
  /// This value normalized, times gamma and plus beta where there are.
  package func normalized(_ form: NormalizationForm, gamma: Symbol? = nil, beta: Symbol? = nil)
    -> Symbol
  {
    let statistics = Symbol.apply(NormalizationStatistics(form: form), self)
    let normalize = Normalize(form: form, hasGamma: gamma != nil, hasBeta: beta != nil)
    return .apply(normalize, to: [self, statistics] + [gamma, beta].compactMap { $0 })
  }

  /// This value normalized over the given axes, which are moved behind the others for it.
  ///
  /// - Parameters:
  ///   - parameters: gamma and beta of the sizes of those axes, made once the sizes are known.
  func normalized(
    over axes: [Int], _ kind: NormalizationForm.Kind, epsilon: Float,
    _ parameters: (Shape) -> (gamma: Symbol?, beta: Symbol?) = { _ in (nil, nil) }
  ) -> Symbol {
    guard error == nil else { return self }
    let places = Set(axes.compactMap { shape.axis($0) })
    guard !axes.isEmpty, places.count == axes.count, !places.contains(0) else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(shape) with axis \(axes.count == 1 ? "\(axes[0])" : "\(axes)")",
          wanted: "axes that the input has, each once, other than that of the batch"))
    }
    let last = places.sorted()
    let order = shape.indices.filter { !places.contains($0) } + last
    let (gamma, beta) = parameters(Shape(last.map { shape[$0] }))
    let form = NormalizationForm(
      kind: kind, epsilon: epsilon, leading: shape.count - last.count)
    let normalized = transposed(to: order).normalized(form, gamma: gamma, beta: beta)
    return normalized.transposed(to: shape.indices.map { order.firstIndex(of: $0) ?? 0 })
  }

  /// Each row of the last axis divided by its Euclidean length, which counts as 1e-7 at least.
  func dividedByLength() -> Symbol {
    normalized(
      NormalizationForm(kind: .length, epsilon: 1e-7, leading: Swift.max(shape.count - 1, 0)))
  }
}
