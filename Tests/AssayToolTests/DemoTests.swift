import Assay
import Foundation
import Testing

@Suite(.serialized) struct DemoTests {
  private func scores(_ run: Tool.Run) throws -> [String: Double] {
    try JSONDecoder().decode([String: Double].self, from: Data(run.output.utf8))
  }

  @Test func isRightOnMoreThan97OfAHundredHeldOutDigits() throws {
    let run = try Tool.run("demo", "--format", "json", "--progress", "none", "--threads", "1")
    #expect(run.status == 0)
    #expect(run.error.isEmpty)
    let scores = try scores(run)
    #expect(scores.keys.sorted() == ["accuracy", "loss"])
    #expect(try #require(scores["accuracy"]) >= 0.97)
    #expect(try #require(scores["loss"]) < 0.15)
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    let arguments = [
      "demo", "--epochs", "2", "--threads", "1", "--progress", "none", "--seed", "7",
    ]
    let first = try Tool.run(arguments)
    #expect(try first == Tool.run(arguments))
    #expect(try first.output != Tool.run(arguments.dropLast() + ["8"]).output)
  }

  @Test func printsAnEpochALineAndTheScoresWithTheirInterval() throws {
    let run = try Tool.run("demo", "--epochs", "2", "--threads", "1")
    #expect(run.status == 0)
    let progress = run.error.split(separator: "\n")
    #expect(progress.first == "1438 digits to learn from, 359 held out")
    #expect(progress.count { $0.hasPrefix("Epoch ") } == 2)
    let result = run.output.split(separator: "\n")
    #expect(result.first == "359 held-out digits")
    let accuracy = try #require(result.first { $0.hasPrefix("accuracy  0.") })
    #expect(accuracy.contains("95% interval"))
    #expect(
      run.output.contains("crossentropy → SparseCategoricalCrossentropy(fromLogits: true)"))
  }

  @Test func theTrainedModelIsSaved() throws {
    let folder = try ModelFolder()
    let run = try Tool.run(
      "demo", "--epochs", "1", "--threads", "1", "--save", folder("digits.keras"))
    #expect(run.status == 0, "\(run.error)")
    let model = try Model.load(folder("digits.keras"))
    #expect(try model.signature().inputs.map(\.shape) == [[8, 8]])
    #expect(model.weights.count == 6)
  }

  @Test(arguments: [
    (["--epochs", "0"], "Error: --epochs 0: wanted 1...10000"),
    (["--save", "m.h5"], "Error: --save m.h5: wanted a name that ends in .keras"),
    (["--threads", "0"], "Error: --threads 0: wanted 1...1024"),
  ])
  func refusesWhatItCannotDo(arguments: [String], message: String) throws {
    let run = try Tool.run(["demo"] + arguments)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.error.split(separator: "\n").first.map(String.init) == message)
  }
}
