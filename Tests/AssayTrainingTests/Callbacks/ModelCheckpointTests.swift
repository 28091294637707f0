import AssayData
import AssayTraining
import Foundation
import Testing

struct ModelCheckpointTests {
  private struct Case: Decodable {
    struct Settings: Decodable {
      var saveBestOnly: Bool
      var mode: String
      var initialValueThreshold: Double?
      var saveFreq: Frequency
    }
    enum Frequency: Decodable {
      case epoch
      case batches(Int)
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = (try? container.decode(Int.self)).map { .batches($0) } ?? .epoch
      }
    }
    var settings: Settings
    var name: String
    var steps: Int
    var values: [JSONNumber]
    var best: Double?
    var files: [String]
    var output: String
  }

  @Test func agreesWithKeras() throws {
    let cases = try CallbackGolden<Case>("checkpoint.json").cases
    #expect(cases.count == 80)
    for (index, golden) in cases.enumerated() {
      let folder = try TemporaryFolder()
      let training = FakeTraining(epochs: golden.values.count, steps: golden.steps)
      let output = RecordedOutput()
      let frequency: ModelCheckpoint.Frequency =
        switch golden.settings.saveFreq {
        case .epoch: .epoch
        case .batches(let count): .batches(count)
        }
      let checkpoint = ModelCheckpoint(
        folder("\(golden.name).npz"), monitor: "v", verbose: true,
        saveBestOnly: golden.settings.saveBestOnly, saveWeightsOnly: true,
        mode: try #require(MonitorMode(rawValue: golden.settings.mode)), saveFrequency: frequency,
        initialValueThreshold: golden.settings.initialValueThreshold, output: output)
      try training.fit(golden.values.map { ["v": $0.value] }, callbacks: [checkpoint])
      #expect(checkpoint.best == golden.best, "case \(index)")
      #expect(folder.files == golden.files, "case \(index)")
      let text = output.text.replacing(folder.path, with: "FOLDER")
      #expect(text == golden.output, "case \(index)")
    }
  }

  @Test func theFileHoldsTheWeightsOfTheBestEpoch() throws {
    let folder = try TemporaryFolder()
    let checkpoint = ModelCheckpoint(
      folder("best.npz"), monitor: "v", saveBestOnly: true, saveWeightsOnly: true)
    try FakeTraining(epochs: 4).fit(
      [["v": .nan], ["v": 2], ["v": 1], ["v": 3]], callbacks: [checkpoint])
    #expect(try NPZ.read(folder("best.npz"), array: "dense/kernel").doubles == [2])
    #expect(checkpoint.lastSaved == folder("best.npz"))
    #expect(folder.files == ["best.npz"])
  }

  @Test func theBestIsKeptFromRunToRun() throws {
    let folder = try TemporaryFolder()
    let checkpoint = ModelCheckpoint(
      folder("best.npz"), monitor: "v", saveBestOnly: true, saveWeightsOnly: true)
    try FakeTraining().fit([["v": 1]], callbacks: [checkpoint])
    try FakeTraining(epochs: 9).fit([["v": 2]], from: 5, callbacks: [checkpoint])
    #expect(checkpoint.best == 1)
    #expect(try NPZ.read(folder("best.npz"), array: "dense/kernel").doubles == [0])
  }

  @Test func theBestOfBatchesIsARunningValue() throws {
    let folder = try TemporaryFolder()
    let checkpoint = ModelCheckpoint(
      folder("{epoch}-{batch}.npz"), monitor: "v", saveBestOnly: true, saveWeightsOnly: true,
      saveFrequency: .batches(2))
    try FakeTraining(epochs: 3, steps: 4).fit(
      [["v": 2], ["v": 3], ["v": 1]], callbacks: [checkpoint])
    #expect(folder.files == ["1-2.npz", "3-2.npz"])
  }

  @Test func anEpochWithoutTheFigureSavesNothing() throws {
    let folder = try TemporaryFolder()
    let training = FakeTraining(epochs: 3, keys: ["loss", "val_loss"])
    try training.fit(
      [["loss": 1], ["loss": 1, "val_loss": 1], ["loss": 1]],
      callbacks: [
        ModelCheckpoint(folder("{epoch}.npz"), saveBestOnly: true, saveWeightsOnly: true)
      ])
    #expect(folder.files == ["2.npz"])
  }

  @Test func asksForBatchesOnlyWhenItSaves() {
    #expect(!ModelCheckpoint("a.npz").wantsBatchEnd(step: 0, of: 2))
    let checkpoint = ModelCheckpoint("a.npz", saveFrequency: .batches(2))
    let training = FakeTraining()
    checkpoint.onTrainBatchBegin(0, in: training)
    #expect(!checkpoint.wantsBatchEnd(step: 0, of: 2))
    checkpoint.onTrainBatchBegin(1, in: training)
    #expect(checkpoint.wantsBatchEnd(step: 1, of: 2))
  }
}

/// Mistakes are told before the first step.
struct ModelCheckpointErrorTests {
  private func message(
    _ path: String, monitor: String = "val_loss", best: Bool = false, weights: Bool = true,
    frequency: ModelCheckpoint.Frequency = .epoch, threshold: Double? = nil,
    keys: [String] = ["loss", "val_loss"], logs: Logs = ["loss": 1, "val_loss": 1],
    before: [any Callback] = []
  ) throws -> String {
    let folder = try TemporaryFolder()
    let training = FakeTraining(keys: keys, directions: [:])
    let checkpoint = ModelCheckpoint(
      folder(path), monitor: monitor, saveBestOnly: best, saveWeightsOnly: weights,
      saveFrequency: frequency, initialValueThreshold: threshold)
    do {
      try training.fit([logs], callbacks: before + [checkpoint])
      return "no error"
    } catch { return "\(error)".replacing(folder.path + "/", with: "") }
  }

  @Test func pathsThatCannotBeFilledIn() throws {
    #expect(try message("{epoch}-{val_loss:.1f}.npz") == "no error")
    #expect(try message("{{{epoch}}}.npz") == "no error")
    #expect(
      try message("{val_los:.2f}.npz") == """
        ModelCheckpoint: the path '{val_los:.2f}.npz' asks for 'val_los'; there are epoch, loss, \
        val_loss; did you mean 'val_loss'?
        """)
    #expect(
      try message("{batch}.npz") == """
        ModelCheckpoint: the path '{batch}.npz' asks for 'batch'; there are epoch, loss, val_loss
        """)
    #expect(
      try message("{epoch.npz") == """
        ModelCheckpoint: the path is '{epoch.npz'; wanted every { closed by a }, and {{ or }} for \
        a brace of the name
        """)
    #expect(try message("a}.npz").contains("wanted every { closed by a }"))
    #expect(
      try message("{}.npz")
        == "ModelCheckpoint: the path is '{}.npz'; wanted a name in every {}")
    #expect(
      try message("{epoch:x}.npz") == """
        ModelCheckpoint: the path is '{epoch:x}.npz'; wanted d, f, e or g, as in {epoch:02d} and \
        {loss:.4f}
        """)
    #expect(
      try message("{loss:d}.npz") == """
        ModelCheckpoint: the path is '{loss:d}.npz'; wanted f, e or g for a figure, as in {loss:.4f}
        """)
    #expect(
      try message("{score}.npz", before: [LambdaCallback()]) == """
        ModelCheckpoint: the path '{score}.npz' asks for 'score'; there are epoch, loss, val_loss
        """)
    #expect(
      try message("{val_loss}.npz", logs: ["loss": 1]) == """
        ModelCheckpoint: the path '{val_loss}.npz' asks for 'val_loss'; there are epoch, loss; \
        pass validation data, or use 'loss'
        """)
  }

  @Test func kindsOfFileThatThereAreNot() throws {
    #expect(
      try message("best.h6").hasPrefix(
        "best.h6: the name has none of the endings of files that can hold weights: .npz"))
    #expect(
      try message("best.npz", weights: false).hasPrefix(
        """
        ModelCheckpoint: the path is 'best.npz', a file of weights alone; \
        wanted saveWeightsOnly: true
        """))
  }

  @Test func whatIsKnownAtEpochsEndsOnlyCannotBeWatchedAtBatches() throws {
    #expect(
      try message("best.npz", best: true, frequency: .batches(1)) == """
        ModelCheckpoint: 'val_loss' is known at the end of an epoch only; save there with \
        saveFrequency: .epoch, or use 'loss'
        """)
    #expect(try message("best.npz", frequency: .batches(1)) == "no error")
    #expect(
      try message("{val_loss}.npz", frequency: .batches(1)) == """
        ModelCheckpoint: 'val_loss' is known at the end of an epoch only; save there with \
        saveFrequency: .epoch, or use 'loss'
        """)
    #expect(
      try message("{learning_rate}.npz", frequency: .batches(1)) == """
        ModelCheckpoint: the path '{learning_rate}.npz' asks for 'learning_rate'; there are epoch, \
        batch, loss
        """)
    #expect(
      try message("a.npz", frequency: .batches(0))
        == "ModelCheckpoint: saveFrequency is .batches(0); wanted 1 batch or more")
  }

  @Test func figuresThatAreMissingOrOfUnknownDirection() throws {
    #expect(
      try message("a.npz", monitor: "val_los", best: true) == """
        ModelCheckpoint: there is no 'val_los' in the logs; they have loss, val_loss; \
        did you mean 'val_loss'?
        """)
    #expect(try message("a.npz", monitor: "val_los") == "no error")
    #expect(
      try message("a.npz", best: true, keys: ["loss"]) == """
        ModelCheckpoint: there is no 'val_loss' in the logs; they have loss; \
        pass validation data, or monitor 'loss'
        """)
    #expect(
      try message("a.npz", monitor: "score", best: true, before: [LambdaCallback()]) == """
        ModelCheckpoint: nothing says whether 'score' is better higher or lower; \
        pass mode: .max or mode: .min
        """)
    #expect(
      try message("a.npz", best: true, threshold: .nan) == """
        ModelCheckpoint: initialValueThreshold is NaN; wanted a number, or nil for none
        """)
  }

  @Test func severalFiguresAreNotOneNumber() throws {
    var logs: Logs = ["loss": 1]
    logs.setVector("val_loss", [1, 2])
    let text = """
      ModelCheckpoint: 'val_loss' has 2 figures; wanted one number, as of a metric that averages
      """
    #expect(try message("a.npz", best: true, logs: logs) == text)
    #expect(try message("{val_loss}.npz", logs: logs) == text)
    logs.setVector("val_loss", [1])
    #expect(try message("{val_loss}.npz", best: true, logs: logs) == "no error")
  }

  @Test func aFolderThatCannotBeMadeIsNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "file")
    #expect {
      try FakeTraining().fit(
        [["v": 1]], callbacks: [ModelCheckpoint(folder("file/a/b.npz"), saveWeightsOnly: true)])
    } throws: {
      "\($0)" == "\(folder.path)/file/a: making the folder failed: Not a directory"
    }
    #expect(folder.files == ["file"])
  }
}
