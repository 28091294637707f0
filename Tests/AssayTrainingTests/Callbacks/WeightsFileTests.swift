import AssayCore
import AssayData
import AssayTraining
import Testing

struct WeightsFileTests {
  private func training(_ names: [String], _ weights: [Tensor]) -> FakeTraining {
    let training = FakeTraining()
    training.weightNames = names
    training.weights = weights
    return training
  }

  private let kernel: Tensor
  private let bias = Tensor([7, 8, 9] as [Float])

  init() throws { kernel = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]) }

  @Test func whatIsSavedIsLoaded() throws {
    let folder = try TemporaryFolder()
    let path = folder("deep/er/w.npz")
    try training(["dense/kernel", "dense/bias"], [kernel, bias]).saveWeights(to: path)
    #expect(try NPZ.names(path) == ["dense/kernel", "dense/bias"])
    // The order of the file does not count.
    let other = training(
      ["dense/bias", "dense/kernel"], [Tensor(zeros: [3]), Tensor(zeros: [2, 3])])
    try other.loadWeights(from: path)
    #expect(other.weights == [bias, kernel])
  }

  @Test func aFileThatDiffersIsRefusedAndNothingChanges() throws {
    let folder = try TemporaryFolder()
    let path = folder("w.npz")
    try training(["dense/kernel", "dense/bias"], [kernel, bias]).saveWeights(to: path)
    func message(_ names: [String], _ weights: [Tensor]) -> String {
      let training = training(names, weights)
      do {
        try training.loadWeights(from: path)
        return "no error"
      } catch {
        #expect(training.weights == weights)
        return "\(error)".replacing(folder.path + "/", with: "")
      }
    }
    #expect(
      message(["dense/kernel", "dense/bia"], [kernel, bias]) == """
        w.npz: there is no weight 'dense/bia'; it holds dense/kernel, dense/bias; \
        is 'dense/bias' the same?
        """)
    #expect(
      message(["dense/kernel"], [kernel])
        == "w.npz: the model has no weight 'dense/bias'; it has dense/kernel")
    #expect(
      message(["dense/kernel", "dense/bias"], [Tensor(zeros: [3, 2]), bias])
        == "w.npz: weight 'dense/kernel' is [2, 3] float32; the model's is [3, 2] float32")
    #expect(
      message(["dense/kernel", "dense/bias"], [kernel, Tensor(zeros: [3], dtype: .float64)])
        == "w.npz: weight 'dense/bias' is [3] float32; the model's is [3] float64")
  }

  @Test func theLongestEndingDecides() throws {
    #expect(try WeightsFormat.of("a/b.npz").ending == ".npz")
    for ending in [".long.test", ".test"] {
      WeightsFormat.register(
        WeightsFormat(
          ending: ending, holdsModel: ending == ".test", save: { _, _ in }, load: { _, _ in }))
    }
    #expect(try WeightsFormat.of("a.long.test").ending == ".long.test")
    #expect(try WeightsFormat.of("a.short.test").holdsModel)
    #expect(throws: WeightsFileError.self) { try FakeTraining().saveWeights(to: "weights") }
    #expect(throws: WeightsFileError.self) { try FakeTraining().loadWeights(from: "weights.txt") }
    #expect(throws: DataError.missingFile("none.npz")) {
      try FakeTraining().loadWeights(from: "none.npz")
    }
  }
}
