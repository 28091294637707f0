import AssayCore
import AssayModel
import Foundation

extension OpCase {
  /// Every op, in every form it has.
  static let all: [OpCase] =
    arithmetic + activations + broadcasts + reductions + products + softmaxes + crossentropies
    + losses + [dropout] + arranging + normalizations + attention
    + draws + images + convolutional

  private static func unary(
    _ name: String, in range: ClosedRange<Float> = -4...4, kinks: [Float] = [],
    _ build: @escaping @Sendable (Symbol) -> Symbol,
    is reference: @escaping @Sendable (Double) -> Double
  ) -> OpCase {
    // 35 elements: whole vectors and a rest.
    OpCase(
      name, [[5, 7]], in: range, kinks: kinks, { build($0[0]) }, is: { x, _ in x[0].map(reference) }
    )
  }

  // MARK: Functions of one number

  private static let arithmetic: [OpCase] = [
    unary("affine", { $0.affine(scale: -1.5, offset: 0.25) }, is: { -1.5 * $0 + 0.25 }),
    unary("minus x", { -$0 }, is: { -$0 }),
    unary("x + number", { $0 + 0.5 }, is: { $0 + 0.5 }),
    unary("number + x", { 0.5 + $0 }, is: { $0 + 0.5 }),
    unary("x - number", { $0 - 0.5 }, is: { $0 - 0.5 }),
    unary("number - x", { 0.5 - $0 }, is: { 0.5 - $0 }),
    unary("x * number", { $0 * 0.5 }, is: { $0 * 0.5 }),
    unary("number * x", { 0.5 * $0 }, is: { $0 * 0.5 }),
    unary("x / number", { $0 / 4 }, is: { $0 / 4 }),
    unary("number / x", in: 0.5...4, { 3 / $0 }, is: { 3 / $0 }),
    unary("abs", kinks: [0], { $0.abs() }, is: { $0.magnitude }),
    unary("square", { $0.square() }, is: { $0 * $0 }),
    unary("squareRoot", in: 0.1...4, { $0.squareRoot() }, is: { $0.squareRoot() }),
    unary("exp", { $0.exp() }, is: { exp($0) }),
    unary("log", in: 0.1...4, { $0.log() }, is: { log($0) }),
    unary(
      "clipped", kinks: [-1, 0.5], { $0.clipped(to: -1...0.5) },
      is: { Swift.min(Swift.max($0, -1), 0.5) }),
    unary("sigmoid()", { $0.sigmoid() }, is: { 1 / (1 + exp(-$0)) }),
    unary("tanh()", { $0.tanh() }, is: { tanh($0) }),
    unary("relu()", kinks: [0], { $0.relu() }, is: { Swift.max($0, 0) }),
    unary("softplus()", { $0.softplus() }, is: { log1p(exp($0)) }),
    unary("of one used twice", { $0 * $0.tanh() + $0 }, is: { $0 * tanh($0) + $0 }),
  ]

  private static func activation(
    _ name: String, _ activation: Activation, kinks: [Float] = [],
    is reference: @escaping @Sendable (Double) -> Double
  ) -> OpCase {
    unary(name, kinks: kinks, { activation($0) }, is: reference)
  }

  private static let selu = (alpha: 1.6732632423543772, scale: 1.0507009873554805)

  private static let activations: [OpCase] = [
    activation("linear", .linear, is: { $0 }),
    activation("relu", .relu, kinks: [0], is: { Swift.max($0, 0) }),
    activation(
      "relu, slope 0.1, at most 2, from 0.5",
      .relu(negativeSlope: 0.1, maximum: 2, threshold: 0.5), kinks: [0.5, 2],
      is: { $0 >= 2 ? 2 : $0 > 0.5 ? $0 : 0.1 * ($0 - 0.5) }),
    activation(
      "relu, slope 0.1", .relu(negativeSlope: 0.1), kinks: [0], is: { $0 > 0 ? $0 : 0.1 * $0 }),
    activation(
      "relu, at most 2", .relu(maximum: 2), kinks: [0, 2],
      is: { Swift.min(Swift.max($0, 0), 2) }),
    activation("relu, from 1", .relu(threshold: 1), kinks: [1], is: { $0 > 1 ? $0 : 0 }),
    activation("relu6", .relu6, kinks: [0, 6], is: { Swift.min(Swift.max($0, 0), 6) }),
    activation("leaky relu", .leakyRelu(), kinks: [0], is: { $0 > 0 ? $0 : 0.2 * $0 }),
    activation(
      "leaky relu 0.3", .leakyRelu(negativeSlope: 0.3), kinks: [0], is: { $0 > 0 ? $0 : 0.3 * $0 }),
    activation("sigmoid", .sigmoid, is: { 1 / (1 + exp(-$0)) }),
    activation("tanh", .tanh, is: { tanh($0) }),
    activation("gelu", .gelu, is: { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) }),
    activation(
      "gelu, approximate", .gelu(approximate: true),
      is: { 0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) }),
    activation("elu", .elu, kinks: [0], is: { $0 > 0 ? $0 : expm1($0) }),
    activation("elu 0.5", .elu(alpha: 0.5), kinks: [0], is: { $0 > 0 ? $0 : 0.5 * expm1($0) }),
    activation(
      "selu", .selu, kinks: [0], is: { selu.scale * ($0 > 0 ? $0 : selu.alpha * expm1($0)) }),
    activation("celu", .celu(), is: { $0 > 0 ? $0 : expm1($0) }),
    activation("celu 2", .celu(alpha: 2), is: { $0 > 0 ? $0 : 2 * expm1($0 / 2) }),
    activation("softplus", .softplus, is: { log1p(exp($0)) }),
    activation("softsign", .softsign, is: { $0 / (1 + $0.magnitude) }),
    activation("silu", .silu, is: { $0 / (1 + exp(-$0)) }),
    activation("mish", .mish, is: { $0 * tanh(log1p(exp($0))) }),
    activation("exponential", .exponential, is: { exp($0) }),
    activation(
      "hard sigmoid", .hardSigmoid, kinks: [-3, 3],
      is: { Swift.min(Swift.max($0 / 6 + 0.5, 0), 1) }),
    activation(
      "hard sigmoid of Keras 2", .hardSigmoid(slope: 0.2), kinks: [-2.5, 2.5],
      is: { Swift.min(Swift.max(Double(Float(0.2)) * $0 + 0.5, 0), 1) }),
    activation(
      "hard silu", .hardSilu, kinks: [-3, 3],
      is: { $0 * Swift.min(Swift.max($0 / 6 + 0.5, 0), 1) }),
    activation("hard tanh", .hardTanh, kinks: [-1, 1], is: { Swift.min(Swift.max($0, -1), 1) }),
    activation("log sigmoid", .logSigmoid, is: { -log1p(exp(-$0)) }),
    activation("tanh shrink", .tanhShrink, is: { $0 - tanh($0) }),
    activation(
      "soft shrink", .softShrink(), kinks: [-0.5, 0.5],
      is: { $0 > 0.5 ? $0 - 0.5 : $0 < -0.5 ? $0 + 0.5 : 0 }),
    activation(
      "hard shrink 1", .hardShrink(threshold: 1), kinks: [-1, 1],
      is: { $0.magnitude > 1 ? $0 : 0 }),
    activation("threshold", .threshold(0.5, value: -2), kinks: [0.5], is: { $0 > 0.5 ? $0 : -2 }),
    activation("squareplus", .squareplus(), is: { ($0 + ($0 * $0 + 4).squareRoot()) / 2 }),
    activation("squareplus 1", .squareplus(b: 1), is: { ($0 + ($0 * $0 + 1).squareRoot()) / 2 }),
    activation(
      "sparse plus", .sparsePlus, is: { $0 <= -1 ? 0 : $0 >= 1 ? $0 : ($0 + 1) * ($0 + 1) / 4 }),
    activation(
      "sparse sigmoid", .sparseSigmoid, kinks: [-1, 1],
      is: { Swift.min(Swift.max(($0 + 1) / 2, 0), 1) }),
  ]

  // MARK: Functions of two values

  private static let pairs: [(Shape, Shape)] = [
    ([2, 3], [2, 3]), ([2, 3], [3]), ([2, 3], [1]), ([2, 3], []), ([2, 3], [2, 1]),
    ([2, 3], [1, 3]), ([3], [2, 3]), ([], [2, 3]), ([1, 3], [1, 3]), ([1], [1]), ([], []),
    // Both repeat.
    ([2, 1], [1, 3]), ([2, 1, 4], [3, 1]), ([1, 3, 1], [2, 1, 4]), ([3, 1], [2, 1, 5]),
    // One repeats before, after, in and around the middle.
    ([2, 3, 4], [3, 4]), ([2, 3, 4], [3, 1]), ([2, 3, 4], [2, 1, 4]), ([2, 3, 4], [1, 3, 1]),
    ([2, 3, 4], [2, 3, 1]), ([2, 3, 2, 5], [3, 1, 5]), ([2, 3, 2, 5], [2, 1, 2, 1]),
    ([Shape.free, 3], [Shape.free, 3]), ([Shape.free, 3], [Shape.free, 1]), ([Shape.free, 3], [3]),
    ([Shape.free, 2, 3], [Shape.free, 1, 3]), ([Shape.free, 1], [1, 4]), ([], [Shape.free]),
    // A vector's worth of columns, and a rest.
    ([3, 37], [37]), ([3, 37], [3, 1]), ([4, 2, 37], [2, 1]),
  ]

  private static func broadcast(
    _ name: String, in range: ClosedRange<Float> = 0.5...2,
    _ build: @escaping @Sendable (Symbol, Symbol) -> Symbol,
    is reference: @escaping @Sendable (Double, Double) -> Double
  ) -> [OpCase] {
    pairs.map { a, b in
      OpCase(
        name, [a, b], in: range, { build($0[0], $0[1]) },
        is: { x, shapes in
          let whole = Plain.whole(shapes[0], shapes[1])
          return zip(
            Plain.repeated(x[0], shapes[0], to: whole), Plain.repeated(x[1], shapes[1], to: whole)
          ).map(reference)
        })
    }
  }

  private static let broadcasts: [OpCase] =
    broadcast("+", { $0 + $1 }, is: { $0 + $1 }) + broadcast("-", { $0 - $1 }, is: { $0 - $1 })
    + broadcast("*", { $0 * $1 }, is: { $0 * $1 }) + broadcast("/", { $0 / $1 }, is: { $0 / $1 })
    + broadcast("maximum", { .maximum($0, $1) }, is: { Swift.max($0, $1) })
    + broadcast("minimum", { .minimum($0, $1) }, is: { Swift.min($0, $1) })

  // MARK: Sums, shapes and products

  private static let reductions: [OpCase] = {
    let whole: [OpCase] = [[], [5], [2, 3], [2, 3, 4], [Shape.free, 3]].flatMap { shape in
      [
        OpCase("sum", [shape], { $0[0].sum() }, is: { x, _ in [x[0].reduce(0, +)] }),
        OpCase(
          "mean", [shape], { $0[0].mean() },
          is: { x, _ in [x[0].reduce(0, +) / Double(x[0].count)] }),
      ]
    }
    let shapes: [Shape] = [
      [5], [2, 3], [2, 3, 4], [2, 3, 4, 5], [3, 70, 2], [Shape.free, 3], [2, 1, 3], [9, 1],
    ]
    let along: [OpCase] = shapes.flatMap { shape in
      shape.indices.flatMap { axis in
        [
          OpCase(
            "sum over \(axis)", [shape], { $0[0].sum(axis: axis) },
            is: { x, s in Plain.along(axis, of: s[0], x[0]) { $0.reduce(0, +) } }),
          OpCase(
            "mean over \(axis - shape.count)", [shape], { $0[0].mean(axis: axis - shape.count) },
            is: { x, s in Plain.along(axis, of: s[0], x[0]) { $0.reduce(0, +) / Double($0.count) } }
          ),
          OpCase(
            "max over \(axis)", [shape], { $0[0].max(axis: axis) },
            is: { x, s in Plain.along(axis, of: s[0], x[0]) { $0.max() ?? .nan } }),
        ]
      }
    }
    return whole + along + [
      OpCase(
        "reshaped", [[2, 6]], { $0[0].reshaped([3, 4]).square() },
        is: { x, _ in x[0].map { $0 * $0 } }),
      OpCase(
        "reshaped", [[Shape.free, 6]], { $0[0].reshaped([Shape.free, 2, 3]) }, is: { x, _ in x[0] }),
      OpCase(
        "constant", [[4]], { .constant(2.5, shape: [3, 1]) * $0[0] },
        is: { x, _ in (0..<3).flatMap { _ in x[0].map { 2.5 * $0 } } }),
    ]
  }()

  private static let products: [OpCase] = {
    let shapes: [(Shape, Shape)] = [
      ([2, 3], [3, 4]), ([1, 3], [3, 1]), ([3, 1], [1, 2]), ([3], [3, 2]), ([2, 3, 4], [4, 5]),
      ([Shape.free, 3], [3, 4]), ([Shape.free, 2, 3], [3, 4]), ([9, 33], [33, 17]),
    ]
    return shapes.flatMap { a, b in
      [
        OpCase(
          "matmul", [a, b], { $0[0].matmul($0[1]) },
          is: { x, s in Plain.product(x[0], x[1], k: s[1][0], n: s[1][1]) }),
        OpCase(
          "matmul, bias", [a, b, [b[1]]], { $0[0].matmul($0[1], adding: $0[2]) },
          is: { x, s in
            Plain.rows(Plain.product(x[0], x[1], k: s[1][0], n: s[1][1]), width: s[1][1]) {
              zip($0, x[2]).map(+)
            }
          }),
      ]
    }
  }()

  private static let softmaxes: [OpCase] = [[3, 4], [2, 3, 4], [2, 1], [5], [Shape.free, 19]]
    .flatMap {
      (shape: Shape) in
      [
        OpCase(
          "softmax", [shape], { $0[0].softmax() },
          is: { x, s in Plain.rows(x[0], width: s[0].lastSize, Plain.softmax) }),
        OpCase(
          "logSoftmax", [shape], { $0[0].logSoftmax() },
          is: { x, s in Plain.rows(x[0], width: s[0].lastSize) { Plain.softmax($0).map { log($0) } }
          }),
      ]
    }

  // MARK: Crossentropies. The first input is the labels.

  private static let crossentropies: [OpCase] =
    [[2, 3], [2, 3, 4], [Shape.free, 5], [4, 1]].flatMap { (shape: Shape) in
      [Float(0), 0.2].flatMap { smoothing in
        [true, false].flatMap { fromLogits in
          [
            binary(shape, fromLogits: fromLogits, smoothing: smoothing),
            categorical(shape, fromLogits: fromLogits, smoothing: smoothing),
          ] + (smoothing == 0 ? [sparse(shape, fromLogits: fromLogits)] : [])
        }
      }
    }

  private static func title(_ name: String, _ fromLogits: Bool, _ smoothing: Float) -> String {
    "\(name) crossentropy of \(fromLogits ? "logits" : "probabilities"), smoothing \(smoothing)"
  }

  private static func predictions(_ fromLogits: Bool) -> Content {
    .numbers(fromLogits ? -3...3 : 0.05...0.95)
  }

  private static func binary(_ shape: Shape, fromLogits: Bool, smoothing: Float) -> OpCase {
    let loss = Loss.binaryCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
    return OpCase(
      title("binary", fromLogits, smoothing), [shape, shape],
      contents: [.numbers(0...1), predictions(fromLogits)], differentiable: [1],
      { loss.values(labels: $0[0], predictions: $0[1]) },
      is: { x, s in
        let values = zip(x[0], x[1]).map { label, prediction in
          let y = label * (1 - Double(smoothing)) + Double(smoothing) / 2
          let p = fromLogits ? 1 / (1 + exp(-prediction)) : prediction
          return -(y * log(p) + (1 - y) * log(1 - p))
        }
        return Plain.along(s[0].count - 1, of: s[0], values) { $0.reduce(0, +) / Double($0.count) }
      })
  }

  private static func categorical(_ shape: Shape, fromLogits: Bool, smoothing: Float) -> OpCase {
    let loss = Loss.categoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
    return OpCase(
      title("categorical", fromLogits, smoothing), [shape, shape],
      contents: [.numbers(0...1), predictions(fromLogits)], differentiable: [1],
      { loss.values(labels: $0[0], predictions: $0[1]) },
      is: { x, s in
        let classes = s[0].lastSize
        let keep = 1 - Double(smoothing)
        let p = Plain.distributions(x[1], classes, fromLogits: fromLogits)
        let values = zip(x[0], p).map { y, p in
          -(y * keep + Double(smoothing) / Double(classes)) * Plain.logOfClipped(p, fromLogits)
        }
        return Plain.along(s[0].count - 1, of: s[0], values) { $0.reduce(0, +) }
      })
  }

  private static func sparse(_ shape: Shape, fromLogits: Bool) -> OpCase {
    let loss = Loss.sparseCategoricalCrossentropy(fromLogits: fromLogits)
    return OpCase(
      title("sparse", fromLogits, 0), [Shape(shape.dropLast()), shape],
      contents: [.indices(below: shape.lastSize), predictions(fromLogits)], differentiable: [1],
      { loss.values(labels: $0[0], predictions: $0[1]) },
      is: { x, s in
        let classes = s[1].lastSize
        let p = Plain.distributions(x[1], classes, fromLogits: fromLogits)
        return x[0].enumerated().map { row, label in
          -Plain.logOfClipped(p[row * classes + Int(label)], fromLogits)
        }
      })
  }

  // MARK: Dropout, at the moment that ``OpCase/clock`` is

  private static let dropout = OpCase(
    "dropout", [[7, 50]], { $0[0].dropout(rate: 0.3) },
    is: { x, _ in
      zip(x[0], Plain.kept(count: x[0].count, rate: 0.3, place: 0, at: clock)).map {
        $1 ? $0 / (1 - Double(Float(0.3))) : 0
      }
    })
}
