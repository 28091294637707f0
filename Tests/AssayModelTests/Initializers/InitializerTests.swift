import AssayCore
import AssayModel
import AssayTestSupport
import Testing

struct InitializerTests {
  private struct Content: Decodable {
    var cases: [Case]
    var orthogonal: [Orthogonal]
    var identity: [Identity]
  }

  private struct Case: Decodable {
    struct Config: Decodable {
      var minval: Float?
      var maxval: Float?
      var mean: Float?
      var stddev: Float?
      var value: Float?
      var scale: Float?
      var mode: String?
      var distribution: String?
    }
    struct Exact: Decodable {
      var distribution: String
      var mean: Double
      var standardDeviation: Double
      var low: Double?
      var high: Double?
    }
    struct Drawn: Decodable { var shareWithinOneDeviationOfTheMean: Double }
    var `class`: String
    var config: Config
    var shape: Shape
    var exact: Exact
    var drawn: Drawn
  }

  private struct Orthogonal: Decodable {
    var shape: Shape
    var gain: Float
    var orthonormal: String
    var exactStandardDeviation: Double
  }

  private struct Identity: Decodable {
    var shape: Shape
    var gain: Float
    var values: [Float]
  }

  private func draw(_ initializer: Initializer, _ shape: Shape, seed: UInt64 = 1) throws -> [Float]
  {
    var values = Array(repeating: Float.nan, count: shape.elements)
    var random = Philox(seed: seed, stream: .initializer)
    try values.withUnsafeMutableBufferPointer {
      try initializer.fill($0, shape: shape, random: &random)
    }
    return values
  }

  private func initializer(_ one: Case) throws -> Initializer {
    let config = one.config
    switch one.class {
    case "GlorotUniform": return .glorotUniform
    case "GlorotNormal": return .glorotNormal
    case "HeUniform": return .heUniform
    case "HeNormal": return .heNormal
    case "LecunUniform": return .lecunUniform
    case "LecunNormal": return .lecunNormal
    case "RandomUniform":
      return try config.minval.map {
        .randomUniform(minimum: $0, maximum: try #require(config.maxval))
      } ?? .randomUniform()
    case "RandomNormal":
      return config.mean == nil
        ? .randomNormal() : .randomNormal(mean: config.mean ?? 0, deviation: config.stddev ?? 0)
    case "TruncatedNormal":
      return config.mean == nil
        ? .truncatedNormal()
        : .truncatedNormal(mean: config.mean ?? 0, deviation: config.stddev ?? 0)
    case "VarianceScaling":
      let fans: [String: Initializer.Fan] = [
        "fan_in": .input, "fan_out": .output, "fan_avg": .average,
      ]
      let distributions: [String: Initializer.Distribution] = [
        "uniform": .uniform, "truncated_normal": .truncatedNormal,
        "untruncated_normal": .untruncatedNormal,
      ]
      return .varianceScaling(
        scale: config.scale ?? 1, fan: try #require(fans[config.mode ?? "fan_in"]),
        distribution: try #require(distributions[config.distribution ?? "truncated_normal"]))
    case "Zeros": return .zeros
    case "Ones": return .ones
    default: return .constant(try #require(config.value))
    }
  }

  /// Mean and deviation of n draws lie within four of their own standard errors, σ/√n and less than
  /// σ/√n, of Keras's distribution; the share within one deviation tells its form.
  @Test func drawsFromKerassDistributions() throws {
    let golden = try readGolden("initializers.json", as: Content.self)
    #expect(golden.cases.count == 36)
    for (index, one) in golden.cases.enumerated() where isOptimised || index % 6 == 0 {
      let values = try draw(initializer(one), one.shape).map(Double.init)
      let n = Double(values.count)
      let mean = values.reduce(0, +) / n
      let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
      let bound = 4 * one.exact.standardDeviation / n.squareRoot() + 1e-12
      let name = "\(one.class) \(one.config) \(one.shape)"
      #expect(abs(mean - one.exact.mean) <= bound, "\(name): mean \(mean)")
      #expect(
        abs(deviation - one.exact.standardDeviation) <= bound, "\(name): deviation \(deviation)")
      // A rounding of float32 beyond the limits of the formula, which are in double.
      let slack = 1e-6 * max(abs(one.exact.low ?? 0), abs(one.exact.high ?? 0))
      if let low = one.exact.low { #expect(try #require(values.min()) >= low - slack, "\(name)") }
      if let high = one.exact.high {
        #expect(try #require(values.max()) <= high + slack, "\(name)")
      }
      let near = values.count { abs($0 - mean) <= deviation }
      #expect(
        abs(Double(near) / n - one.drawn.shareWithinOneDeviationOfTheMean) < 0.01, "\(name)")
    }
  }

  @Test func orthogonalIsOrthonormal() throws {
    let golden = try readGolden("initializers.json", as: Content.self)
    #expect(golden.orthogonal.count == 4)
    for one in golden.orthogonal where isOptimised || one.shape.elements < 5_000 {
      let values = try draw(.orthogonal(gain: one.gain), one.shape).map(Double.init)
      let columns = one.shape.lastSize
      let rows = values.count / columns
      let byColumns = one.orthonormal == "columns"
      let (vectors, length) = byColumns ? (columns, rows) : (rows, columns)
      func element(_ vector: Int, _ at: Int) -> Double {
        values[byColumns ? at * columns + vector : vector * columns + at]
      }
      var worst = 0.0
      for a in 0..<vectors {
        for b in 0...a {
          let product = (0..<length).reduce(0) { $0 + element(a, $1) * element(b, $1) }
          let wanted = a == b ? Double(one.gain * one.gain) : 0
          worst = max(worst, abs(product - wanted))
        }
      }
      #expect(worst < 1e-6 * Double(one.gain * one.gain), "\(one.shape)")
      let square = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
      #expect(abs(square.squareRoot() - one.exactStandardDeviation) < 1e-3)
    }
  }

  @Test func identityIsKerass() throws {
    let golden = try readGolden("initializers.json", as: Content.self)
    #expect(golden.identity.count == 2)
    for one in golden.identity {
      #expect(try draw(.identity(gain: one.gain), one.shape) == one.values)
    }
  }

  /// Fans of a bias are its size, of a scalar 1.
  @Test func takesFansOfShortShapes() throws {
    let scaled = Initializer.varianceScaling(scale: 3, fan: .average, distribution: .uniform)
    // variance 3 / 12, so that the limit is √(3 · 3 / 12) = 0.866.
    #expect(try draw(scaled, [12]).allSatisfy { abs($0) <= 0.8661 })
    #expect(try draw(scaled, []).count == 1)
  }

  @Test func isTheSameForTheSameSeedOnly() throws {
    #expect(try draw(.glorotUniform, [3, 4]) == draw(.glorotUniform, [3, 4]))
    #expect(try draw(.glorotUniform, [3, 4]) != draw(.glorotUniform, [3, 4], seed: 2))
  }

  static let mistakes: [(Initializer, Shape, String)] = [
    (
      .orthogonal(), [4],
      "Initializer.orthogonal: a parameter of shape [4]; wanted two axes or more"
    ),
    (
      .identity(), [4], "Initializer.identity: a parameter of shape [4]; wanted two axes"
    ),
    (
      .identity(), [2, 3, 4],
      "Initializer.identity: a parameter of shape [2, 3, 4]; wanted two axes"
    ),
    (
      .varianceScaling(scale: 0, fan: .input, distribution: .uniform), [2, 3],
      "Initializer.varianceScaling: scale is 0.0; wanted a number above 0"
    ),
    (
      .randomNormal(mean: 0, deviation: -1), [2, 3],
      "Initializer.randomNormal: deviation is -1.0; wanted a number of 0 or more"
    ),
    (
      .randomUniform(minimum: 1, maximum: 0), [2, 3],
      "Initializer.randomUniform: 1.0 to 0.0; wanted a minimum that is not above the maximum"
    ),
  ]

  @Test(arguments: mistakes)
  func refusesWhatDoesNotSuit(initializer: Initializer, shape: Shape, message: String) {
    let error = #expect(throws: ModelError.self) { try draw(initializer, shape) }
    #expect(error?.description == message)
  }
}
