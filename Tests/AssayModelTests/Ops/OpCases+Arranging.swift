import AssayCore
import AssayModel
import Foundation

/// Elements in another order, in parts and in one.
extension OpCase {
  static let arranging: [OpCase] = transpositions + concatenations + slices + contractions

  private static let transpositions: [OpCase] =
    [
      ([2, 3], [1, 0]), ([2, 3, 4], [0, 2, 1]), ([2, 3, 4], [2, 1, 0]), ([2, 3, 4], [1, 2, 0]),
      ([2, 3, 4], [2, 0, 1]), ([2, 3, 2, 5], [0, 2, 1, 3]), ([2, 3, 2, 5], [3, 2, 1, 0]),
      ([2, 3, 2, 5], [0, 3, 1, 2]), ([Shape.free, 3, 4], [0, 2, 1]), ([33, 19], [1, 0]),
      ([2, 1, 3, 1], [3, 2, 1, 0]), ([2, 3, 4], [0, 1, 2]),
    ].map { (shape: Shape, order: [Int]) in
      OpCase(
        "transposed to \(order)", [shape], { $0[0].transposed(to: order) },
        is: { x, s in Plain.transposed(x[0], s[0], to: order) })
    }

  private static let concatenations: [OpCase] =
    [
      ([[2, 3], [2, 4]], 1), ([[2, 3], [1, 3]], 0), ([[2, 3, 2], [2, 1, 2], [2, 9, 2]], 1),
      ([[Shape.free, 3], [Shape.free, 9]], 1), ([[5], [3]], 0), ([[2, 3]], 0),
      ([[Shape.free, 2, 3], [Shape.free, 2, 3]], 2),
    ].map { (shapes: [Shape], axis: Int) in
      OpCase(
        "concatenated along \(axis)", shapes, { .concatenated($0, axis: axis) },
        is: { x, s in
          let outer = s[0][..<axis].reduce(1, *)
          return (0..<outer).flatMap { o in
            zip(x, s).flatMap { values, shape in
              let width = shape[axis...].reduce(1, *)
              return values[o * width..<(o + 1) * width]
            }
          }
        })
    }

  private static let slices: [OpCase] =
    [
      ([5], 0, 1..<3), ([2, 5], 1, 2..<5), ([2, 5], 0, 1..<2), ([2, 5, 3], 1, 0..<2),
      ([Shape.free, 12], 1, 1..<11), ([Shape.free, 4, 3], 1, 3..<4), ([2, 5], 1, 0..<5),
    ].map { (shape: Shape, axis: Int, range: Range<Int>) in
      OpCase(
        "sliced \(range) of \(axis)", [shape], { $0[0].sliced(axis: axis, range) },
        is: { x, s in
          let outer = s[0][..<axis].reduce(1, *)
          let inner = s[0][(axis + 1)...].reduce(1, *)
          let width = s[0][axis] * inner
          return (0..<outer).flatMap { o in
            x[0][o * width + range.lowerBound * inner..<o * width + range.upperBound * inner]
          }
        })
    }

  private static let contractions: [OpCase] =
    [
      ("bmk", "bnk", "bmn", [Shape.free, 3, 4], [Shape.free, 2, 4]),
      ("bmk", "bkn", "bmn", [2, 3, 4], [2, 4, 5]), ("bkm", "bkn", "bmn", [2, 3, 4], [2, 3, 5]),
      ("bthd", "bshd", "bhts", [Shape.free, 3, 2, 4], [Shape.free, 5, 2, 4]),
      ("bhts", "bshd", "bthd", [Shape.free, 2, 3, 5], [Shape.free, 5, 2, 4]),
      ("bmk", "bk", "bm", [2, 3, 4], [2, 4]), ("bm", "bn", "bmn", [2, 3], [2, 4]),
      ("bthd", "bshd", "bhts", [2, 1, 2, 1], [2, 1, 2, 1]),
      ("bthd", "bshd", "bhts", [1, 17, 3, 9], [1, 12, 3, 9]),
      ("bmk", "bnk", "bmn", [2, 1, 4], [2, 3, 4]), ("bmk", "bnk", "bmn", [2, 3, 4], [2, 1, 4]),
      ("bmk", "bnk", "bmn", [2, 3, 1], [2, 5, 1]),
    ].map { (first: String, second: String, result: String, a: Shape, b: Shape) in
      OpCase(
        "\(first) by \(second) to \(result)", [a, b],
        { Symbol.contraction(first, $0[0], second, $0[1], to: result) },
        is: { x, s in Plain.contraction(first, x[0], s[0], second, x[1], s[1], result) })
    }
}

extension Plain {
  static func transposed(_ values: [Double], _ shape: Shape, to order: [Int]) -> [Double] {
    let whole = Shape(order.map { shape[$0] })
    return (0..<whole.elements).map { flat in
      var rest = flat
      var at = 0
      for (axis, size) in zip(order, whole).reversed() {
        at += rest % size * shape[(axis + 1)...].reduce(1, *)
        rest /= size
      }
      return values[at]
    }
  }

  /// Every combination of every letter, one product each.
  static func contraction(
    _ first: String, _ a: [Double], _ aShape: Shape, _ second: String, _ b: [Double],
    _ bShape: Shape, _ result: String
  ) -> [Double] {
    var sizes: [Character: Int] = [:]
    for (letter, size) in zip(first, aShape) { sizes[letter] = size }
    for (letter, size) in zip(second, bShape) { sizes[letter] = size }
    let letters = sizes.keys.sorted()
    func at(_ own: String, _ place: [Character: Int]) -> Int {
      own.reduce(0) { $0 * (sizes[$1] ?? 1) + (place[$1] ?? 0) }
    }
    var sums = Array(repeating: 0.0, count: result.reduce(1) { $0 * (sizes[$1] ?? 1) })
    for flat in 0..<letters.reduce(1, { $0 * (sizes[$1] ?? 1) }) {
      var rest = flat
      var place: [Character: Int] = [:]
      for letter in letters {
        place[letter] = rest % (sizes[letter] ?? 1)
        rest /= sizes[letter] ?? 1
      }
      sums[at(result, place)] += a[at(first, place)] * b[at(second, place)]
    }
    return sums
  }
}
