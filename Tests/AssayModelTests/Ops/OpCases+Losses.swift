import AssayCore
import AssayModel
import Foundation

// The losses by their formulas, and so every op that only they use. The first input is the labels.
extension OpCase {
  static let losses: [OpCase] = {
    var cases: [OpCase] = []
    for shape in [[2, 3], [2, 3, 4], [Shape.free, 5]] as [Shape] {
      cases += errors(shape)
      cases += divergences(shape)
      cases += margins(shape)
      cases += focal(shape)
      cases += generalized(shape)
    }
    cases += alongAnAxis
    cases += overlaps
    return cases + pairs + alignments
  }()

  /// A loss of labels and predictions alike: `reference` makes one value of each line of the last axis.
  private static func lines(
    _ loss: Loss, _ shape: Shape, labels: ClosedRange<Float> = -2...2,
    predictions: ClosedRange<Float> = -2...2, kinks: [Float] = [], axis: Int? = nil,
    _ title: String = "", is reference: @escaping @Sendable ([(y: Double, p: Double)]) -> Double
  ) -> OpCase {
    OpCase(
      loss.name + title, [shape, shape], contents: [.numbers(labels), .numbers(predictions)],
      kinks: kinks, differentiable: [1], { loss.values(labels: $0[0], predictions: $0[1]) },
      is: { x, s in
        // Places instead of numbers, so that a line brings both.
        let places = x[0].indices.map(Double.init)
        return Plain.along(axis ?? s[0].count - 1, of: s[0], places) {
          reference($0.map { (x[0][Int($0)], x[1][Int($0)]) })
        }
      })
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  private static func errors(_ shape: Shape) -> [OpCase] {
    [
      lines(.meanSquaredError, shape) { mean($0.map { ($0.y - $0.p) * ($0.y - $0.p) }) },
      lines(.meanAbsoluteError, shape, predictions: 2.1...4) { mean($0.map { $0.p - $0.y }) },
      lines(.meanAbsolutePercentageError(), shape, labels: 0.5...2, predictions: 2.1...4) {
        100 * mean($0.map { ($0.p - $0.y) / $0.y })
      },
      lines(
        .meanSquaredLogarithmicError(), shape, labels: -1...4, predictions: -1...4, kinks: [0]
      ) {
        func log(_ x: Double) -> Double { log1p(max(x, Double(Float(1e-7)))) }
        return mean($0.map { (log($0.y) - log($0.p)) * (log($0.y) - log($0.p)) })
      },
      lines(.huber(), shape) {
        mean(
          $0.map {
            let error = ($0.y - $0.p).magnitude
            return error <= 1 ? error * error / 2 : error - 0.5
          })
      },
      lines(.huber(delta: 0.25), shape, ", delta 0.25") {
        mean(
          $0.map {
            let error = ($0.y - $0.p).magnitude
            return error <= 0.25 ? error * error / 2 : 0.25 * error - 0.03125
          })
      },
      lines(.logCosh(), shape) { mean($0.map { log(cosh($0.y - $0.p)) }) },
      lines(.cosineSimilarity(), shape, is: cosine),
    ]
  }

  private static func cosine(_ line: [(y: Double, p: Double)]) -> Double {
    func length(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    return -line.reduce(0) { $0 + $1.y * $1.p } / (length(line.map(\.y)) * length(line.map(\.p)))
  }

  private static func divergences(_ shape: Shape) -> [OpCase] {
    [
      lines(.poisson(), shape, labels: 0...5, predictions: 0.3...4) {
        mean($0.map { $0.p - $0.y * log($0.p + Double(Float(1e-7))) })
      },
      lines(.klDivergence(), shape, labels: 0.02...0.98, predictions: 0.05...0.95) {
        $0.reduce(0) { $0 + $1.y * log($1.y / $1.p) }
      },
    ]
  }

  private static func margins(_ shape: Shape) -> [OpCase] {
    [
      // No label is 0 or 1, so none is taken for −1.
      lines(.hinge(), shape, labels: 1...1, kinks: [1]) {
        mean($0.map { max(1 - $0.y * $0.p, 0) })
      },
      lines(.squaredHinge(), shape) {
        mean($0.map { max(1 - $0.y * $0.p, 0) * max(1 - $0.y * $0.p, 0) })
      },
      // All labels are 0, which stands for −1.
      lines(.hinge(), shape, labels: 0...0, ", labels 0") { mean($0.map { max(1 + $0.p, 0) }) },
      lines(.categoricalHinge(), shape, labels: 0...1, predictions: -0.2...0.2) {
        let wrong = $0.map { (1 - $0.y) * $0.p }.max() ?? .nan
        return max(0, 1 + wrong - $0.reduce(0) { $0 + $1.y * $1.p })
      },
    ]
  }

  private static func focal(_ shape: Shape) -> [OpCase] {
    let shares: ClosedRange<Float> = 0.05...0.95
    @Sendable func binary(
      _ line: [(y: Double, p: Double)], gamma: Double, balance: Double? = nil
    ) -> Double {
      mean(
        line.map { y, p in
          let value = -(y * log(p) + (1 - y) * log(1 - p))
          let factor = balance.map { y * $0 + (1 - y) * (1 - $0) } ?? 1
          return factor * pow(y * (1 - p) + (1 - y) * p, gamma) * value
        })
    }
    @Sendable func categorical(_ line: [(y: Double, p: Double)], _ p: [Double], gamma: Double)
      -> Double
    {
      0.25 * zip(line, p).reduce(0) { $0 - pow(1 - $1.1, gamma) * $1.0.y * log($1.1) }
    }
    return [
      lines(.binaryFocalCrossentropy(), shape, labels: 0...1, predictions: shares) {
        binary($0, gamma: 2)
      },
      lines(
        .binaryFocalCrossentropy(applyClassBalancing: true, alpha: 0.75, gamma: 1.5), shape,
        labels: 0...1, predictions: shares, ", balanced"
      ) { binary($0, gamma: 1.5, balance: 0.75) },
      lines(
        .binaryFocalCrossentropy(fromLogits: true), shape, labels: 0...1, predictions: -3...3,
        " of logits"
      ) { binary($0.map { ($0.y, 1 / (1 + exp(-$0.p))) }, gamma: 2) },
      lines(.categoricalFocalCrossentropy(), shape, labels: 0...1, predictions: shares) {
        let sum = $0.reduce(0) { $0 + $1.p }
        return categorical($0, $0.map { $0.p / sum }, gamma: 2)
      },
      lines(
        .categoricalFocalCrossentropy(gamma: 0.5, fromLogits: true), shape, labels: 0...1,
        predictions: -3...3, " of logits"
      ) { categorical($0, Plain.softmax($0.map(\.p)), gamma: 0.5) },
    ]
  }

  private static func generalized(_ shape: Shape) -> [OpCase] {
    let loss = Loss.categoricalGeneralizedCrossEntropy(q: 0.7)
    return [
      OpCase(
        loss.name, [Shape(shape.dropLast()), shape],
        contents: [.indices(below: shape.lastSize), .numbers(0.05...0.95)], differentiable: [1],
        { loss.values(labels: $0[0], predictions: $0[1]) },
        is: { x, s in
          x[0].enumerated().map { row, label in
            (1 - pow(x[1][row * s[1].lastSize + Int(label)], Double(Float(0.7))))
              / Double(Float(0.7))
          }
        })
    ]
  }

  // MARK: Along other axes

  private static let alongAnAxis: [OpCase] = [
    ([2, 3, 4], 1), ([2, 3, 4], 0), ([Shape.free, 3, 2], 1),
  ]
  .flatMap { (shape: Shape, axis: Int) in
    let p: ClosedRange<Float> = 0.05...0.95
    let others = Shape(shape.indices.filter { $0 != axis }.map { shape[$0] })
    let sparse = Loss.sparseCategoricalCrossentropy(axis: axis)
    let ignoring = Loss.sparseCategoricalCrossentropy(
      fromLogits: true, ignoreClasses: [1, 7], axis: axis)
    let title = ", axis \(axis)"
    return [
      lines(.cosineSimilarity(axis: axis), shape, axis: axis, title, is: cosine),
      lines(
        .binaryCrossentropy(axis: axis), shape, labels: 0...1, predictions: p, axis: axis, title
      ) {
        mean($0.map { -($0.y * log($0.p) + (1 - $0.y) * log(1 - $0.p)) })
      },
      lines(
        .categoricalCrossentropy(axis: axis), shape, labels: 0...1, predictions: p, axis: axis,
        title
      ) {
        let sum = $0.reduce(0) { $0 + $1.p }
        return $0.reduce(0) { $0 - $1.y * log($1.p / sum) }
      },
      lines(
        .categoricalCrossentropy(fromLogits: true, axis: axis - shape.count), shape,
        labels: 0...1, axis: axis, title + " of logits"
      ) { zip($0, Plain.softmax($0.map(\.p))).reduce(0) { $0 - $1.0.y * log($1.1) } },
      OpCase(
        sparse.name + title, [others, shape],
        contents: [.indices(below: shape[axis]), .numbers(p)], differentiable: [1],
        { sparse.values(labels: $0[0], predictions: $0[1]) },
        is: { x, s in
          var row = -1
          return Plain.along(axis, of: s[1], x[1]) {
            row += 1
            return -log($0[Int(x[0][row])] / $0.reduce(0, +))
          }
        }),
      OpCase(
        sparse.name + title + ", without some", [others, shape],
        contents: [.indices(below: shape[axis]), .numbers(-2...2)], differentiable: [1],
        { ignoring.values(labels: $0[0], predictions: $0[1]) },
        is: { x, s in
          var row = -1
          return Plain.along(axis, of: s[1], x[1]) {
            row += 1
            return x[0][row] == 1 ? 0 : -log(Plain.softmax($0)[Int(x[0][row])])
          }
        }),
    ]
  }

  private static let overlaps: [OpCase] = {
    let shapes: [Shape] = [[2, 3, 4], [Shape.free, 3]]
    @Sendable func values(_ sums: (both: Double, y: Double, p: Double)) -> (
      dice: Double, tversky: Double
    ) {
      let epsilon = Double(Float(1e-7))
      let (alpha, beta) = (Double(Float(0.3)), Double(Float(0.7)))
      let mistakes = alpha * (sums.y - sums.both) + beta * (sums.p - sums.both)
      return (
        1 - 2 * sums.both / (sums.y + sums.p + epsilon),
        1 - sums.both / (sums.both + mistakes + epsilon)
      )
    }
    return shapes.flatMap { shape in
      [nil, Array(1..<shape.count), [-1]].flatMap { (axes: [Int]?) in
        let sets: [(Loss, Int)] = [
          (.dice(axis: axes), 0), (.tversky(alpha: 0.3, beta: 0.7, axis: axes), 1),
        ]
        return sets.map { loss, which in
          OpCase(
            "\(loss.name) over \(axes.map { "\($0)" } ?? "all")", [shape, shape], in: 0.05...0.95,
            differentiable: [1], { loss.values(labels: $0[0], predictions: $0[1]) },
            is: { x, s in
              let last = axes.map { $0.count == 1 ? 1 : s[0].count - 1 } ?? s[0].count
              let width = s[0].suffix(last).reduce(1, *)
              return stride(from: 0, to: x[0].count, by: width).map { at in
                let places = at..<at + width
                let found = values(
                  (
                    places.reduce(0) { $0 + x[0][$1] * x[1][$1] },
                    places.reduce(0) { $0 + x[0][$1] }, places.reduce(0) { $0 + x[1][$1] }
                  ))
                return which == 0 ? found.dice : found.tversky
              }
            })
        }
      }
    }
  }()

  // MARK: Pairs and alignments

  private static let pairs: [OpCase] = [(6, true), (6, false), (Shape.free, true)].map {
    size, removeDiagonal in
    let loss = Loss.circle(gamma: 2, margin: 0.4, removeDiagonal: removeDiagonal)
    return OpCase(
      "circle, \(removeDiagonal ? "no" : "with the") diagonal", [[size], [size, 3]],
      contents: [.labels([0, 1, 0, 1, 2, 0]), .numbers(-0.35...0.35)], differentiable: [1],
      { loss.values(labels: $0[0], predictions: $0[1]) },
      is: { x, _ in
        let margin = Double(Float(0.4))
        let labels = x[0]
        return labels.indices.map { i in
          var sums = (same: 0.0, other: 0.0)
          for j in labels.indices where !(removeDiagonal && i == j) {
            let d = 1 - (0..<3).reduce(0) { $0 + x[1][3 * i + $1] * x[1][3 * j + $1] }
            if labels[i] == labels[j] {
              sums.same += exp(-2 * (margin + d) * (margin - d))
            } else {
              sums.other += exp(2 * (1 + margin - d) * (1 - margin - d))
            }
          }
          return log(1 + sums.same * sums.other)
        }
      })
  }

  /// Against the sum over all 3⁵ paths, each read as labels: repetitions are one, blanks none.
  private static let alignments: [OpCase] = [4, Shape.free].map { size in
    let (steps, classes) = (5, 3)
    let loss = Loss.ctc()
    return OpCase(
      "ctc", [[size, 3], [size, steps, classes]],
      contents: [.labels([1, 2, 2, 0, 0, 0, 1, 1, 2, 2, 1, 0]), .numbers(-2...2)],
      differentiable: [1], { loss.values(labels: $0[0], predictions: $0[1]) },
      is: { x, s in
        let p = Plain.rows(x[1], width: classes, Plain.softmax)
        return (0..<s[0][0]).map { sample in
          let wanted = x[0][3 * sample..<3 * sample + 3].filter { $0 != 0 }.map { Int($0) }
          var sum = 0.0
          for path in 0..<243 {
            let classes = (0..<steps).map { path / [1, 3, 9, 27, 81][$0] % 3 }
            var read: [Int] = []
            for (at, one) in classes.enumerated() where one != 0 {
              if at == 0 || classes[at - 1] != one { read.append(one) }
            }
            guard read == wanted else { continue }
            sum += classes.enumerated().reduce(1) { $0 * p[(sample * steps + $1.0) * 3 + $1.1] }
          }
          return -log(sum)
        }
      })
  }
}
