import AssayCore
import CKernels
import Foundation

/// Loops over plain arrays for the references.
enum Plain {
  /// `small` repeated to `whole`, aligned from the right.
  static func repeated(_ values: [Double], _ small: Shape, to whole: Shape) -> [Double] {
    (0..<whole.elements).map { flat in
      var (rest, at, step) = (flat, 0, 1)
      for axis in whole.indices.reversed() {
        let coordinate = rest % whole[axis]
        rest /= whole[axis]
        let own = axis - (whole.count - small.count)
        guard own >= 0 else { continue }
        if small[own] != 1 { at += coordinate * step }
        step *= small[own]
      }
      return values[at]
    }
  }

  /// What `combine` makes of the elements along each line of one axis.
  static func along(
    _ axis: Int, of shape: Shape, _ values: [Double], _ combine: ([Double]) -> Double
  ) -> [Double] {
    let inner = shape[(axis + 1)...].reduce(1, *)
    let outer = shape[..<axis].reduce(1, *)
    return (0..<outer).flatMap { o in
      (0..<inner).map { i in
        combine((0..<shape[axis]).map { values[(o * shape[axis] + $0) * inner + i] })
      }
    }
  }

  /// `[m, k]` times `[k, n]`.
  static func product(_ a: [Double], _ b: [Double], k: Int, n: Int) -> [Double] {
    (0..<a.count / k).flatMap { row in
      (0..<n).map { column in
        (0..<k).reduce(0) { $0 + a[row * k + $1] * b[$1 * n + column] }
      }
    }
  }

  /// Every row of `width` elements through `transform`.
  static func rows(
    _ values: [Double], width: Int, _ transform: ([Double]) -> [Double]
  ) -> [Double] {
    stride(from: 0, to: values.count, by: width).flatMap {
      transform(Array(values[$0..<$0 + width]))
    }
  }

  static func softmax(_ row: [Double]) -> [Double] {
    let most = row.max() ?? 0
    let exponentials = row.map { exp($0 - most) }
    return exponentials.map { $0 / exponentials.reduce(0, +) }
  }

  /// The shape that both repeat to.
  static func whole(_ a: Shape, _ b: Shape) -> Shape {
    let rank = max(a.count, b.count)
    func size(_ shape: Shape, _ axis: Int) -> Int {
      axis < rank - shape.count ? 1 : shape[axis - rank + shape.count]
    }
    return Shape((0..<rank).map { max(size(a, $0), size(b, $0)) })
  }

  /// Distributions over rows of `classes`: by softmax, or divided by their sum.
  static func distributions(
    _ values: [Double], _ classes: Int, fromLogits: Bool
  ) -> [Double] {
    rows(values, width: classes) { row in
      fromLogits ? softmax(row) : row.map { $0 / row.reduce(0, +) }
    }
  }

  /// The logarithm of a probability, kept 1e-7 away from 0 and 1 unless it came from logits.
  static func logOfClipped(_ p: Double, _ fromLogits: Bool) -> Double {
    let epsilon = Float(1e-7)
    return log(fromLogits ? p : min(max(p, Double(epsilon)), Double(1 - epsilon)))
  }

  /// Which elements dropout keeps: 64 elements a block, word by word of 16 counters, as documented.
  static func kept(count: Int, rate: Float, place: Int, at clock: assay_clock) -> [Bool] {
    (0..<count).map { element in
      let (block, rest) = element.quotientAndRemainder(dividingBy: 64)
      let (word, lane) = rest.quotientAndRemainder(dividingBy: 16)
      let counter: SIMD4<UInt32> = [
        UInt32(block * 16 + lane), clock.step, clock.epoch,
        Philox.Stream.dropout.rawValue | UInt32(place) << 8,
      ]
      let bits = Philox.block(counter: counter, key: [clock.seed.0, clock.seed.1])[word]
      return Float(bits >> 8) * 0x1p-24 >= rate
    }
  }
}
