import AssayCore
import CKernels

/// Numbers of a range, each as likely as the others.
struct RandomUniform: RandomOp {
  let shape: Shape
  let range: ClosedRange<Float>
  let place: RandomPlace
  var seed: Int? = nil

  func shape(of inputs: [Shape]) -> Shape { shape }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [] }

  func plan(_ node: Node, _ planner: inout Planner) {
    let count = planner.shape(node).elements
    planner.call(
      assay_random_uniform, [planner.buffer(node), planner.clock],
      sizes: [count, planner.number(of: place, seed: seed)],
      settings: [range.lowerBound, range.upperBound], work: count)
  }
}

/// 0 with probability `rate`, else `value`.
struct RandomMask: RandomOp {
  let shape: Shape
  let rate: Float
  let value: Float
  let place: RandomPlace
  var seed: Int? = nil

  func shape(of inputs: [Shape]) -> Shape { shape }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [] }

  func plan(_ node: Node, _ planner: inout Planner) {
    let count = planner.shape(node).elements
    planner.call(
      assay_random_mask, [planner.buffer(node), planner.clock],
      sizes: [count, planner.number(of: place, seed: seed)], settings: [rate, value], work: count)
  }
}

/// The input with normally distributed noise: `x + deviation · z`, or `x · (1 + deviation · z)`.
///
/// - Gradient: that of the result, or the same multiple of it, drawn again.
struct RandomNormal: RandomOp {
  let deviation: Float
  let multiplies: Bool
  let place: RandomPlace
  var seed: Int? = nil

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [multiplies ? .apply(self, dy) : dy]
  }

  var overwritableInput: Int? { 0 }

  func operations(_ node: Node, batchSize: Int) -> Int {
    40 * node.shape.filled(batchSize).elements
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let count = planner.shape(node).elements
    planner.call(
      assay_random_normal,
      [planner.buffer(node.inputs[0]), planner.buffer(node), planner.clock],
      sizes: [count, planner.number(of: place, seed: seed)],
      settings: [deviation, multiplies ? 1 : 0], work: count)
  }
}

extension Planner {
  /// The number by which a draw is counted: that of its place in the model, or one of its layer's own seed.
  func number(of place: RandomPlace, seed: Int?) -> Int {
    seed.map { 0x80_0000 | ($0 & 0x7f_ffff) } ?? index(of: place)
  }
}

extension Symbol {
  /// 0 with probability `rate`, else `value`, in every element of `shape`.
  package static func randomMask(
    _ shape: Shape, rate: Float, value: Float, seed: Int? = nil
  ) -> Symbol {
    .apply(RandomMask(shape: shape, rate: rate, value: value, place: RandomPlace(), seed: seed))
  }

  /// Numbers of a range in every element of `shape`.
  package static func randomUniform(
    _ shape: Shape, in range: ClosedRange<Float>, seed: Int? = nil
  ) -> Symbol {
    .apply(RandomUniform(shape: shape, range: range, place: RandomPlace(), seed: seed))
  }

  /// This value with normally distributed noise, added or as a multiple of it.
  package func randomNormal(
    deviation: Float, multiplies: Bool = false, seed: Int? = nil
  ) -> Symbol {
    .apply(
      RandomNormal(
        deviation: deviation, multiplies: multiplies, place: RandomPlace(), seed: seed), self)
  }
}
