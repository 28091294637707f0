import AssayCore

/// Numbers from the Poisson distribution of mean 1, each from its place alone.
enum PoissonDraws {
  /// The limits of 32 random bits below which a draw is 0, 1, 2, …; beyond the last it is 12.
  private static let limits: [UInt32] = {
    var chance = 0.36787944117144233
    var sum = 0.0
    return (0..<12).map { k in
      if k > 0 { chance /= Double(k) }
      sum += chance
      return UInt32(sum * 0x1p32)
    }
  }()

  /// The draws of a row for four replicates in turn, those from 4 · `block`.
  static func four(seed: UInt64, row: Int, block: Int) -> SIMD4<UInt8> {
    let bits = Philox.block(
      counter: [
        UInt32(truncatingIfNeeded: row), UInt32(truncatingIfNeeded: row >> 32),
        UInt32(truncatingIfNeeded: block), Philox.Stream.bootstrap.rawValue,
      ],
      key: [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)])
    var draws = SIMD4<UInt8>.zero
    for i in 0..<4 {
      var draw: UInt8 = 0
      while Int(draw) < limits.count, bits[i] >= limits[Int(draw)] { draw += 1 }
      draws[i] = draw
    }
    return draws
  }
}
