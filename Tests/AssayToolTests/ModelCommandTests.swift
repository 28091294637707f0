import Assay
import Foundation
import Testing

/// `assay evaluate`, `predict`, `inspect` and `explain` of a model, as one runs them.
@Suite(.serialized) struct ModelCommandTests {
  private let folder: ModelFolder
  private let model: Model
  private let data: Dataset

  init() throws {
    folder = try ModelFolder()
    data = try folder.points()
    model = try folder.classifier()
  }

  private func run(_ command: String, _ more: String...) throws -> Tool.Run {
    try Tool.run([command, folder("m.keras")] + more)
  }

  @Test func evaluatesToTheFiguresOfTheLibrary() throws {
    let run = try run("evaluate", "--data", folder("d.npz"), "--format", "json")
    #expect(run.status == 0, "\(run.error)")
    let scores = try ModelFolder.json(Data(run.output.utf8))
    let wanted = try model.evaluate(data)
    #expect(scores.keys.sorted() == ["accuracy", "loss"])
    #expect(scores["loss"] as? Double == wanted["loss"])
    #expect(scores["accuracy"] as? Double == wanted["accuracy"])
    let stream = try Tool.run(
      "evaluate", folder("m.keras"), "--data", folder("d.npz"), "--stream", "--format", "json",
      "--progress", "none")
    #expect(stream.output == run.output)
    #expect(stream.error.isEmpty)
  }

  @Test func saysWhatTheFiguresAre() throws {
    let run = try run(
      "evaluate", "--data", folder("d.npz"), "--interval", "0.9", "--progress", "none")
    let lines = run.output.split(separator: "\n")
    #expect(lines.first == "60 samples")
    #expect(lines.contains { $0.hasPrefix("accuracy  0.") && $0.contains("90% interval") })
    #expect(run.output.contains("accuracy  → SparseCategoricalAccuracy"))
  }

  @Test func labelsMayLieApart() throws {
    try NPY.write(data.labels[0], to: folder("y.npy"))
    let run = try run(
      "evaluate", "--data", folder("x.npy"), "--labels", folder("y.npy"), "--metric",
      "top_k_categorical_accuracy[k=2]", "--metric", "accuracy", "--progress", "none")
    #expect(run.status == 65)
    let sparse = try Tool.run(
      "evaluate", folder("m.keras"), "--data", folder("x.npy"), "--labels", folder("y.npy"),
      "--metric", "sparse_top_k_categorical_accuracy[k=3]", "--format", "json", "--progress",
      "none")
    #expect(sparse.status == 0, "\(sparse.error)")
    #expect(
      try ModelFolder.json(Data(sparse.output.utf8))["sparse_top_k_categorical_accuracy"]
        as? Double == 1)
  }

  @Test func writesPredictions() throws {
    let run = try run("predict", "--data", folder("x.npy"), "--out", folder("p.npy"))
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.isEmpty)
    #expect(run.error.hasSuffix("60 samples → \(folder("p.npy"))\n"))
    #expect(try NPY.read(folder("p.npy")) == model.predict(data)[0])
    let quiet = try Tool.run(
      "predict", folder("m.keras"), "--data", folder("d.npz"), "--out", folder("q.npy"),
      "--batch-size", "7", "--progress", "none")
    #expect(quiet.error.isEmpty)
    #expect(try NPY.read(folder("q.npy")) == model.predict(data, batchSize: 7)[0])
  }

  @Test func predictionsThatFailLeaveNothing() throws {
    try NPY.write(Tensor([[1, 2], [3, .nan]] as [[Float]]), to: folder("bad.npy"))
    let before = try folder.names
    let bad = try run(
      "predict", "--data", folder("bad.npy"), "--out", folder("p.npy"), "--batch-size", "1")
    #expect(bad.status == 65)
    #expect(
      bad.error.contains(
        "Error: \(folder("bad.npy")): nan in row 1; numbers must be finite: repair the row or "
          + "leave it out"))
    let named = try run("predict", "--data", folder("x.npy"), "--out", folder("p.npz"))
    #expect(named.status == 64)
    try NPY.write(Tensor(zeros: [4, 3]), to: folder("bad.npy"))
    let wide = try run("predict", "--data", folder("bad.npy"), "--out", folder("p.npy"))
    #expect(wide.status == 65)
    #expect(
      wide.error
        == "Error: \(folder("bad.npy")) is [4, 3]; the model's input 'point' wants [batch, 2]\n")
    #expect(try folder.names == before)
  }

  /// An array that the machine could hold, but not the process: 3.5 GB of 4.
  @Test func memoryIsWhatTheProcessMayTake() throws {
    #if os(Linux)
      let input = Input(4, name: "x")
      try Model(inputs: input, outputs: RepeatVector(220_000_000)(input)).save(
        to: folder("r.keras"))
      try NPY.write(Tensor([[1, 2, 3, 4]] as [[Float]]), to: folder("one.npy"))
      let before = try folder.names
      let run = try Tool.run(
        ["predict", folder("r.keras"), "--data", folder("one.npy"), "--out", folder("p.npy")],
        addresses: 4_000_000)
      #expect(run.status == 65, "\(run.error)")
      #expect(run.error.hasPrefix("Error: an array of [1, 220000000, 4] needs 3520000000 bytes"))
      #expect(try folder.names == before)
    #endif
  }

  @Test func showsAModel() throws {
    let run = try run("inspect")
    #expect(run.status == 0, "\(run.error)")
    for line in [
      " Total params: 51 (204.00 B)", "input   point  [batch, 2] float32",
      "output  part   [batch, 3]", "optimizer  Adam, learning rate 0.05",
      "loss       SparseCategoricalCrossentropy(fromLogits: false)", "metric     accuracy",
      "             with labels [batch]: SparseCategoricalAccuracy",
    ] {
      #expect(run.output.split(separator: "\n").contains(line[...]), "\(line)")
    }
    let json = try Tool.run("inspect", folder("m.keras"), "--format", "json")
    let object = try ModelFolder.json(Data(json.output.utf8))
    #expect(object["parameters"] as? Int == 51)
    #expect((object["layers"] as? [[String: Any]])?.count == 3)
    #expect((object["compile"] as? [String: Any])?["optimizer"] as? String == "Adam")
  }

  @Test func explainsForData() throws {
    let run = try run("explain", "--data", folder("d.npz"), "--format", "json")
    #expect(run.status == 0, "\(run.error)")
    let object = try ModelFolder.json(Data(run.output.utf8))
    let accuracy = try #require(object["accuracy"] as? [String: [String: Any]])
    #expect(accuracy["assay"]?["class_name"] as? String == "SparseCategoricalAccuracy")
    let alone = try Tool.run("explain", folder("m.keras"))
    #expect(alone.status == 64)
    #expect(alone.error.hasPrefix("Error: a model: wanted --data with it\n"))
  }
}
