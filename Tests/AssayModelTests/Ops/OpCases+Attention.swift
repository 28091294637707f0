import AssayCore
import AssayModel
import Foundation

/// The softmax of attention scores. Where there is a mask, it is the second input.
extension OpCase {
  static let attention: [OpCase] = {
    let shapes: [Shape] = [[2, 1, 3, 3], [Shape.free, 2, 3, 5], [1, 2, 4, 19], [2, 2, 5, 3]]
    let plain: [OpCase] = shapes.flatMap { shape in
      [(false, 0), (true, 0), (false, 2), (true, 2)].map { isCausal, window in
        softmax(shape, mask: nil, isCausal: isCausal, window: window)
      }
    }
    let masks: [Shape] = [
      [1, 1, 1, 5], [2, 1, 1, 5], [2, 1, 3, 5], [2, 2, 3, 5], [1, 2, 1, 5],
    ]
    let masked: [OpCase] = masks.flatMap { mask in
      [
        softmax([2, 2, 3, 5], mask: mask), softmax([2, 2, 3, 5], mask: mask, isCausal: true),
        softmax([2, 2, 3, 5], mask: mask, emptyIsZero: true),
      ]
    }
    return plain + masked
  }()

  private static func softmax(
    _ shape: Shape, mask: Shape?, isCausal: Bool = false, window: Int = 0, emptyIsZero: Bool = false
  ) -> OpCase {
    OpCase(
      "attention softmax\(isCausal ? ", causal" : "")\(window > 0 ? ", window \(window)" : "")"
        + (emptyIsZero ? ", zeros" : ""), [shape] + (mask.map { [$0] } ?? []),
      contents: [.numbers(-2...2)] + (mask == nil ? [] : [.numbers(0...1)]), differentiable: [0],
      { x in
        x[0].attentionSoftmax(
          scale: 0.5, mask: mask == nil ? nil : x[1].isAbove(0.6), isCausal: isCausal,
          window: window, emptyIsZero: emptyIsZero)
      },
      is: { x, s in
        let (queries, keys) = (s[0][2], s[0][3])
        let whole = mask.map { Plain.repeated(x[1], $0, to: s[0]) }
        return (0..<s[0].rows).flatMap { row in
          let query = row % queries
          let kept = (0..<keys).map { key in
            (!isCausal || key <= query) && (window == 0 || abs(key - query) < window)
              && (whole.map { $0[row * keys + key] > 0.6 } ?? true)
          }
          guard kept.contains(true) else {
            return Array(repeating: emptyIsZero ? 0 : 1 / Double(keys), count: keys)
          }
          let scores = zip(x[0][row * keys..<(row + 1) * keys], kept).map {
            $1 ? $0 * 0.5 : -.infinity
          }
          return Plain.softmax(scores)
        }
      })
  }
}
