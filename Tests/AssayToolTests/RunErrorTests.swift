import Assay
import Foundation
import Testing

/// Errors about what files hold: they name the file, say what to do here, and end with status 65.
@Suite(.serialized) struct RunErrorTests {
  private let folder: ModelFolder

  init() throws {
    folder = try ModelFolder()
    try folder.points()
  }

  private func run(_ command: String, _ more: String...) throws -> Tool.Run {
    try Tool.run(
      [command, folder("m.keras"), "--data", folder("d.npz"), "--progress", "none"] + more)
  }

  /// A class that the model has no column for is the file's mistake, or that of the option.
  @Test func metricsAreTheFilesOrTheOptions() throws {
    let model = try folder.classifier()
    try model.compile(
      optimizer: SGD(learningRate: 0.1), loss: .sparseCategoricalCrossentropy(),
      metrics: [.metric(Precision(classID: 7))])
    try model.save(to: folder("m.keras"))
    for command in ["evaluate", "fit"] {
      let ofTheFile = try run(command)
      #expect(ofTheFile.status == 65)
      #expect(
        ofTheFile.error.hasPrefix("Error: \(folder("m.keras")): Precision: class_id is 7; wanted "),
        "\(ofTheFile.error)")
      let ofTheOption = try run(command, "--metric", "precision[class_id=8]")
      #expect(ofTheOption.status == 64)
      #expect(
        ofTheOption.error.hasPrefix("Error: Precision: class_id is 8; "), "\(ofTheOption.error)")
    }
  }

  @Test func labelsHaveTheirFile() throws {
    try folder.classifier()
    try NPZ.write(
      [("x", Tensor([[1, 2]] as [[Float]])), ("y", Tensor([-1] as [Int64]))],
      to: folder("bad.npz"))
    let evaluated = try Tool.run(
      "evaluate", folder("m.keras"), "--data", folder("bad.npz"), "--progress", "none")
    #expect(evaluated.status == 65)
    #expect(
      evaluated.error
        == "Error: \(folder("bad.npz")): y: label -1 in row 0 is outside 0..<3; labels count from 0\n"
    )
    let validated = try run("fit", "--validation", folder("bad.npz"))
    #expect(validated.status == 65)
    #expect(
      validated.error
        == "Error: \(folder("bad.npz")): validation y: label -1 in row 0 is outside 0..<3; "
        + "labels count from 0\n")
  }

  @Test func recordsSayWhichFieldIsWrong() throws {
    let call = #""class_name": "Sum", "updates": [], "result": {"dtype": "float32", "shape": []"#
    for (line, wanted) in [
      (
        #"{"kind": "metrik", \#(call), "data": [1]}}"#,
        "'kind' is 'metrik', and neither metric nor loss"
      ),
      (#"{"kind": "metric", \#(call), "data": 1}}"#, "'result.data' is not a list"),
      (#"{"kind": "metric", "class_name": 1}"#, "'class_name' is not a text"),
    ] {
      try (line + "\n").write(toFile: folder("r.jsonl"), atomically: true, encoding: .utf8)
      let run = try Tool.run("replay", folder("r.jsonl"))
      #expect(run.status == 65)
      #expect(
        run.error
          == "Error: \(folder("r.jsonl")), line 1: \(wanted); wanted a recorded call\n")
    }
  }
}
