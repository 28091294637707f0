/// The shuffle of NumPy's `RandomState(seed).shuffle`, by which Keras chooses the files to validate on.
///
/// - Source: Matsumoto and Nishimura, "Mersenne Twister" (1998), MT19937; the order of the draws is
///   NumPy's.
struct NumPyShuffle {
  private var state: [UInt32]
  private var place = 624

  init(seed: UInt32) {
    state = [seed]
    for index in 1..<624 {
      let last = state[index - 1]
      state.append(1_812_433_253 &* (last ^ last >> 30) &+ UInt32(index))
    }
  }

  /// Where each place of the shuffled order takes its element from.
  static func order(count: Int, seed: UInt32) -> [Int] {
    var shuffle = NumPyShuffle(seed: seed)
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, Int(shuffle.next(upTo: UInt32(truncatingIfNeeded: last))))
    }
    return order
  }

  /// A number in `0...most`.
  private mutating func next(upTo most: UInt32) -> UInt32 {
    let mask = UInt32.max >> UInt32(most.leadingZeroBitCount)
    while true {
      let value = next() & mask
      if value <= most { return value }
    }
  }

  private mutating func next() -> UInt32 {
    if place == 624 { turn() }
    var y = state[place]
    place += 1
    y ^= y >> 11
    y ^= y << 7 & 0x9D2C_5680
    y ^= y << 15 & 0xEFC6_0000
    return y ^ y >> 18
  }

  private mutating func turn() {
    for index in 0..<624 {
      let y = state[index] & 0x8000_0000 | state[(index + 1) % 624] & 0x7FFF_FFFF
      state[index] = state[(index + 397) % 624] ^ y >> 1 ^ (y & 1 == 0 ? 0 : 0x9908_B0DF)
    }
    place = 0
  }
}
