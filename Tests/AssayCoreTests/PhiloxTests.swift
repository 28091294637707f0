import AssayCore
import Testing

struct PhiloxTests {
  /// The known answers of Random123, the reference implementation.
  @Test(
    arguments: [
      ([0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], [UInt32], [UInt32])])
  func givesTheKnownAnswers(counter: [UInt32], key: [UInt32], answer: [UInt32]) {
    let block = Philox.block(counter: SIMD4(counter), key: SIMD2(key))
    #expect(block == SIMD4(answer))
  }

  @Test func isAFunctionOfItsArguments() {
    func first(_ seed: UInt64, _ stream: Philox.Stream, _ epoch: Int, _ node: Int) -> UInt64 {
      var random = Philox(seed: seed, stream: stream, epoch: epoch, node: node)
      return random.next()
    }
    let all = [
      first(0, .shuffle, 0, 0), first(1, .shuffle, 0, 0), first(1 << 40, .shuffle, 0, 0),
      first(0, .dropout, 0, 0), first(0, .shuffle, 1, 0), first(0, .shuffle, 0, 1),
    ]
    #expect(Set(all).count == all.count)
    #expect(first(3, .dropout, 4, 5) == first(3, .dropout, 4, 5))
  }

  @Test func uniformAndNormalNumbersHaveTheirMoments() {
    var random = Philox(seed: 1, stream: .test)
    let n = 100_000
    let uniform = (0..<n).map { _ in Double(random.nextUniform()) }
    #expect(uniform.allSatisfy { (0..<1).contains($0) })
    // Four standard errors: 4 · √(1/12) / √n.
    #expect(abs(uniform.reduce(0, +) / Double(n) - 0.5) < 0.0037)
    let normal = (0..<n).map { _ in random.nextNormal() }
    #expect(abs(normal.reduce(0, +) / Double(n)) < 0.0127)
    #expect(abs(normal.reduce(0) { $0 + $1 * $1 } / Double(n) - 1) < 0.018)
  }
}
