import AssayData
import AssayTraining
import Foundation
import Testing

/// A file whose checksums are right and whose content is of no run is refused, and ends no program.
struct ForgedCheckpointTests {
  /// Trains two epochs in `folder`, puts `forged` in the place of `genuine` in a part of every
  /// checkpoint, and goes on.
  private func goesOn(
    afterForging part: String, _ genuine: String, _ forged: String
  ) throws -> CheckpointError? {
    let folder = try TemporaryFolder()
    let directory = folder("run")
    let data = try classified(40)
    func fit(_ model: Model, epochs: Int, resume: Bool) throws {
      try model.fit(
        data, batchSize: 8, epochs: epochs,
        checkpoint: Checkpointing(directory, everySteps: 2, resume: resume), progress: .silent)
    }
    try fit(classifier(), epochs: 2, resume: false)
    for name in try FileManager.default.contentsOfDirectory(atPath: directory)
    where name.hasSuffix(".checkpoint") {
      let file = URL(fileURLWithPath: directory + "/" + name)
      let old = try SectionFile(Array(Data(contentsOf: file)), file: name)
      var new = SectionFile()
      for section in old.sections {
        var text = section.bytes
        if section.name == part {
          let before = String(decoding: text, as: UTF8.self)
          let after = before.replacingOccurrences(
            of: genuine, with: forged, options: .regularExpression)
          #expect(after != before)
          text = Array(after.utf8)
        }
        new.append(section.name, text)
      }
      try Data(new.bytes).write(to: file)
    }
    let model = try classifier()
    let weights = model.weights
    let error = #expect(throws: CheckpointError.self) { try fit(model, epochs: 3, resume: true) }
    #expect(model.weights == weights, "what is refused leaves the model as it was")
    return error
  }

  @Test(
    arguments: ["epoch", "step", "iterations", "epochs"],
    ["-1", "9007199254740993", "9223372036854775807"])
  func aPlaceThatNoRunComesTo(key: String, number: String) throws {
    // The number of epochs is only compared with.
    guard key != "epochs" || number == "-1" else { return }
    let error = try goesOn(
      afterForging: "place", "\"\(key)\":\\d+", "\"\(key)\":\(number)")
    #expect(error?.description.contains("its place is none of such a run") == true)
  }

  @Test func anEpochThatTheHistoryHasNot() throws {
    let error = try goesOn(afterForging: "place", "\"epoch\":2", "\"epoch\":1000000")
    #expect(error?.description.contains("its place is none of such a run") == true)
  }

  @Test func countsOfAnotherForm() throws {
    let error = try goesOn(afterForging: "tallies", "\"loss\"", "\"los\"")
    #expect(
      error?.description == """
        the checkpoint is not whole: its part "tallies" cannot be read; an older one is needed
        """)
  }
}
