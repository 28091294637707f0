import AssayTraining
import Foundation
import Testing

struct HistoryTests {
  private func history(
    _ logs: [Logs], from first: Int = 0, stopping reason: String? = nil
  ) throws -> History {
    final class Stops: Callback {
      let reason: String?
      init(_ reason: String?) { self.reason = reason }
      func onEpochEnd(
        _ epoch: Int, logs: inout Logs, in training: any TrainingContext
      ) -> Continuation { reason.map { .stop(reason: $0) } ?? .continue }
    }
    return try FakeTraining(epochs: 9).fit(logs, from: first, callbacks: [Stops(reason)])
  }

  @Test func keepsEveryFigureOfEveryEpoch() throws {
    let history = try history([["loss": 2, "mae": 1], ["loss": 1.5, "mae": 0.5]], from: 3)
    #expect(history.epochs == [3, 4])
    #expect(history.keys == ["loss", "mae"])
    #expect(history["loss"] == [2, 1.5])
    #expect(history["val_loss"] == nil)
    #expect(history.seconds == [0.25, 0.25])
    #expect(history.stopReason == nil)
  }

  @Test func aFigureOfSomeEpochsHasAnEntryForEach() throws {
    let history = try history([
      ["loss": 4], ["loss": 3, "val_loss": 5], ["loss": 2], ["loss": 1, "val_loss": 6],
    ])
    #expect(history["loss"] == [4, 3, 2, 1])
    #expect(history["val_loss"] == [5, 6])
    #expect(history.epochs(of: "loss") == [0, 1, 2, 3])
    #expect(history.epochs(of: "val_loss") == [1, 3])
    #expect(history.epochs(of: "mae") == nil)
    #expect(history.json.contains(#""epochs_of": {"val_loss": [1, 3]}"#))
    let data = try JSONEncoder().encode(history)
    #expect(try JSONDecoder().decode(History.self, from: data) == history)
  }

  @Test func aFileMayLeaveOutWhoseTheFiguresAre() throws {
    let text = #"{"epochs": [0, 1], "history": {"loss": [2, 1], "val_loss": [3]}}"#
    let history = try JSONDecoder().decode(History.self, from: Data(text.utf8))
    #expect(history.epochs(of: "loss") == [0, 1])
    #expect(history["val_loss"] == [3])
    #expect(history.epochs(of: "val_loss") == nil)
  }

  @Test func isWrittenInOrder() throws {
    let history = try history([["loss": 0.1, "aa": .nan]], stopping: "said \"no\"")
    #expect(
      history.json == """
        {"epochs": [0], "history": {"aa": ["NaN"], "loss": [0.1]}, "seconds": [0.25], \
        "stop_reason": "said \\"no\\""}
        """)
  }

  @Test func anEmptyOneIsWrittenToo() {
    #expect(History().json == #"{"epochs": [], "history": {}, "seconds": []}"#)
  }

  @Test func isReadBackAsItWas() throws {
    let added = try FakeTraining().fit(
      [["loss": 1, "mae": -.infinity]], callbacks: [AddsFirstLetter()])
    #expect(added.keys == ["loss", "mae", "a"])  // not alphabetical
    for history in [History(), try history([["b": 1, "a": 2]], stopping: "enough"), added] {
      let data = try JSONEncoder().encode(history)
      #expect(try JSONDecoder().decode(History.self, from: data) == history)
    }
  }

  @Test func itsJSONIsReadBack() throws {
    let history = try history([
      ["b": 0.1, "a": .leastNonzeroMagnitude], ["b": 1e300, "a": .infinity],
    ])
    let data = Data(history.json.utf8)
    #expect(try JSONDecoder().decode(History.self, from: data) == history)
  }

  @Test func aBrokenFileIsAnError() {
    for text in [
      #"{"epochs": [0], "history": {"a": ["one"]}}"#,
      #"{"epochs": [0], "history": {"a": [1]}, "order": ["b"]}"#,
      #"{"epochs": [0], "history": {"a": [1, 2]}}"#,
      #"{"epochs": [0], "history": {"a": [1]}, "seconds": [1, 2]}"#,
      #"{"epochs": [0, 1], "history": {"a": [1]}, "epochs_of": {"a": [0, 1]}}"#,
      #"{"epochs": [0, 1], "history": {"a": [1]}, "epochs_of": {"a": [2]}}"#,
      #"{"epochs": [-1], "history": {"a": [1]}}"#,
      #"{"epochs": [0, 9223372036854775807], "history": {"a": [1, 2]}}"#,
      #"{"epochs": [0]}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(History.self, from: Data(text.utf8))
      }
    }
  }

  private final class AddsFirstLetter: Callback {
    func onEpochEnd(
      _ epoch: Int, logs: inout Logs, in training: any TrainingContext
    ) -> Continuation {
      logs["a"] = 1
      return .continue
    }
  }

  @Test func severalFiguresUnderOneKeyAreListsOfTheirEpochs() throws {
    var history = History()
    var logs: Logs = ["loss": 1]
    logs.setVector("f1", [0.5, 1])
    history.append(epoch: 0, logs: logs, seconds: 1)
    logs.setVector("f1", [0, 0.25])
    history.append(epoch: 1, logs: logs, seconds: 1)
    #expect(history.vectors("f1") == [[0.5, 1], [0, 0.25]])
    #expect(history["f1"] == [0.75, 0.125])
    #expect(history.vectors("loss") == nil)
    #expect(
      history.json == """
        {"epochs": [0, 1], "history": {"loss": [1.0, 1.0], "f1": [[0.5, 1.0], [0.0, 0.25]]}, \
        "seconds": [1.0, 1.0]}
        """)
    let read = try JSONDecoder().decode(History.self, from: Data(history.json.utf8))
    #expect(read.vectors("f1") == history.vectors("f1"))
    #expect(try JSONDecoder().decode(History.self, from: JSONEncoder().encode(history)) == history)
  }

  @Test func anEpochWithOneFigureIsAListOfOneAmongOthers() {
    var history = History()
    history.append(epoch: 0, logs: ["f1": 0.5], seconds: 1)
    var logs = Logs()
    logs.setVector("f1", [0, 1])
    history.append(epoch: 1, logs: logs, seconds: 1)
    history.append(epoch: 2, logs: ["f1": 1], seconds: 1)
    #expect(history.vectors("f1") == [[0.5], [0, 1], [1]])
  }
}
