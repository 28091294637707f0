import AssayCore
import AssayModel
import Testing

struct LossTests {
  private let labels = Tensor([[1, 2], [3, 4]] as [[Float]])
  private let predictions = Tensor([[1.5, 2], [2, 5]] as [[Float]])

  @Test func reducesAsHandWorked() throws {
    // Squared errors 0.25 and 0, 1 and 1: a mean of 0.125 and of 1 for the samples.
    let weights = Tensor([0.7, 0.3] as [Float])
    func value(_ reduction: Loss.Reduction, _ weights: Tensor?) throws -> [Double] {
      try Loss.meanSquaredError(reduction: reduction)
        .value(labels: labels, predictions: predictions, weights: weights).doubles
    }
    #expect(try value(.none, nil) == [0.125, 1])
    #expect(try value(.sum, nil) == [1.125])
    #expect(try value(.sumOverBatchSize, nil) == [0.5625])
    #expect(try value(.mean, nil) == [0.5625])
    #expect(try abs(value(.sumOverBatchSize, weights)[0] - 0.19375) < 1e-7)
    #expect(try abs(value(.meanWithSampleWeight, weights)[0] - 0.3875) < 1e-7)
    #expect(try value(.meanWithSampleWeight, nil) == [0.5625])
  }

  @Test func weightsThatSumToZeroGiveZeroAsInKeras() throws {
    let loss = Loss.meanSquaredError(reduction: .meanWithSampleWeight)
    let zero = Tensor([0, 0] as [Float])
    #expect(try loss.value(labels: labels, predictions: predictions, weights: zero).doubles == [0])
    #expect(
      try loss.gradient(labels: labels, predictions: predictions, weights: zero).doubles
        == [0, 0, 0, 0])
  }

  /// A sum is divided by the count, not multiplied by a rounded reciprocal: 49 times 1/49 is not 1.
  @Test(arguments: [3, 7, 41, 49, 61, 99, 1000])
  func theMeanOfEqualNumbersIsThatNumber(count: Int) throws {
    let zeros = Tensor(zeros: [count, 1])
    let ones = Tensor(zeros: [count, 1]).filled(with: 1)
    let loss = Loss.meanAbsoluteError
    #expect(try loss.value(labels: zeros, predictions: ones).doubles == [1])
    #expect(
      try loss.gradient(labels: zeros, predictions: ones).scalars(of: Float.self)
        == Array(repeating: 1 / Float(count), count: count))
  }

  /// The example of ``Loss``.
  @Test func aLossOfOnesOwnIsMadeOfSymbols() throws {
    let logCosh = Loss("log_cosh") { labels, predictions in
      let error = predictions - labels
      return (error + (-2 * error).softplus() - 0.6931472).mean(axis: -1)
    }
    #expect(logCosh.name == "log_cosh")
    #expect(logCosh.className == "log_cosh")
    let value = try logCosh.value(labels: labels, predictions: predictions).doubles[0]
    #expect(abs(value - 0.2469191) < 1e-6)  // Keras's LogCosh of the same arrays.
  }

  @Test func huberNeedsADistance() {
    for delta in [0, -1, .infinity, .nan] as [Float] {
      let error = #expect(throws: ModelError.self) {
        try Loss.huber(delta: delta).value(labels: labels, predictions: predictions)
      }
      #expect(error?.description == "Huber: delta is \(delta); wanted a number above 0")
    }
  }

  static let mistakes: [(Loss, Shape, DType, Shape?, String)] = [
    (
      .meanSquaredError, [4, 1], .float32, nil,
      "MeanSquaredError: got labels [4, 1]; wanted labels [4, 3] or [4, 3, 1]"
    ),
    (
      .sparseCategoricalCrossentropy(), [4, 3], .int32, nil,
      "SparseCategoricalCrossentropy: got labels [4, 3]; wanted labels [4] or [4, 1]"
    ),
    (
      .sparseCategoricalCrossentropy(), [4], .float32, nil,
      "SparseCategoricalCrossentropy: got labels [4] float32; wanted [4] int32"
    ),
    (
      .meanSquaredError, [4, 3], .float32, [4, 4],
      "MeanSquaredError: got weights [4, 4]; wanted [4], as the values are [4]"
    ),
    (
      .meanSquaredError, [4, 3], .float32, [3],
      "MeanSquaredError: got weights [3]; wanted [4], as the values are [4]"
    ),
    (
      .binaryCrossentropy(labelSmoothing: 1.5), [4, 3], .float32, nil,
      "label smoothing: 1.5; wanted a number in 0...1"
    ),
    (
      .categoricalCrossentropy(labelSmoothing: -0.1), [4, 3], .float32, nil,
      "label smoothing: -0.1; wanted a number in 0...1"
    ),
  ]

  @Test(arguments: mistakes.indices)
  func whatDoesNotFitIsRefused(index: Int) {
    let (loss, labels, dtype, weights, message) = Self.mistakes[index]
    let error = #expect(throws: ModelError.self) {
      try loss.value(
        labels: Tensor(zeros: labels, dtype: dtype), predictions: Tensor(zeros: [4, 3]),
        weights: weights.map { Tensor(zeros: $0) })
    }
    #expect(error?.description == message)
  }

  @Test func aLabelThatIsNoClassGivesNaNRatherThanAnotherRow() throws {
    let labels = Tensor([1, 3, -1] as [Int32])
    let logits = Tensor(zeros: [3, 3])
    let values = try Loss.sparseCategoricalCrossentropy(fromLogits: true, reduction: .none)
      .value(labels: labels, predictions: logits).doubles
    #expect(abs(values[0] - 1.0986123) < 1e-6)
    #expect(values[1].isNaN && values[2].isNaN)
  }

  @Test func logitsNeverSaturate() throws {
    let labels = Tensor([0] as [Int32])
    let logits = Tensor([[0, 200]] as [[Float]])
    let loss = Loss.sparseCategoricalCrossentropy(fromLogits: true)
    #expect(try loss.value(labels: labels, predictions: logits).doubles == [200])
    #expect(try loss.gradient(labels: labels, predictions: logits).doubles == [-1, 1])
    let binary = Loss.binaryCrossentropy(fromLogits: true)
    let one = Tensor([[1]] as [[Float]])
    #expect(
      try binary.value(labels: one, predictions: Tensor([[-200]] as [[Float]])).doubles == [200])
  }
}

extension Tensor {
  /// A tensor of this shape with one number everywhere.
  fileprivate func filled(with value: Float) -> Tensor {
    var copy = self
    copy.withUnsafeMutableBytes { bytes in
      for i in 0..<count { bytes.storeBytes(of: value, toByteOffset: i * 4, as: Float.self) }
    }
    return copy
  }
}
