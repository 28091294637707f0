import AssayCore
import Testing

struct FreeNamesTests {
  @Test func countsWhatComesAgain() {
    var names = FreeNames(taken: ["loss", "a_1"])
    let found = ["a", "a", "loss", "a", "a_1", "b"].map { names.take($0) }
    #expect(found == ["a", "a_2", "loss_1", "a_3", "a_1_1", "b"])
    #expect(!names.isFree("a_3"))
    #expect(names.isFree("a_4"))
  }

  // Trying every number for every name would take hours.
  @Test func aNameComesAnyNumberOfTimes() {
    var names = FreeNames()
    var last = ""
    for _ in 0...200_000 { last = names.take("a") }
    #expect(last == "a_200000")
  }
}
