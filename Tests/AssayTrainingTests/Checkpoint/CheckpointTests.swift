import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTestSupport
import AssayTraining
import Foundation
import Testing

/// Runs that save themselves, and those that go on from there.
struct CheckpointTests {
  /// Asks the run to stop after so many updates.
  private final class StopsAfter: Callback {
    let updates: Int
    let interruption: Interruption
    init(_ updates: Int, _ interruption: Interruption) {
      self.updates = updates
      self.interruption = interruption
    }
    func onTrainBatchEnd(
      _ step: Int, logs: inout Logs, in training: any TrainingContext
    ) -> Continuation {
      if training.iterations >= updates { interruption.request() }
      return .continue
    }
  }

  private func data() throws -> Dataset {
    try Dataset(
      Tensor((0..<140).map { Float(($0 * 37) % 71) / 35 - 1 }, shape: [70, 2]),
      Tensor((0..<70).map { ($0 * 29) % 3 }))
  }

  private func model(_ optimizer: any Optimizer) throws -> Model {
    let model = Sequential(seed: 3) {
      Input(2)
      Dense(8, activation: .tanh, kernelConstraint: .maxNorm(1.5))
      Dropout(0.3)
      Dense(3, kernelRegularizer: .l2(0.001))
    }
    try model.compile(
      optimizer: optimizer, loss: .crossentropy,
      metrics: [.accuracy, .metric(Hits())])
    return model
  }

  /// A metric whose state is not one number.
  private struct Hits: Metric, Codable, Equatable {
    static let direction: Direction? = .higherIsBetter
    static let name = "hits"
    var hits: [Int] = [0, 0, 0]
    var value: Double? { Double(hits[0] + 2 * hits[1] + 3 * hits[2]) }
    var empty: Self { Self() }
    mutating func update(labels: Tensor, predictions: Tensor, weights: Tensor?) throws {
      for index in 0..<labels.count { hits[Int(labels.double(at: index))] += 1 }
    }
    mutating func merge(_ other: Self) { for i in 0..<3 { hits[i] += other.hits[i] } }
  }

  @discardableResult
  private func run(
    _ folder: RunFolder, _ optimizer: any Optimizer = Adam(learningRate: 0.02), epochs: Int = 6,
    everySteps: Int? = 3, resume: Bool, stopAfter updates: Int? = nil,
    output: RecordedOutput? = nil
  ) throws -> (weights: [Tensor], history: History) {
    let model = try model(optimizer)
    let interruption = Interruption()
    let early = EarlyStopping(patience: 4, restoreBestWeights: true)
    let stopper: any Callback =
      updates.map { StopsAfter($0, interruption) } ?? StopsAfter(.max, interruption)
    var history = try model.fit(
      data(), batchSize: 16, epochs: epochs, validation: .split(0.2),
      callbacks: [stopper, early],
      checkpoint: Checkpointing(folder.path, everySteps: everySteps, resume: resume),
      interruption: interruption, progress: output == nil ? .silent : .plain,
      output: output ?? RecordedOutput())
    history.forgetSeconds()
    return (model.weights, history)
  }

  @Test(
    arguments: [
      Adam(learningRate: 0.02), SGD(learningRate: 0.1, momentum: 0.9, useEMA: true),
      Adam(learningRate: .exponentialDecay(0.05, steps: 7, rate: 0.7)), Nadam(learningRate: 0.02),
      RMSprop(learningRate: 0.01, centered: true, gradientAccumulationSteps: 2), Adafactor(),
      LossScaleOptimizer(Adam(learningRate: 0.02), initialScale: 4, dynamicGrowthSteps: 3),
    ] as [any Optimizer])
  func interruptedAnywhereItEndsWithTheSameBytes(_ optimizer: any Optimizer) throws {
    let whole = RunFolder()
    let wanted = try run(whole, optimizer, resume: false)
    for updates in [1, 2, 4, 5, 7, 11] {
      let folder = RunFolder()
      let error = #expect(throws: TrainingError.self) {
        try run(folder, optimizer, resume: false, stopAfter: updates)
      }
      #expect("\(error.map { "\($0)" } ?? "")".hasPrefix("interrupted in epoch "))
      let found = try run(folder, optimizer, resume: true)
      #expect(found.weights == wanted.weights)
      #expect(found.history == wanted.history)
      #expect(try folder.files() == whole.files(), "after \(updates) updates")
    }
  }

  @Test func twoGenerationsStay() throws {
    let folder = RunFolder()
    try run(folder, epochs: 3, resume: false)
    #expect(
      try folder.files().keys.sorted()
        == ["epoch-000003-step-00000000.checkpoint", "finished.checkpoint"])
  }

  @Test func aFolderThatHoldsARunIsNotOverwritten() throws {
    let folder = RunFolder()
    try run(folder, epochs: 1, resume: false)
    let before = try folder.files()
    let error = #expect(throws: CheckpointError.self) { try run(folder, epochs: 1, resume: false) }
    #expect(
      error?.description
        == "\(folder.path) holds a run; go on with it by asking to resume, or give another folder")
    #expect(try folder.files() == before)
  }

  @Test func withNothingThereItBeginsAndSaysSo() throws {
    let folder = RunFolder()
    let output = RecordedOutput()
    try run(folder, epochs: 1, resume: true, output: output)
    #expect(
      output.text.hasPrefix("no checkpoint in \(folder.path) yet: beginning from the start\n"))
  }

  @Test func aFinishedRunIsThereAgainWithoutAStep() throws {
    let folder = RunFolder()
    let first = try run(folder, epochs: 3, resume: false)
    let before = try folder.files()
    let output = RecordedOutput()
    let again = try run(folder, epochs: 3, resume: true, output: output)
    #expect(again.weights == first.weights && again.history == first.history)
    #expect(try folder.files() == before)
    #expect(output.text.hasPrefix("this run has ended before, in \(folder.path)\n"))
  }

  @Test func moreEpochsGoOnFromTheEndOfTheLast() throws {
    let whole = RunFolder()
    let wanted = try run(whole, epochs: 5, resume: false)
    let folder = RunFolder()
    try run(folder, epochs: 3, resume: false)
    let found = try run(folder, epochs: 5, resume: true)
    #expect(found.weights == wanted.weights && found.history == wanted.history)
  }

  @Test func anotherRunDoesNotGoOnFromIt() throws {
    let folder = RunFolder()
    _ = try? run(folder, resume: false, stopAfter: 4)
    let error = #expect(throws: CheckpointError.self) {
      try run(folder, SGD(), resume: true)
    }
    #expect(
      error?.description.hasPrefix(
        try folder.newest() + " is of another run: its optimizer is Adam")
        == true)
  }

  /// Every flipped bit and every truncation of the newest is found, and the one before goes on.
  @Test func aDamagedNewestOneIsPassedOver() throws {
    let whole = RunFolder()
    let wanted = try run(whole, resume: false)
    let folder = RunFolder()
    _ = try? run(folder, resume: false, stopAfter: 13)
    let newest = try folder.newest()
    let good = try #require(FileManager.default.contents(atPath: newest))
    var random = Philox(seed: 5, stream: .shuffle)
    for trial in 0..<60 {
      var bad = good
      if trial % 2 == 0 {
        bad[Int.random(in: 0..<bad.count, using: &random)] ^=
          1 << UInt8.random(in: 0..<8, using: &random)
      } else {
        bad = bad.prefix(Int.random(in: 0..<bad.count, using: &random))
      }
      try bad.write(to: URL(fileURLWithPath: newest))
      let output = RecordedOutput()
      if trial < 4 {
        let copy = RunFolder()
        try FileManager.default.copyItem(atPath: folder.path, toPath: copy.path)
        let found = try run(copy, resume: true, output: output)
        #expect(found.weights == wanted.weights)
        #expect(output.text.hasPrefix("warning: "))
        #expect(output.text.contains("is not whole: "))
        #expect(try copy.files() == whole.files())
      } else {
        // Only the older one is good: with it gone too, there is nothing to go on from.
        let lone = RunFolder()
        try FileManager.default.createDirectory(
          atPath: lone.path, withIntermediateDirectories: true)
        try bad.write(
          to: URL(fileURLWithPath: lone.path + "/" + (newest as NSString).lastPathComponent))
        let error = #expect(throws: CheckpointError.self) { try run(lone, resume: true) }
        #expect(error?.description.hasPrefix("\(lone.path) holds no good checkpoint: ") == true)
      }
    }
  }

  @Test func aFolderInUseIsLocked() throws {
    final class Second: Callback {
      let start: () throws -> Void
      var error: (any Error)?
      init(_ start: @escaping () throws -> Void) { self.start = start }
      func onTrainBegin(in training: any TrainingContext) throws {
        do { try start() } catch { self.error = error }
      }
    }
    let folder = RunFolder()
    let second = Second { try self.run(folder, resume: true) }
    let model = try model(Adam())
    try model.fit(
      data(), callbacks: [second], checkpoint: Checkpointing(folder.path), progress: .silent)
    #expect(
      second.error.map { "\($0)" }
        == "\(folder.path) is used by another run; wait for it, or give another folder")
  }

  @Test func aPlaceThatIsNoFolderIsRefused() throws {
    let folder = RunFolder()
    try Data().write(to: URL(fileURLWithPath: folder.path))
    #expect(throws: DataError.self) { try run(folder, resume: false) }
  }

  @Test func backupAndRestoreLeavesNothingBehind() throws {
    let folder = RunFolder()
    let model = try model(Adam())
    try model.fit(
      data(), epochs: 2, callbacks: [BackupAndRestore(folder.path)], progress: .silent)
    #expect(try folder.files().isEmpty)
  }
}

extension History {
  /// Without the times, which are another in every run.
  fileprivate mutating func forgetSeconds() {
    let members = json.replacingOccurrences(
      of: #""seconds": \[[^\]]*\]"#, with: #""seconds": []"#, options: .regularExpression)
    if let same = try? JSONDecoder().decode(History.self, from: Data(members.utf8)) { self = same }
  }
}
