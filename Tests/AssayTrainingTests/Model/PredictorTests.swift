import AssayCore
import AssayData
import AssayModel
import AssayTestSupport
import AssayTraining
import CAllocations
import Testing

/// A copy of a model that many tasks ask at once.
struct PredictorTests {
  private func model() -> Model {
    let image = Input(9, 9, 3)
    var x = Conv2D(8, kernelSize: 3, strides: 2, padding: .same, useBias: false)(image)
    x = ReLU(maxValue: 6)(BatchNormalization()(x))
    x = Dense(4, activation: .softmax)(GlobalAveragePooling2D()(x))
    return Model(inputs: image, outputs: x, seed: 3)
  }

  private func images(_ count: Int, seed: Int) -> Tensor {
    var tensor = Tensor(zeros: [count, 9, 9, 3])
    tensor.withUnsafeMutableBytes { bytes in
      let numbers = bytes.bindMemory(to: Float.self)
      for index in numbers.indices {
        numbers[index] = Float((index * 7 + seed * 13) % 23) / 11 - 1
      }
    }
    return tensor
  }

  @Test func itPredictsWhatTheModelDoes() throws {
    let model = model()
    let predictor = try model.predictor()
    for count in 1...4 {
      let input = images(count, seed: count)
      #expect(try distance(predictor.predict(input), model.predict(input)) < 1e-6)
    }
  }

  @Test func itStaysAsItWasWhenTheModelIsTrained() throws {
    let model = model()
    let predictor = try model.predictor(batchSizes: [2])
    let input = images(2, seed: 1)
    let before = try predictor.predict(input)
    try model.compile(optimizer: SGD(learningRate: 0.5), loss: "mse")
    try model.fit(try Dataset(input, Tensor(zeros: [2, 4])), epochs: 3)
    #expect(try predictor.predict(input) == before)
    #expect(try distance(model.predict(input), before) > 1e-4)
  }

  @Test func manyTasksAskItAtOnce() async throws {
    let predictor = try model().predictor(batchSizes: [1])
    let wanted = try (0..<8).map { try predictor.predict(images(1 + $0 % 3, seed: $0)) }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<16 {
        group.addTask {
          for round in 0..<25 {
            let seed = (task + round) % 8
            guard try predictor.predict(images(1 + seed % 3, seed: seed)) == wanted[seed] else {
              return false
            }
          }
          return true
        }
      }
      for try await isSame in group { #expect(isSame) }
    }
  }

  /// oneDNN allocates whenever a primitive runs, so what is counted must not grow from call to call.
  @Test(.enabled(if: assay_allocations() >= 0 && isOptimised, "allocations cannot be counted here"))
  func itAllocatesNothingOfItsOwn() throws {
    let predictor = try model().predictor(batchSizes: [1])
    let input = [Float](repeating: 0.5, count: 9 * 9 * 3)
    var result = [Float](repeating: 0, count: 4)
    func calls(_ count: Int) throws -> Int64 {
      let before = assay_allocations()
      for _ in 0..<count { try predictor.predict(input, into: &result) }
      return assay_allocations() - before
    }
    _ = try calls(10)
    let plain = Input(12)
    let bare = try Model(inputs: plain, outputs: ReLU()(plain)).predictor(batchSizes: [1])
    let numbers = [Float](repeating: 1, count: 12)
    var same = numbers
    try bare.predict(numbers, into: &same)
    let before = assay_allocations()
    for _ in 0..<100 { try bare.predict(numbers, into: &same) }
    // Without a primitive of oneDNN, nothing at all.
    #expect(assay_allocations() - before == 0)
    let (hundred, twoHundred) = (try calls(100), try calls(200))
    #expect(twoHundred == 2 * hundred)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let predictor = try model().predictor()
    #expect(throws: TrainingError.self) { try predictor.predict(Tensor(zeros: [2, 9, 8, 3])) }
    #expect(throws: TrainingError.self) { try predictor.predict([]) }
    #expect(throws: TrainingError.self) {
      try predictor.predict(Tensor(zeros: [0, 9, 9, 3]))
    }
    var short = [Float](repeating: 0, count: 3)
    let input = [Float](repeating: 0, count: 9 * 9 * 3)
    #expect(throws: TrainingError.self) { try predictor.predict(input, into: &short) }
    #expect(throws: TrainingError.self) { try model().predictor(threads: 0) }
  }
}

extension ModelPredictor {
  /// The call on raw memory, for arrays.
  fileprivate func predict(_ input: [Float], into result: inout [Float]) throws {
    try input.withUnsafeBufferPointer { from in
      try result.withUnsafeMutableBufferPointer { try predict(from, into: $0) }
    }
  }
}

/// The largest difference between elements.
private func distance(_ a: Tensor, _ b: Tensor) -> Float {
  let (x, y): ([Float], [Float]) = (Array(a), Array(b))
  return x.count == y.count ? zip(x, y).map { abs($0 - $1) }.max() ?? 0 : .infinity
}

extension Array where Element == Float {
  fileprivate init(_ tensor: Tensor) {
    self = tensor.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  }
}
