import AssayCore
import AssayModel
import AssayTestSupport
import Foundation
import Testing

/// The elementary functions against the C library in double precision, over every 10,007th float.
///
/// The bounds are in units in the last place of the exact result, as measured and rounded up.
struct ElementaryFunctionTests {
  struct Function: Sendable, CustomTestStringConvertible {
    let name: String
    let bound: Double
    /// Where the bound holds; outside, only infinities, zeros and NaN are compared.
    var range: ClosedRange<Float> = -.infinity ... .infinity
    /// An error that is allowed beside the bound, where a formula subtracts.
    var absolute = 0.0
    let build: @Sendable (Symbol) -> Symbol
    let exact: @Sendable (Double) -> Double
    var testDescription: String { name }
  }

  static let functions: [Function] = [
    Function(name: "exp", bound: 2, build: { $0.exp() }, exact: { exp($0) }),
    Function(name: "log", bound: 1.5, build: { $0.log() }, exact: { log($0) }),
    Function(name: "tanh", bound: 4, build: { $0.tanh() }, exact: { tanh($0) }),
    Function(
      name: "expm1", bound: 4, range: -.infinity...0, build: { Activation.elu($0) },
      exact: { $0 > 0 ? $0 : expm1($0) }),
    // Below −88 e⁻ˣ is infinite in float32, and 0 stands for what is below 2⁻¹²⁶.
    Function(
      name: "sigmoid", bound: 3, range: -87 ... .infinity, build: { $0.sigmoid() },
      exact: { 1 / (1 + exp(-$0)) }),
    Function(
      name: "softplus", bound: 3, build: { $0.softplus() },
      exact: { Swift.max($0, 0) + log1p(exp(-$0.magnitude)) }),
    // Far out e^(−x²/2) is as wrong as its argument is rounded, of a number that is then tiny.
    Function(
      name: "gelu", bound: 8, absolute: 1e-8, build: { Activation.gelu($0) },
      exact: { $0 == -.infinity ? .nan : 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) }),
    Function(name: "sqrt", bound: 0.5, build: { $0.squareRoot() }, exact: { $0.squareRoot() }),
  ]

  /// Every 10,007th bit pattern, the limits, and both sides of every power of two.
  static let points: [Float] = {
    let spread = stride(from: UInt32(0), to: 0xff80_0000, by: isOptimised ? 10_007 : 1_000_003).map
    { Float(bitPattern: $0) }
    .filter { !$0.isNaN }
    let powers = (0..<255).flatMap { exponent in
      [-1, 0, 1].map { Float(bitPattern: UInt32(bitPattern: Int32(exponent << 23 + $0))) }
    }.filter { !$0.isNaN }
    let limits: [Float] = [
      0, -0.0, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, 88.72283, 88.72284,
      -87.33655, -103.97208, -103.97209, 1, -1, 10, -10,
    ]
    return spread + powers + powers.map(-) + limits
  }()

  @Test(arguments: functions)
  func keepsItsBound(of function: Function) throws {
    let points = Self.points
    let x = Symbol.input([points.count])
    let got = try Evaluation([function.build(x)], inputs: [x])([points])[0]
    var worst = (error: 0.0, at: Float(0), got: Float(0))
    for (x, y) in zip(points, got) {
      let exact = function.exact(Double(x))
      guard !exact.isNaN else {
        #expect(y.isNaN, "\(function.name)(\(x)) is \(y)")
        continue
      }
      let rounded = Float(exact)
      guard rounded.isFinite else {
        // Up to a unit before the limit, both are right.
        #expect(
          y == rounded || y >= Float.greatestFiniteMagnitude.nextDown, "\(function.name)(\(x))")
        continue
      }
      guard function.range.contains(x) else {
        #expect(abs(y - rounded) <= .leastNormalMagnitude, "\(function.name)(\(x)) is \(y)")
        continue
      }
      let error = max(abs(Double(y) - exact) - function.absolute, 0) / Double(rounded.ulp)
      if error > worst.error || error.isNaN { worst = (error, x, y) }
      if error.isNaN { break }
    }
    #expect(
      worst.error <= function.bound,
      "\(function.name)(\(worst.at)) is \(worst.got), \(worst.error) units off")
  }

  @Test func nanComesThroughEveryFunction() throws {
    for activation in Activation.named.values {
      let x = Symbol.input([1, 9])
      var numbers = Array(repeating: Float(0.5), count: 9)
      numbers[4] = .nan
      let got = try Evaluation([activation(x)], inputs: [x])([numbers])[0]
      #expect(got[4].isNaN, "\(activation.name) gives \(got[4])")
    }
  }

  @Test func tanhAndSignedZerosAreOdd() throws {
    let x = Symbol.input([2])
    let got = try Evaluation([x.tanh()], inputs: [x])([[0.3, -0.3]])[0]
    #expect(got[0] == -got[1])
  }
}
