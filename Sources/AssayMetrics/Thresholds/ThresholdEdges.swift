import AssayCore

extension ThresholdCounts {
  /// Thresholds as the kernel compares with them.
  struct Edges: Sendable, Equatable {
    /// In rising order, each once.
    let rising: [Double]
    /// Where each of the thresholds given stands among them.
    let places: [Int]
    /// Other than 0 where a multiplication finds the bucket.
    let scale: Double
    /// How far from a multiple of the thresholds' distance a float must be for the multiplication to be
    /// enough; 0 where it never is.
    let slack: Double
    private let doubles: [Double]
    private let floats: [Double]

    init(_ configuration: Configuration) {
      let given = configuration.thresholds
      let sorted: [Double]
      if zip(given, given.dropFirst()).allSatisfy(<) {
        sorted = given
        places = Array(given.indices)
      } else {
        sorted = Set(given).sorted()
        let at = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
        places = given.map { at[$0] ?? 0 }
      }
      rising = sorted
      var compared = sorted.map { configuration.fromLogits ? Edges.logit($0) : $0 }
      if configuration.isOpen, compared.count > 1 {
        compared[0] = -.infinity
        compared[compared.count - 1] = .infinity
      }
      doubles = Edges.padded(compared)
      floats = Edges.padded(compared.map { Double(Float($0)) })
      let steps = Double(sorted.count - 1)
      let isEven =
        !configuration.fromLogits && sorted.count > 2
        && sorted.enumerated().allSatisfy { abs($1 - Double($0) / steps) < 0.25 / steps }
      scale = isEven ? steps : 0
      // A float's product is off by half a unit in the last of 24 places at most.
      let off = zip(1..., floats.dropFirst(2).dropLast(2))
        .reduce(2 * steps * 0x1p-23) {
          max($0, abs($1.1 * steps - Double($1.0)) + 2 * steps * 0x1p-23)
        }
      slack = isEven && off < 0.1 ? off : 0
    }

    /// The thresholds between infinities, rounded as the predictions are.
    func padded(for dtype: DType) -> [Double] { dtype == .float32 ? floats : doubles }

    private static func padded(_ thresholds: [Double]) -> [Double] {
      [-.infinity] + thresholds + [.infinity]
    }

    /// The logit whose probability is `p`.
    private static func logit(_ p: Double) -> Double {
      if p <= 0 { return -.infinity }
      if p >= 1 { return .infinity }
      return Double.log(p / (1 - p))
    }
  }
}
