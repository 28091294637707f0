import AssayTraining
import Testing

struct PythonFormatTests {
  private struct Case: Decodable {
    var spec: String
    var value: JSONNumber?
    var whole: Int?
    var text: String
  }

  @Test func agreesWithPython() throws {
    let cases = try CallbackGolden<Case>("numbers.json").cases
    #expect(cases.count > 400)
    for golden in cases {
      if golden.spec.contains(where: { "#,%".contains($0) }) {
        #expect(throws: PythonFormat.Problem.self) { try PythonFormat(golden.spec) }
        continue
      }
      let format = try PythonFormat(golden.spec)
      if let whole = golden.whole {
        #expect(try format.text(whole: whole) == golden.text, "\(golden.spec) of \(whole)")
      } else if let value = golden.value?.value {
        #expect(try format.text(value) == golden.text, "\(golden.spec) of \(value)")
      }
    }
  }

  @Test(arguments: ["x", "2", ".f", "1000f", ".100f", ".2d", ".2", "0.2ff", "d ", "!r"])
  func otherSpecificationsAreRefused(spec: String) throws {
    guard spec != "2" else {
      return #expect(try PythonFormat(spec).text(whole: 7) == " 7")
    }
    #expect(throws: PythonFormat.Problem.self) { try PythonFormat(spec) }
  }

  @Test func aFigureHasNoWholeNumber() throws {
    let format = try PythonFormat("d")
    #expect {
      try format.text(1.5)
    } throws: {
      ($0 as? PythonFormat.Problem)?.wanted == "f, e or g for a figure, as in {loss:.4f}"
    }
  }
}
