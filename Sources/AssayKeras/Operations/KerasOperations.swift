import AssayCore
import AssayModel

/// The closed list of operations that may stand in a graph outside of layers, by Keras's class names.
enum KerasOperations {
  typealias Compute = @Sendable (OperationCall) throws -> [Symbol]

  static let all: [String: Compute] = [arithmetic, functions, masks, shapes].reduce(into: [:]) {
    $0.merge($1) { one, _ in one }
  }

  // MARK: Arithmetic

  private static let arithmetic: [String: Compute] = [
    "Add": { try [binary($0, +, +, +)] },
    "Subtract": { try [binary($0, -, -, -)] },
    "Multiply": { try [binary($0, *, *, *)] },
    "Divide": { try [binary($0, /, /, /)] },
    "TrueDivide": { try [binary($0, /, /, /)] },
    "Maximum": {
      try [
        binary(
          $0, { .maximum($0, $1) }, { .maximum($0, .constant($1)) }, { .maximum($1, .constant($0)) }
        )
      ]
    },
    "Minimum": {
      try [
        binary(
          $0, { .minimum($0, $1) }, { .minimum($0, .constant($1)) }, { .minimum($1, .constant($0)) }
        )
      ]
    },
    "Power": { call in
      guard case (.tensor(let x), .number(let exponent)) = try call.operands() else {
        throw call.wrong("a power that is no number", wanted: "a tensor and a number")
      }
      return [exponent == 2 ? x.square() : x.power(exponent)]
    },
    "Matmul": { call in
      let (a, b) = (try call.tensor(0), try call.tensor(1))
      let rank = a.shape.count
      // A product for each sample: [batch, …, m, k] and [batch, …, k, n].
      guard (3...4).contains(rank), b.shape.count == rank else {
        throw call.wrong(
          "\(a.shape) and \(b.shape)", wanted: "two tensors of three axes, or of four")
      }
      let batch = rank == 3 ? "b" : "bh"
      return [.contraction(batch + "mk", a, batch + "kn", b, to: batch + "mn")]
    },
  ]

  private static func binary(
    _ call: OperationCall, _ both: (Symbol, Symbol) -> Symbol,
    _ first: (Symbol, Float) -> Symbol, _ second: (Float, Symbol) -> Symbol
  ) throws -> Symbol {
    switch try call.operands() {
    case (.tensor(let x), .tensor(let y)): return both(x, y)
    case (.tensor(let x), .number(let number)): return first(x, number)
    case (.number(let number), .tensor(let y)): return second(number, y)
    case (.number, .number): throw call.wrong("two numbers", wanted: "a tensor among them")
    }
  }

  // MARK: Functions of each element

  private static let functions: [String: Compute] = [
    "Negative": { try [-$0.tensor()] },
    "Absolute": { try [$0.tensor().abs()] },
    "Square": { try [$0.tensor().square()] },
    "Sqrt": { try [$0.tensor().squareRoot()] },
    "Exp": { try [$0.tensor().exp()] },
    "Log": { try [$0.tensor().log()] },
    "Tanh": { try [$0.tensor().tanh()] },
    "Sigmoid": { try [$0.tensor().sigmoid()] },
    "Relu": { try [$0.tensor().relu()] },
    "Relu6": { try [Activation.relu6($0.tensor())] },
    "Silu": { try [Activation.silu($0.tensor())] },
    "Softplus": { try [Activation.softplus($0.tensor())] },
    "Softsign": { try [Activation.softsign($0.tensor())] },
    "Selu": { try [Activation.selu($0.tensor())] },
    "HardSigmoid": { try [Activation.hardSigmoid($0.tensor())] },
    "HardSilu": { try [Activation.hardSilu($0.tensor())] },
    "LogSigmoid": { try [Activation.logSigmoid($0.tensor())] },
    "Gelu": { call in
      try [Activation.gelu(approximate: call.config.bool("approximate", true))(call.tensor())]
    },
    "Elu": { call in
      try [Activation.elu(alpha: call.config.finite("alpha", 1))(call.tensor())]
    },
    "LeakyRelu": { call in
      let slope = try call.config.finite("negative_slope", 0.2)
      return try [Activation.leakyRelu(negativeSlope: slope)(call.tensor())]
    },
    "Softmax": { call in
      let x = try call.tensor()
      return [Softmax(axis: try call.axis("axis", of: x.shape))(x)]
    },
    "Clip": { call in
      let (low, high) = (try call.config.finite("x_min"), try call.config.finite("x_max"))
      guard low <= high else {
        throw call.wrong("x_min \(low) above x_max \(high)", wanted: "x_min at most x_max")
      }
      return [try call.tensor().clipped(to: low...high)]
    },
    "Cast": { call in
      let isTruth = try call.config.text("dtype") == "bool"
      try call.config.only("dtype", "float32", "bool")
      let x = try call.tensor()
      return [isTruth ? x.isDifferent(from: 0) : x]
    },
  ]

  // MARK: Masks, 1 where Keras has True and 0 where it has False

  private static let masks: [String: Compute] = [
    "NotEqual": { try [$0.compared { $0.isDifferent(from: $1) }] },
    "Equal": { try [$0.compared { 1 - $0.isDifferent(from: $1) }] },
    "Greater": { try [$0.compared { $0.isAbove($1) }] },
    "Less": { try [$0.compared { (-$0).isAbove(-$1) }] },
    "LogicalNot": { try [1 - $0.truths()[0]] },
    "LogicalOr": { call in
      let both = try call.truths()
      return [.maximum(both[0], both[1])]
    },
    "LogicalAnd": { call in
      let both = try call.truths()
      return [.minimum(both[0], both[1])]
    },
    "Any": { try [reduction($0) { $0.isDifferent(from: 0).max(axis: $1) }] },
    "All": { try [1 - reduction($0) { (1 - $0.isDifferent(from: 0)).max(axis: $1) }] },
    "ZerosLike": { try [$0.filled(with: 0)] },
    "OnesLike": { try [$0.filled(with: 1)] },
    "ConvertToTensor": { call in
      call.config.ignore("sparse", "ragged")
      try call.config.only("dtype", "bool", "float32")
      return [try call.tensor()]
    },
  ]

  // MARK: Shapes

  private static let shapes: [String: Compute] = [
    "GetItem": { call in
      let x = try call.tensor(0)
      return [try ItemKey(call.value(1), of: x.shape, call).part(of: x)]
    },
    "Concatenate": { call in
      let parts = try call.tensors()
      return [.concatenated(parts, axis: try call.axis("axis", of: parts[0].shape))]
    },
    "Stack": { call in
      let parts = try call.tensors()
      let axis = try call.axis("axis", of: parts[0].shape, more: 1)
      return [.concatenated(parts.map { $0.reshaped($0.shape.inserting([axis])) }, axis: axis)]
    },
    "Split": { call in
      let x = try call.tensor()
      let axis = try call.axis("axis", of: x.shape)
      let ends = try call.config.ends("indices_or_sections", of: x.shape[axis])
      return zip([0] + ends, ends + [x.shape[axis]]).map { x.sliced(axis: axis, $0..<$1) }
    },
    "Reshape": { call in
      let x = try call.tensor()
      return [Reshape(target: try call.config.sizes("newshape"))(x)]
    },
    "Transpose": { call in
      let x = try call.tensor()
      let order = try call.config.ints("axes", in: 0...Shape.maximumRank) ?? []
      guard order.first == 0 else {
        throw call.wrong("axes \(order)", wanted: "an order in which the batch stays first")
      }
      return [x.transposed(to: order)]
    },
    "ExpandDims": { call in
      let x = try call.tensor()
      let axis = try call.axis("axis", of: x.shape, more: 1)
      return [x.reshaped(x.shape.inserting([axis]))]
    },
    "Squeeze": { call in
      let x = try call.tensor()
      let ones = x.shape.indices.filter { $0 > 0 && x.shape[$0] == 1 }
      let axes = try call.axes("axis", of: x.shape) ?? ones
      guard axes.allSatisfy(ones.contains) else {
        throw call.wrong("axes \(axes) of \(x.shape)", wanted: "axes of size 1")
      }
      return [x.reshaped(x.shape.removing(axes))]
    },
    "Mean": { try [reduction($0) { $0.mean(axis: $1) }] },
    "Sum": { try [reduction($0) { $0.sum(axis: $1) }] },
    "Max": { try [reduction($0) { $0.max(axis: $1) }] },
    "Min": { try [reduction($0) { -(-$0).max(axis: $1) }] },
  ]

  /// One figure over axes of the samples.
  private static func reduction(
    _ call: OperationCall, _ reduce: (Symbol, Int) -> Symbol
  ) throws -> Symbol {
    let x = try call.tensor()
    try call.config.only("initial")
    guard let axes = try call.axes("axis", of: x.shape) else {
      throw call.wrong("no axis", wanted: "axes of the samples: that of the batch stays")
    }
    let made = axes.reversed().reduce(x) { reduce($0, $1) }
    return try call.config.bool("keepdims", false)
      ? made.reshaped(x.shape.removing(axes).inserting(axes)) : made
  }
}

extension Shape {
  /// The shape with axes of size 1 at places in the result, in order.
  func inserting(_ axes: [Int]) -> Shape {
    var sizes = Array(self)
    for axis in axes { sizes.insert(1, at: axis) }
    return Shape(sizes)
  }

  func removing(_ axes: [Int]) -> Shape {
    Shape(indices.filter { !axes.contains($0) }.map { self[$0] })
  }
}

extension KerasConfig {
  /// The sizes of a sample, of a shape whose batch is written -1 or null.
  fileprivate func sizes(_ name: String) throws -> [Int] {
    let value = known(name)
    guard case .array(let sizes)? = value, let first = sizes.first, first == -1 || first == .null,
      sizes.count > 1, sizes.count <= Shape.maximumRank
    else {
      throw wrong(name, value, wanted: "a list of sizes, the first -1: the batch stays")
    }
    return try sizes.dropFirst().map { size in
      guard let number = KerasConfig.int(size), (-1...KerasConfig.largest).contains(number) else {
        throw wrong(name, value, wanted: "whole numbers, or -1 for one of them")
      }
      return number
    }
  }

  /// Where parts of an axis end, but for the last: of a number of equal parts, or as they are written.
  fileprivate func ends(_ name: String, of size: Int) throws -> [Int] {
    let value = known(name)
    if let value, let parts = KerasConfig.int(value) {
      guard parts > 0, parts <= size, size % parts == 0 else {
        throw wrong(name, value, wanted: "a number of parts that divides \(size)")
      }
      return (1..<parts).map { $0 * size / parts }
    }
    guard let ends = try ints(name, in: 1...max(size - 1, 1)), ends.count < size,
      zip(ends, ends.dropFirst()).allSatisfy(<)
    else {
      throw wrong(name, value, wanted: "a number of parts, or places in 1..<\(size) in order")
    }
    return ends
  }
}
