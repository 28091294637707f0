/// A counter-based random generator: the same counter and key give the same numbers, whatever was
/// drawn before, so that nothing random has to be saved.
///
///     var random = Philox(seed: 7, stream: .shuffle, epoch: 3)
///     random.next()
///
/// - Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011),
///   Philox4x32-10.
public struct Philox: RandomNumberGenerator, Sendable {
  /// What the numbers are for; streams never overlap.
  public enum Stream: UInt32, Sendable {
    case initializer = 1
    case shuffle, dropout, bootstrap, augmentation, test
  }

  private let key: SIMD2<UInt32>
  private var counter: SIMD4<UInt32>
  private var block = SIMD4<UInt32>.zero
  private var used = 4

  /// The numbers for one purpose at one moment.
  ///
  /// - Parameters:
  ///   - node: which of the things that draw from this stream at this moment.
  public init(seed: UInt64, stream: Stream, epoch: Int = 0, node: Int = 0) {
    key = [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)]
    counter = [
      0, UInt32(truncatingIfNeeded: node), UInt32(truncatingIfNeeded: epoch), stream.rawValue,
    ]
  }

  /// The next 32 random bits.
  public mutating func next32() -> UInt32 {
    if used == 4 {
      block = Philox.block(counter: counter, key: key)
      counter[0] &+= 1
      used = 0
    }
    used += 1
    return block[used - 1]
  }

  public mutating func next() -> UInt64 {
    let low = UInt64(next32())
    return low | UInt64(next32()) << 32
  }

  /// A number in `0..<1`, one of 2²⁴ equally likely ones.
  public mutating func nextUniform() -> Float {
    Float(next32() >> 8) * 0x1p-24
  }

  /// A number from the standard normal distribution, by the Box–Muller transform.
  public mutating func nextNormal() -> Double {
    let radius = (-2 * Double.log(1 - nextUnit())).squareRoot()
    return radius * Double.cos(2 * .pi * nextUnit())
  }

  private mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Ten rounds of the cipher.
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var c = counter
    var k = key
    for _ in 0..<10 {
      let p0 = UInt64(c[0]) * 0xD251_1F53
      let p1 = UInt64(c[2]) * 0xCD9E_8D57
      c = [
        UInt32(p1 >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: p1),
        UInt32(p0 >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: p0),
      ]
      k &+= [0x9E37_79B9, 0xBB67_AE85]
    }
    return c
  }
}
