import AssayCore
import AssayModel
import CKernels
import Testing

/// One op at one shape: how to build it, and what it should give.
///
///     OpCase("tanh", [[2, 3]]) { $0[0].tanh() } is: { x, _ in x[0].map(tanh) }
///
/// The table ``OpCase/all`` is read by the test of values and by the test of gradients. A shape with
/// a free axis is tried with several batch sizes.
struct OpCase: Sendable, CustomTestStringConvertible {
  /// What an input holds: numbers in a range, whole numbers below a bound, or these,
  /// again and again.
  enum Content: Sendable {
    case numbers(ClosedRange<Float>)
    case indices(below: Int)
    case labels([Int])
  }

  typealias Build = @Sendable ([Symbol]) -> Symbol
  typealias Reference = @Sendable (_ inputs: [[Double]], _ shapes: [Shape]) -> [Double]

  let name: String
  let shapes: [Shape]
  let contents: [Content]
  /// Points where the derivative jumps; no input comes near them.
  let kinks: [Float]
  /// The inputs that have a gradient.
  let differentiable: [Int]
  let build: Build
  /// The result in double precision, written as plainly as it can be.
  let reference: Reference

  init(
    _ name: String, _ shapes: [Shape], in range: ClosedRange<Float> = -2...2,
    contents: [Content]? = nil, kinks: [Float] = [],
    differentiable: [Int]? = nil, _ build: @escaping Build,
    is reference: @escaping Reference
  ) {
    self.name = name
    self.shapes = shapes
    self.contents = contents ?? shapes.map { _ in .numbers(range) }
    self.kinks = kinks
    self.differentiable = differentiable ?? Array(shapes.indices)
    self.build = build
    self.reference = reference
  }

  var testDescription: String { name + " " + shapes.map(\.description).joined(separator: " ") }

  /// The moment at which all of them run.
  static let clock = assay_clock(seed: (7, 9), epoch: 2, step: 5)

  /// The batch sizes to try: where no axis is free, they are all alike.
  var batchSizes: [Int] { shapes.allSatisfy(\.isStatic) ? [1] : [1, 3] }

  /// The inputs as symbols.
  func symbols() -> [Symbol] {
    zip(shapes, contents).map { shape, content in
      if case .numbers = content { .input(shape) } else { .input(shape, dtype: .int32) }
    }
  }

  /// The inputs' elements for a seed, at least 0.05 away from every kink.
  func data(batchSize: Int, seed: UInt64) -> [[Float]] {
    var numbers = Numbers(seed: seed)
    return zip(shapes, contents).map { shape, content in
      let count = shape.filled(batchSize).elements
      switch content {
      case .indices(let bound): return numbers.whole(count, in: 0..<bound)
      case .labels(let labels): return (0..<count).map { Float(labels[$0 % labels.count]) }
      case .numbers(let range):
        return numbers.uniform(count, in: range).map { number in
          kinks.first { abs(number - $0) < 0.05 }.map { $0 + 0.05 + abs(number - $0) } ?? number
        }
      }
    }
  }
}
