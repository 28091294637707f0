import AssayCore

/// How many numbers lie in each of 30 equal parts of their range.
///
///     Histogram([0, 1, 2, 3], count: 3).buckets   // [0, 1) 1, [1, 2) 1, [2, 3] 2
///
/// The last bucket holds its right edge. Numbers that are all one are in the last of buckets without
/// width; NaN and infinite ones are left out.
///
/// - Empty: buckets of zeros.
/// - Source: `tf.summary.histogram`.
package struct Histogram: Equatable {
  package struct Bucket: Equatable {
    package var left: Double
    package var right: Double
    package var count: Double

    package init(left: Double, right: Double, count: Double) {
      self.left = left
      self.right = right
      self.count = count
    }
  }

  package private(set) var buckets: [Bucket]

  package init(_ numbers: some Sequence<Double>, count: Int = 30) {
    let numbers = numbers.filter(\.isFinite)
    guard let low = numbers.min(), let high = numbers.max() else {
      buckets = Array(repeating: Bucket(left: 0, right: 0, count: 0), count: count)
      return
    }
    guard high > low else {
      buckets = Array(repeating: Bucket(left: low, right: low, count: 0), count: count)
      buckets[count - 1].count = Double(numbers.count)
      return
    }
    // Of halves, since a range of huge numbers is more than there are numbers for.
    let width = (high / 2 - low / 2) / Double(count) * 2
    buckets = (0..<count).map { index in
      Bucket(
        left: index == 0 ? low : low + width * Double(index),
        right: index == count - 1 ? high : low + width * Double(index + 1), count: 0)
    }
    for number in numbers {
      let place = (number - low) / width
      buckets[place < Double(count) ? max(0, Int(place)) : count - 1].count += 1
    }
  }

  /// The histogram of a tensor's elements.
  package init(_ tensor: Tensor) {
    self.init((0..<tensor.count).lazy.map { tensor.double(at: $0) })
  }
}
