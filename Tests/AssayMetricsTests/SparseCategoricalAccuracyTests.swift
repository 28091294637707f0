import AssayCore
import AssayMetrics
import Testing

struct SparseCategoricalAccuracyTests {
  let predictions = Tensor([[0.1, 0.6, 0.3], [0.05, 0.95, 0]] as [[Float]])

  @Test func equalsTheHandWorkedShare() throws {
    let metric = SparseCategoricalAccuracy()
    #expect(try value(metric, labels: Tensor([2, 1] as [Int]), predictions: predictions) == 0.5)
    #expect(
      try value(metric, labels: Tensor([[2], [1]] as [[Float]]), predictions: predictions) == 0.5)
    let weighted = try value(
      metric, labels: Tensor([2, 1] as [Int32]), predictions: predictions,
      weights: Tensor([0.75, 0.25] as [Float]))
    #expect(weighted == 0.25)
  }

  @Test func ofEqualScoresTheFirstIsTheGreatest() throws {
    for classes in [2, 7, 8, 9, 40] {
      let level = try Tensor([Float](repeating: 0.5, count: classes), shape: [1, classes])
      for label in 0..<classes {
        let value = try value(
          SparseCategoricalAccuracy(), labels: Tensor([label]), predictions: level)
        #expect(value == (label == 0 ? 1 : 0), "class \(label) of \(classes)")
      }
    }
  }

  @Test(arguments: UInt64(0)..<40)
  func agreesWithAPlainLoop(seed: UInt64) throws {
    var random = Philox(seed: seed, stream: .test)
    let classes = Int.random(in: 2...45, using: &random)
    let rows = Int.random(in: 1...300, using: &random)
    let scores = (0..<rows * classes).map { _ in Float(Int.random(in: -9...9, using: &random)) }
    let labels = (0..<rows).map { _ in Int.random(in: 0..<classes, using: &random) }
    let k = Int.random(in: 1...4, using: &random)
    var hits = 0
    var inTop = 0
    for (row, label) in labels.enumerated() {
      let scores = scores[(row * classes)..<((row + 1) * classes)]
      let best = scores.indices.first { scores[$0] == scores.max() }!
      hits += best - scores.startIndex == label ? 1 : 0
      let own = scores[scores.startIndex + label]
      inTop += scores.filter { $0 > own }.count < k ? 1 : 0
    }
    let share = Double(hits) / Double(rows)
    let topShare = Double(inTop) / Double(rows)
    let p32 = try Tensor(scores, shape: [rows, classes])
    let p64 = try Tensor(scores.map { Double($0) }, shape: [rows, classes])
    let integers = try Tensor(scores.map { Int16($0) }, shape: [rows, classes])
    for p in [p32, p64, integers] {
      for y in [Tensor(labels), Tensor(labels.map { Float($0) }), Tensor(labels.map { UInt8($0) })]
      {
        #expect(try value(SparseCategoricalAccuracy(), labels: y, predictions: p) == share)
        let top = try value(SparseTopKCategoricalAccuracy(k: k), labels: y, predictions: p)
        #expect(top == topShare)
      }
    }
  }

  @Test func infiniteScoresAreComparedAsNumbers() throws {
    let masked = Tensor([[-.infinity, 0, .infinity]] as [[Float]])
    let metric = SparseCategoricalAccuracy()
    #expect(try value(metric, labels: Tensor([2] as [Int]), predictions: masked) == 1)
    #expect(try value(metric, labels: Tensor([0] as [Int]), predictions: masked) == 0)
  }

  @Test func noRowsAreNoValue() throws {
    let none = Tensor(zeros: [0, 3])
    let metric = SparseCategoricalAccuracy()
    #expect(try value(metric, labels: Tensor([] as [Int]), predictions: none) == nil)
  }

  @Test func aLabelOutsideTheClassesIsRefused() throws {
    let metric = SparseCategoricalAccuracy()
    expectRefusal(
      "SparseCategoricalAccuracy: label 3 in row 1 is outside 0..<3; labels count from 0",
      of: metric, labels: Tensor([2, 3] as [Int]), predictions: predictions)
    expectRefusal(
      "SparseCategoricalAccuracy: label -1 in row 0 is outside 0..<3; labels count from 0",
      of: metric, labels: Tensor([-1, 3] as [Float]), predictions: predictions)
    expectRefusal(
      "SparseCategoricalAccuracy: label inf in row 0 is outside 0..<3; labels count from 0",
      of: metric, labels: Tensor([.infinity, 3] as [Double]), predictions: predictions)
    expectRefusal(
      "SparseCategoricalAccuracy: label 1.5 in row 0 is no class index; class indices are whole "
        + "numbers",
      of: metric, labels: Tensor([1.5, 3] as [Float]), predictions: predictions)
    expectRefusal(
      "SparseCategoricalAccuracy: the label in row 1 is NaN; remove the row or give it weight 0",
      of: metric, labels: Tensor([1, .nan] as [Float]), predictions: predictions)
    // In a sequence the place is said too, and a later block finds it as well.
    var labels = [Int](repeating: 0, count: 600)
    labels[501] = 12
    expectRefusal(
      "SparseCategoricalAccuracy: label 12 in row 250, element [1] is outside 0..<3; labels count "
        + "from 0",
      of: metric, labels: try Tensor(labels, shape: [300, 2]),
      predictions: Tensor(zeros: [300, 2, 3]))
  }

  @Test func aNaNPredictionIsRefused() {
    for classes in [3, 12] {
      var scores = [Float](repeating: 0, count: 2 * classes)
      scores[2 * classes - 1] = .nan
      expectRefusal(
        "SparseCategoricalAccuracy: the prediction in row 1, element [\(classes - 1)] is NaN; find "
          + "where the model or the file made it, or give the row weight 0",
        of: SparseCategoricalAccuracy(), labels: Tensor([0, 0] as [Int]),
        predictions: try! Tensor(scores, shape: [2, classes]))
    }
  }

  @Test func shapesThatDoNotFitAreRefused() {
    let metric = SparseCategoricalAccuracy()
    expectRefusal(
      "SparseCategoricalAccuracy: 3 rows of labels but 2 rows of predictions; each prediction needs "
        + "its label",
      of: metric, labels: Tensor([0, 1, 2] as [Int]), predictions: predictions)
    expectRefusal(
      "SparseCategoricalAccuracy: labels [2, 3] do not fit predictions [2, 3]; one-hot labels need "
        + "Categorical in place of SparseCategorical",
      of: metric, labels: Tensor(zeros: [2, 3]), predictions: predictions)
    expectRefusal(
      "SparseCategoricalAccuracy: labels [2, 2] do not fit predictions [2, 3]; give each row of "
        + "scores its class index: labels [2]",
      of: metric, labels: Tensor(zeros: [2, 2]), predictions: predictions)
    expectRefusal(
      "SparseCategoricalAccuracy: labels [2] do not fit predictions [2, 1]; predictions need a last "
        + "axis of 2 or more classes; one output is for BinaryAccuracy",
      of: metric, labels: Tensor(zeros: [2]), predictions: Tensor(zeros: [2, 1]))
  }

  @Test func weightsThatDoNotFitAreRefused() {
    let metric = SparseCategoricalAccuracy()
    let labels = Tensor([2, 1] as [Int])
    expectRefusal(
      "SparseCategoricalAccuracy: weight -1 in row 1 is not a finite number of 0 or more",
      of: metric, labels: labels, predictions: predictions,
      weights: Tensor([1, -1] as [Float]))
    expectRefusal(
      "SparseCategoricalAccuracy: weight nan in row 0 is not a finite number of 0 or more",
      of: metric, labels: labels, predictions: predictions,
      weights: Tensor([.nan, 1] as [Float]))
    expectRefusal(
      "SparseCategoricalAccuracy: weights [2, 3] do not fit; give one a sample, [2], or one a "
        + "value, [2]",
      of: metric, labels: labels, predictions: predictions, weights: Tensor(zeros: [2, 3]))
    // As many weights as steps, for twice as many samples: Keras would broadcast them.
    expectRefusal(
      "SparseCategoricalAccuracy: weights [4] do not fit; give one a sample, [2], or one a value, "
        + "[2, 4]",
      of: metric, labels: Tensor(zeros: [2, 4]), predictions: Tensor(zeros: [2, 4, 3]),
      weights: Tensor(zeros: [4]))
  }
}
