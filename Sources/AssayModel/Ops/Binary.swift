import AssayCore
import CKernels

/// Arithmetic of two values, element by element, the second repeated where it is smaller.
///
/// - Shape: as the first; the second has size 1 outside one run of axes, and is aligned from the right.
/// - Gradient: summed over the axes where the second was repeated.
struct Binary: Op {
  enum Kind { case add, subtract, multiply, divide, maximum, minimum, atLeast, atMost }
  let kind: Kind

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    let (a, b) = (inputs[0], inputs[1])
    func toB(_ gradient: Symbol) -> Symbol { gradient.sum(to: b.shape) }
    return switch kind {
    case .add: [dy, toB(dy)]
    case .subtract: [dy, toB(-dy)]
    case .multiply: [dy * b, toB(dy * a)]
    case .divide: [dy / b, toB(-(dy * y) / b)]
    case .maximum: Self.shared(dy, .apply(Binary(kind: .atLeast), a, b), toB)
    case .minimum: Self.shared(dy, .apply(Binary(kind: .atMost), a, b), toB)
    case .atLeast, .atMost: [nil, nil]
    }
  }

  private static func shared(
    _ dy: Symbol, _ toFirst: Symbol, _ toSecond: (Symbol) -> Symbol
  ) -> [Symbol?] {
    [dy * toFirst, toSecond(dy * (1 - toFirst))]
  }

  private var kernel: Kernel {
    switch kind {
    case .add: assay_add
    case .subtract: assay_subtract
    case .multiply: assay_multiply
    case .divide: assay_divide
    case .maximum: assay_maximum
    case .minimum: assay_minimum
    case .atLeast: assay_at_least
    case .atMost: assay_at_most
    }
  }

  var overwritableInput: Int? { 0 }

  var isByRow: Bool { true }

  func plan(_ node: Node, _ planner: inout Planner) {
    let whole = planner.shape(node)
    let run = Repetition(of: planner.shape(node.inputs[1]), in: whole)
    precondition(run.isOneRun, "Binary: \(node.inputs[1].shape) repeats in two places in \(whole)")
    planner.call(
      kernel,
      [planner.buffer(node.inputs[0]), planner.buffer(node.inputs[1]), planner.buffer(node)],
      sizes: [run.outer, run.middle, run.inner], work: whole.elements)
  }
}

/// How a small shape repeats inside a large one: the large one is `[outer, middle, inner]`, and the
/// small one varies along `middle` only.
struct Repetition {
  var outer = 1
  var middle = 1
  var inner = 1
  private(set) var isOneRun = true

  init(of small: Shape, in whole: Shape) {
    let offset = whole.count - small.count
    var axes = (0..<whole.count).map { axis in
      (size: whole[axis], varies: axis >= offset && small[axis - offset] == whole[axis])
    }
    axes.removeAll { $0.size == 1 }
    // What repeats along no axis is one run over all of them.
    let first = axes.firstIndex { $0.varies } ?? axes.count
    let last = axes.lastIndex { $0.varies } ?? axes.count - 1
    for (index, axis) in axes.enumerated() {
      if index < first {
        outer *= axis.size
      } else if index > last {
        inner *= axis.size
      } else {
        middle *= axis.size
        if !axis.varies { isOneRun = false }
      }
    }
  }
}

extension Symbol {
  /// The element-wise sum; sizes of 1 and missing leading axes repeat, as in NumPy.
  public static func + (a: Symbol, b: Symbol) -> Symbol { binary(.add, a, b) }
  /// The element-wise difference.
  public static func - (a: Symbol, b: Symbol) -> Symbol { binary(.subtract, a, b) }
  /// The element-wise product.
  public static func * (a: Symbol, b: Symbol) -> Symbol { binary(.multiply, a, b) }
  /// The element-wise quotient.
  public static func / (a: Symbol, b: Symbol) -> Symbol { binary(.divide, a, b) }
  /// The element-wise maximum; equal elements pass the gradient to the first.
  public static func maximum(_ a: Symbol, _ b: Symbol) -> Symbol { binary(.maximum, a, b) }
  /// The element-wise minimum; equal elements pass the gradient to the first.
  public static func minimum(_ a: Symbol, _ b: Symbol) -> Symbol { binary(.minimum, a, b) }

  public static prefix func - (a: Symbol) -> Symbol { a.affine(scale: -1, offset: 0) }
  public static func + (a: Symbol, b: Float) -> Symbol { a.affine(scale: 1, offset: b) }
  public static func + (a: Float, b: Symbol) -> Symbol { b.affine(scale: 1, offset: a) }
  public static func - (a: Symbol, b: Float) -> Symbol { a.affine(scale: 1, offset: -b) }
  public static func - (a: Float, b: Symbol) -> Symbol { b.affine(scale: -1, offset: a) }
  public static func * (a: Symbol, b: Float) -> Symbol { a.affine(scale: b, offset: 0) }
  public static func * (a: Float, b: Symbol) -> Symbol { b.affine(scale: a, offset: 0) }
  public static func / (a: Symbol, b: Float) -> Symbol { a.affine(scale: 1 / b, offset: 0) }
  public static func / (a: Float, b: Symbol) -> Symbol { constant(a, shape: b.shape) / b }

  /// The quotient, and 0 where `divisor` is 0.
  func divided(byNonzero divisor: Symbol) -> Symbol {
    let zero = Symbol.constant(0)
    let isZero = Symbol.binary(.atLeast, divisor, zero) * Symbol.binary(.atMost, divisor, zero)
    return self / (divisor + isZero) * (1 - isZero)
  }

  private static func binary(_ kind: Binary.Kind, _ a: Symbol, _ b: Symbol) -> Symbol {
    guard a.error == nil else { return a }
    guard b.error == nil else { return b }
    guard let whole = broadcastShape(a.shape, b.shape) else {
      return Symbol(
        failure: .shape(
          where: "", got: "\(a.shape) and \(b.shape)",
          wanted: "two shapes that are alike but for sizes of 1, aligned from the right"))
    }
    guard whole.fitsMemory else { return Symbol(failure: .tooLarge("\(whole)")) }
    let left = a.broadcast(to: whole)
    let right = Repetition(of: b.shape, in: whole).isOneRun ? b : b.broadcast(to: whole)
    return .apply(Binary(kind: kind), left, right)
  }
}

/// The shape that both repeat to, as in NumPy; `nil` where they do not fit.
func broadcastShape(_ a: Shape, _ b: Shape) -> Shape? {
  let rank = Swift.max(a.count, b.count)
  var sizes: [Int] = []
  for axis in 0..<rank {
    let x = axis < rank - a.count ? 1 : a[axis - rank + a.count]
    let y = axis < rank - b.count ? 1 : b[axis - rank + b.count]
    guard x == y || x == 1 || y == 1 else { return nil }
    sizes.append(x == 1 ? y : x)
  }
  return Shape(sizes)
}
