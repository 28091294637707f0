import Assay
import Foundation
import Testing

/// `assay fit`, as one runs it.
@Suite(.serialized) struct FitTests {
  private let folder: ModelFolder

  init() throws {
    folder = try ModelFolder()
    try folder.points()
    try folder.classifier()
  }

  private func fit(_ more: String...) throws -> Tool.Run {
    try Tool.run(
      ["fit", folder("m.keras"), "--data", folder("d.npz"), "--threads", "1"] + more)
  }

  @Test func trainsAndWritesWhatItMadeOfTheModel() throws {
    let run = try fit(
      "--epochs", "8", "--validation-split", "0.2", "--save", folder("out.keras"), "--history",
      folder("h.json"), "--curves", folder("c.svg"), "--csv-log", folder("log.csv"),
      "--tensorboard", folder("board"), "--format", "json")
    #expect(run.status == 0, "\(run.error)")
    let last = try ModelFolder.json(Data(run.output.utf8))
    #expect(last.keys.sorted() == ["accuracy", "loss", "val_accuracy", "val_loss"])
    #expect(
      run.error.split(separator: "\n").first == "training on 48 samples, validating on 12 samples")
    #expect(run.error.split(separator: "\n").count { $0.hasPrefix("Epoch ") } == 8)

    let history = try folder.json("h.json")
    #expect(history["epochs"] as? [Int] == Array(0..<8))
    #expect((history["seconds"] as? [Double])?.count == 8)
    let losses = try #require((history["history"] as? [String: [Double]])?["loss"])
    #expect(losses.count == 8)
    #expect(losses[7] < losses[0])
    #expect(losses[7] == last["loss"] as? Double)
    let resolved = try #require(history["resolved"] as? [String: [String: Any]])
    #expect(resolved["accuracy"]?["class_name"] as? String == "SparseCategoricalAccuracy")
    #expect(try folder.names.contains("board"))
    #expect(try String(contentsOfFile: folder("c.svg"), encoding: .utf8).hasPrefix("<svg"))
    #expect(
      try String(contentsOfFile: folder("log.csv"), encoding: .utf8)
        .hasPrefix("epoch,accuracy,loss,val_accuracy,val_loss"))

    let scores = try Tool.run(
      "evaluate", folder("out.keras"), "--data", folder("d.npz"), "--format", "json")
    let loss = try #require(try ModelFolder.json(Data(scores.output.utf8))["loss"] as? Double)
    #expect(loss < losses[0])
  }

  /// The same samples in the same order, whether they lie in memory or are read as they are needed.
  @Test func streamingTrainsToTheSameWeights() throws {
    let memory = try fit("--epochs", "2", "--save", folder("a.keras"), "--seed", "5")
    let stream = try fit("--epochs", "2", "--save", folder("b.keras"), "--seed", "5", "--stream")
    #expect(memory.output == stream.output)
    #expect(try Model.load(folder("a.keras")).weights == Model.load(folder("b.keras")).weights)
  }

  @Test func goesOnFromWhereARunEnded() throws {
    let whole = try fit("--epochs", "4", "--save", folder("a.keras"))
    let first = try fit("--epochs", "2", "--save", folder("b.keras"))
    #expect(first.status == 0)
    // The optimizer's state is in the file, and the order of an epoch is its own.
    let second = try Tool.run(
      "fit", folder("b.keras"), "--data", folder("d.npz"), "--threads", "1", "--epochs", "4",
      "--initial-epoch", "2", "--save", folder("c.keras"))
    #expect(second.output == whole.output)
    #expect(try Model.load(folder("a.keras")).weights == Model.load(folder("c.keras")).weights)
  }

  @Test func theRateGivenIsTakenWhateverTheFileSays() throws {
    let first = try fit("--save", folder("a.keras"))
    #expect(first.status == 0)
    let still = try Tool.run(
      "fit", folder("a.keras"), "--data", folder("d.npz"), "--learning-rate", "0", "--save",
      folder("b.keras"))
    #expect(still.status == 0, "\(still.error)")
    #expect(try Model.load(folder("a.keras")).weights == Model.load(folder("b.keras")).weights)
  }

  @Test func metricsThatWereGivenAreSaved() throws {
    let kept = try fit(
      "--metric", "sparse_top_k_categorical_accuracy[k=2]", "--save", folder("a.keras"))
    #expect(kept.status == 0, "\(kept.error)")
    let shown = try Tool.run("inspect", folder("a.keras"))
    #expect(shown.output.contains("metric     sparse_top_k_categorical_accuracy\n"))
    #expect(!shown.output.contains("metric     accuracy"))
  }

  @Test func resumesFromACheckpoint() throws {
    let arguments = ["--epochs", "3", "--checkpoint", folder("run"), "--save", folder("a.keras")]
    func fit(_ more: String...) throws -> Tool.Run {
      try Tool.run(
        ["fit", folder("m.keras"), "--data", folder("d.npz"), "--threads", "1"] + arguments + more)
    }
    let first = try fit("--resume")
    #expect(first.status == 0)
    #expect(
      first.error.contains("no checkpoint in \(folder("run")) yet: beginning from the start\n"))
    let refused = try fit()
    #expect(refused.status == 64)
    #expect(refused.error.contains("holds a run"))
    try FileManager.default.removeItem(atPath: folder("a.keras"))
    let again = try fit("--resume", "--history", folder("h.json"))
    #expect(again.status == 0)
    #expect(again.output == first.output)
    #expect(try folder.json("h.json")["epochs"] as? [Int] == [0, 1, 2])
    #expect(try folder.names.contains("a.keras"))
  }

  @Test func interruptedItSavesWhereItWasAskedTo() throws {
    let arguments = [
      "fit", folder("m.keras"), "--data", folder("d.npz"), "--threads", "1", "--checkpoint",
      folder("run"), "--save", folder("a.keras"), "--epochs",
    ]
    let run = try Tool.interrupted(after: "Epoch 3/", arguments + ["1000000"])
    #expect(run.status == 130)
    #expect(run.output.isEmpty)
    #expect(run.error.contains("Go on with the same command and --resume."))
    #expect(try folder.names == ["d.npz", "m.keras", "run", "x.npy"])
    // Without a checkpoint nothing is left at all.
    let bare = try Tool.interrupted(
      after: "Epoch 3/",
      [
        "fit", folder("m.keras"), "--data", folder("d.npz"), "--epochs", "1000000", "--save",
        folder("b.keras"),
      ])
    #expect(bare.status == 130)
    #expect(bare.error.contains("nothing was saved, for no checkpoint was asked for"))
    #expect(try folder.names == ["d.npz", "m.keras", "run", "x.npy"])
  }

  @Test func aModelThatWasNeverCompiledNeedsALoss() throws {
    try folder.classifier(compiled: false)
    let without = try fit()
    #expect(without.status == 64)
    #expect(
      without.error
        == "Error: the model's file says nothing of a loss; wanted --loss, such as --loss "
        + "crossentropy, and --metric for each figure\n")
    let with = try fit(
      "--loss", "crossentropy", "--metric", "accuracy", "--optimizer", "sgd", "--learning-rate",
      "0.1", "--progress", "none", "--format", "json")
    #expect(with.status == 0)
    #expect(with.error.isEmpty)
    #expect(
      try ModelFolder.json(Data(with.output.utf8)).keys.sorted() == ["accuracy", "loss"])
  }

  @Test func stopsEarlyAndLowersTheRate() throws {
    let run = try fit(
      "--epochs", "50", "--early-stopping", "monitor=loss,patience=1,min_delta=10",
      "--reduce-lr", "monitor=loss,patience=1,min-delta=10,factor=0.5", "--history",
      folder("h.json"), "--format", "json")
    #expect(run.status == 0)
    #expect(run.error.contains("early stopping"))
    #expect(try (folder.json("h.json")["epochs"] as? [Int])?.count == 2)
    #expect(try ModelFolder.json(Data(run.output.utf8))["learning_rate"] != nil)
  }

  @Test func readsTablesAndClassWeights() throws {
    let data = try folder.points()
    let lines = (0..<data.count).map { row in
      "\(data.inputs[0].double(at: 2 * row)),\(data.labels[0].double(at: row)),"
        + "\(data.inputs[0].double(at: 2 * row + 1))\n"
    }
    try Data(("a,part,b\n" + lines.joined()).utf8).write(to: URL(filePath: folder("d.csv")))
    let run = try Tool.run(
      "fit", folder("m.keras"), "--data", folder("d.csv"), "--label", "part", "--class-weight",
      "0=1,2=5", "--validation", folder("d.csv"), "--no-shuffle", "--format", "json")
    #expect(run.status == 0, "\(run.error)")
    #expect(
      try ModelFolder.json(Data(run.output.utf8)).keys.sorted()
        == ["accuracy", "loss", "val_accuracy", "val_loss"])
  }

  @Test(arguments: [
    (["--epochs", "0"], "--epochs 0: wanted 1...1000000000"),
    (
      ["--epochs", "2", "--initial-epoch", "2"],
      "--initial-epoch 2 with --epochs 2: wanted an end after the beginning; --epochs counts the "
        + "epochs before, too"
    ),
    (["--batch-size", "0"], "--batch-size 0: wanted 1...1073741824"),
    (
      ["--validation-split", "1"],
      "--validation-split 1.0: wanted a fraction between 0 and 1, such as 0.1"
    ),
    (
      ["--class-weight", "0=a"],
      "--class-weight '0=a': wanted a class and its weight, once each, such as 0=1,1=5"
    ),
    (["--optimizer", "adamm"], "'adamm' is no optimizer; did you mean 'adam'?"),
    (["--loss", "mse", "--loss", "mae"], "--loss: two for output 'part'; wanted one"),
    (["--loss", "mze"], "--loss: 'mze' is no loss; did you mean 'mse'?"),
    (
      ["--early-stopping", "patience=x"],
      "--early-stopping patience=x: wanted a whole number of 0 or more"
    ),
    (
      ["--reduce-lr", "factr=0.1"],
      "--reduce-lr: 'factr' is no option; wanted monitor, factor, patience, mode, min-delta, "
        + "cooldown, min-lr"
    ),
    (["--save", "out.npz"], "--save out.npz: wanted a name that ends in .keras"),
    (["--resume"], "--resume: wanted --checkpoint DIR with it"),
    (
      ["--early-stopping", "patience=1"],
      "EarlyStopping: there is no 'val_loss' in the logs; they have loss, accuracy; pass validation "
        + "data, or monitor 'loss'"
    ),
  ])
  func refusesWhatIsWronglyUsed(arguments: [String], message: String) throws {
    let run = try Tool.run(["fit", folder("m.keras"), "--data", folder("d.npz")] + arguments)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(
      run.error.split(separator: "\n").first { $0.hasPrefix("Error") } == "Error: \(message)")
  }

  @Test func whatIsMissingHasItsStatusAndLeavesNothing() throws {
    let before = try folder.names
    let noModel = try Tool.run("fit", folder("no.keras"), "--data", folder("d.npz"))
    #expect(noModel.status == 66)
    let noData = try Tool.run("fit", folder("m.keras"), "--data", folder("no.npz"))
    #expect(noData.status == 66)
    #expect(noData.error == "Error: \(folder("no.npz")): there is no such file\n")
    let noFolder = try Tool.run("fit", folder("m.keras"), "--data", folder("no"))
    #expect(noFolder.status == 66)
    let noPlace = try fit("--save", folder("none/out.keras"))
    #expect(noPlace.status == 74)
    #expect(
      noPlace.error
        == "Error: \(folder("none/out.keras")): writing failed: there is no folder "
        + "\(folder("none"))\n")
    let badModel = try Tool.run("fit", folder("d.npz"), "--data", folder("d.npz"))
    #expect(badModel.status == 65)
    #expect(try folder.names == before)
  }
}
