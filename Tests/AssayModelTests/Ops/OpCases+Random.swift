import AssayCore
import AssayModel
import CKernels
import Foundation

/// Draws at the moment that ``OpCase/clock`` is.
extension OpCase {
  static let draws: [OpCase] = [
    OpCase(
      "random mask", [[7, 50]], { $0[0] * .randomMask([7, 50], rate: 0.3, value: 2) },
      is: { x, _ in
        zip(x[0], Plain.kept(count: x[0].count, rate: 0.3, place: 0, at: clock)).map {
          $1 ? $0 * 2 : 0
        }
      }),
    OpCase(
      "random mask of columns", [[7, 50]],
      { $0[0] * .randomMask([1, 50], rate: 0.3, value: 2) },
      is: { x, _ in
        let kept = Plain.kept(count: 50, rate: 0.3, place: 0, at: clock)
        return x[0].enumerated().map { kept[$0 % 50] ? $1 * 2 : 0 }
      }),
    OpCase(
      "random uniform", [[3, 70]], { $0[0] + .randomUniform([3, 70], in: -1...3) },
      is: { x, _ in
        zip(x[0], Plain.words(x[0].count, at: clock)).map { $0 + Double($1 >> 8) * 0x1p-22 - 1 }
      }),
    OpCase(
      "random normal", [[3, 70]], { $0[0].randomNormal(deviation: 0.5) },
      is: { x, _ in zip(x[0], Plain.normals(x[0].count, at: clock)).map { $0 + 0.5 * $1 } }),
    OpCase(
      "random normal multiple", [[3, 70]], { $0[0].randomNormal(deviation: 0.5, multiplies: true) },
      is: { x, _ in zip(x[0], Plain.normals(x[0].count, at: clock)).map { $0 * (1 + 0.5 * $1) } }),
  ]
}

extension Plain {
  /// The first place's random words: 64 a block, word by word of 16 counters.
  static func words(_ count: Int, from first: UInt32 = 0, at clock: assay_clock) -> [UInt32] {
    (0..<count).map { element in
      let (block, rest) = element.quotientAndRemainder(dividingBy: 64)
      let (word, lane) = rest.quotientAndRemainder(dividingBy: 16)
      let counter: SIMD4<UInt32> = [
        first | UInt32(block * 16 + lane), clock.step, clock.epoch,
        Philox.Stream.dropout.rawValue,
      ]
      return Philox.block(counter: counter, key: [clock.seed.0, clock.seed.1])[word]
    }
  }

  /// Numbers of the standard normal distribution, of two words each.
  static func normals(_ count: Int, at clock: assay_clock) -> [Double] {
    zip(words(count, at: clock), words(count, from: 1 << 31, at: clock)).map { radius, angle in
      let u = (Double(radius >> 9) + 0.5) * 0x1p-23
      return (-2 * log(u)).squareRoot() * cos(2 * .pi * Double(angle >> 8) * 0x1p-24)
    }
  }
}
