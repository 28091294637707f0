import AssayTraining
import Testing

struct LogsTests {
  @Test func keepsTheOrderInWhichKeysCame() {
    var logs: Logs = ["b": 1, "a": 2]
    logs["c"] = 3
    logs["b"] = 4
    #expect(logs.keys == ["b", "a", "c"])
    #expect(logs["b"] == 4)
    #expect(logs["d"] == nil)
  }

  @Test func nilTakesAKeyOut() {
    var logs: Logs = ["b": 1, "a": 2]
    logs["b"] = nil
    logs["z"] = nil
    #expect(logs == ["a": 2])
  }

  @Test func ofTwoWithOneKeyTheLaterStays() {
    #expect(["a": 1, "b": 2, "a": 3] as Logs == ["a": 3, "b": 2])
  }

  @Test func sortsByScalars() {
    let logs: Logs = ["é": 1, "val_a": 2, "Z": 3, "a_1": 4, "a": 5]
    #expect(logs.sorted().keys == ["Z", "a", "a_1", "val_a", "é"])
  }

  @Test func isASequenceOfPairs() {
    var seen: [String] = []
    for (key, value) in ["b": 1, "a": 2] as Logs { seen.append("\(key)=\(value)") }
    #expect(seen == ["b=1.0", "a=2.0"])
  }

  @Test func equalMeansTheSameOrder() {
    #expect(["a": 1, "b": 2] as Logs != ["b": 2, "a": 1])
    #expect(["a": 1] as Logs != ["a": 2])
  }

  @Test func mergesAndPrefixes() {
    var logs: Logs = ["loss": 1]
    logs.merge((["loss": 2, "mae": 3] as Logs).prefixed("val_"))
    #expect(logs.description == "[loss: 1.0, val_loss: 2.0, val_mae: 3.0]")
  }

  @Test func canBeEmptied() {
    var logs: Logs = ["a": 1]
    logs.removeAll()
    #expect(logs.isEmpty)
  }
}
