import AssayData
import AssayTraining
import Foundation
import Testing

struct CSVLoggerTests {
  private struct Case: Decodable {
    enum Figure: Decodable {
      case key(String)
      case value(Double)
      case vector([Double])
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let vector = try? container.decode([JSONNumber].self) {
          self = .vector(vector.map(\.value))
        } else if let number = try? container.decode(JSONNumber.self) {
          self = .value(number.value)
        } else {
          self = .key(try container.decode(String.self))
        }
      }
    }
    struct Run: Decodable {
      var first: Int
      var epochs: [[[Figure]]]
    }
    var runs: [Run]
    var separator: String
    var append: Bool
    var before: String?
    var text: String
  }

  private func logs(_ pairs: [[Case.Figure]]) -> Logs {
    var logs = Logs()
    for pair in pairs {
      guard case .key(let key) = pair[0] else { continue }
      switch pair[1] {
      case .value(let value): logs[key] = value
      case .vector(let vector): logs.setVector(key, vector)
      case .key: break
      }
    }
    return logs
  }

  @Test func writesWhatKerasWrites() throws {
    let cases = try CallbackGolden<Case>("csv.json").cases
    #expect(cases.count == 15)
    for (index, golden) in cases.enumerated() {
      let folder = try TemporaryFolder()
      if let before = golden.before { try folder.write(before, to: "log.csv") }
      let logger = CSVLogger(
        folder("log.csv"), separator: try #require(golden.separator.first), append: golden.append)
      for run in golden.runs {
        try FakeTraining(epochs: 99).fit(
          run.epochs.map(logs), from: run.first, callbacks: [logger])
      }
      #expect(try folder.text("log.csv") == golden.text, "case \(index)")
    }
  }

  @Test func aRowIsThereAtTheEndOfItsEpoch() throws {
    let folder = try TemporaryFolder()
    var seen: [String] = []
    try FakeTraining(epochs: 2).fit(
      [["v": 1], ["v": 2]],
      callbacks: [
        CSVLogger(folder("log.csv")),
        LambdaCallback(onEpochEnd: { _, _, _ in
          seen.append(try folder.text("log.csv"))
          return .continue
        }),
      ])
    #expect(seen == ["epoch,v,val_v\r\n0,1.0,NA\r\n", "epoch,v,val_v\r\n0,1.0,NA\r\n1,2.0,NA\r\n"])
  }

  @Test func figuresOfEarlierCallbacksAreThere() throws {
    let folder = try TemporaryFolder()
    try FakeTraining(epochs: 1).fit(
      [["v": 1, "val_v": 2]], callbacks: [LearningRateScheduler { $1 }, CSVLogger(folder("a.csv"))])
    #expect(try folder.text("a.csv") == "epoch,learning_rate,v,val_v\r\n0,1.0,1.0,2.0\r\n")
  }

  @Test func aLineThatWasCutShortGetsItsEnd() throws {
    let folder = try TemporaryFolder()
    try folder.write("epoch,v,val_v\r\n0,1.0,N", to: "log.csv")
    try FakeTraining(epochs: 2).fit(
      [["v": 2]], from: 1, callbacks: [CSVLogger(folder("log.csv"), append: true)])
    #expect(try folder.text("log.csv") == "epoch,v,val_v\r\n0,1.0,N\r\n1,2.0,NA\r\n")
  }

  @Test func aRunWithoutEpochsLeavesAnEmptyFile() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", to: "log.csv")
    try FakeTraining().fit([], callbacks: [CSVLogger(folder("log.csv"))])
    #expect(try folder.text("log.csv") == "")
  }

  @Test func aFileThatCannotBeWrittenIsToldBeforeTheFirstStep() throws {
    let folder = try TemporaryFolder()
    var begun = false
    #expect {
      try FakeTraining().fit(
        [["v": 1]],
        callbacks: [
          CSVLogger(folder("none/log.csv")),
          LambdaCallback(onEpochBegin: { _, _ in begun = true }),
        ])
    } throws: {
      "\($0)" == "\(folder.path)/none/log.csv: writing failed: No such file or directory"
    }
    #expect(!begun)
  }

  @Test func rowsWrittenAfterTheStateWasSavedAreDropped() throws {
    let folder = try TemporaryFolder()
    try folder.write("epoch,v,val_v\r\n7,1.0,NA\r\n", to: "log.csv")
    let first = CSVLogger(folder("log.csv"), append: true)
    var states: [CallbackState] = []
    try FakeTraining(epochs: 9).fit(
      (0..<4).map { ["v": Double($0)] },
      callbacks: [
        first,
        LambdaCallback(onEpochEnd: { _, _, _ in
          states.append(try first.savedState())
          return .continue
        }),
      ])
    let whole = try folder.text("log.csv")
    let second = CSVLogger(folder("log.csv"), append: true)
    try FakeTraining(epochs: 9).fit(
      [["v": 2], ["v": 3]], from: 2, callbacks: [second]
    ) { try second.restore(states[1]) }
    #expect(try folder.text("log.csv") == whole)
    // Where the file is no longer what it was, the run does not go on.
    try folder.write("e", to: "log.csv")
    #expect {
      try FakeTraining(epochs: 9).fit([["v": 2]], from: 2, callbacks: [second]) {
        try second.restore(states[1])
      }
    } throws: {
      "\($0)" == """
        CSVLogger: the saved state is one of a file of 25 bytes before the run; wanted one of at \
        most the 1 bytes of \(folder.path)/log.csv, which may have been replaced
        """
    }
  }

  @Test func aRunOfItsOwnFileIsMadeAnewFromTheState() throws {
    let folder = try TemporaryFolder()
    let first = CSVLogger(folder("log.csv"))
    try FakeTraining(epochs: 9).fit([["v": 0], ["v": 1]], callbacks: [first])
    let state = try first.savedState()
    let whole = try folder.text("log.csv")
    try FileManager.default.removeItem(atPath: folder("log.csv"))
    let second = CSVLogger(folder("log.csv"))
    try FakeTraining(epochs: 9).fit([["v": 2]], from: 2, callbacks: [second]) {
      try second.restore(state)
    }
    #expect(try folder.text("log.csv") == whole + "2,2.0,NA\r\n")
  }
}
