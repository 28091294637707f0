import AssayTestSupport
import Foundation
import Testing

/// `assay score`, `merge`, `replay` and `metrics`, as one runs them.
@Suite(.serialized) struct ScoreTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("assay-score-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try write(
      "all.csv",
      "label,score,city\n1,0.75,Rome\n0,0.5,Rome\n1,0.25,Oslo\n0,0.25,Oslo\n1,1,Rome\n")
    try write("first.csv", "label,score\n1,0.75\n0,0.5\n")
    try write("second.csv", "label,score\n1,0.25\n0,0.25\n1,1\n")
  }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func score(_ file: String, _ more: String...) throws -> Tool.Run {
    try Tool.run(
      ["score", "--labels", path(file) + ":label", "--predictions", path(file) + ":score"] + more)
  }

  private struct Answer: Decodable {
    struct Metric: Decodable {
      let name: String
      let className: String
      let value: Double?
      let interval: [Double]?
      let keras: Double?
      let because: [String]

      enum CodingKeys: String, CodingKey {
        case name
        case className = "class_name"
        case value, interval, keras, because
      }
    }
    struct Group: Decodable {
      let samples: Int
      let metrics: [Metric]
    }
    let samples: Int
    let metrics: [Metric]
    let groups: [String: Group]?
  }

  private func answer(_ run: Tool.Run) throws -> Answer {
    #expect(run.status == 0, "\(run.error)")
    return try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
  }

  @Test func figuresOfFilesAreExact() throws {
    let all = try answer(
      score(
        "all.csv", "--metric", "accuracy", "--metric", "auc-exact", "--metric",
        "precision[thresholds=0.25]", "--interval", "0.95", "--by", path("all.csv") + ":city",
        "--format", "json"))
    #expect(all.samples == 5)
    #expect(all.metrics.map(\.name) == ["accuracy", "auc-exact", "precision"])
    #expect(
      all.metrics.map(\.className) == ["BinaryAccuracy", "ExactAUC", "Precision"])
    let figures: [Double?] = [0.8, 4.5 / 6, 2.0 / 3]
    #expect(all.metrics.map(\.value) == figures)
    #expect(try #require(all.metrics[0].interval).count == 2)
    #expect(all.metrics[0].because.count == 3)
    #expect(all.groups?["Rome"]?.samples == 3)
    let oslo = try #require(all.groups?["Oslo"])
    let undefined: [Double?] = [0.5, 0.5, nil]
    let printed: [Double?] = [nil, nil, 0]
    #expect(oslo.metrics.map(\.value) == undefined)
    #expect(oslo.metrics.map(\.keras) == printed)
  }

  @Test func withoutAMetricASetIsChosenAndWhyIsSaid() throws {
    let run = try score("all.csv")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("5 samples\naccuracy"))
    #expect(run.output.contains("predictions lie in 0...1: probabilities"))
  }

  @Test func shardsMergeToTheSameBytes() throws {
    let metrics = [
      "--metric", "accuracy", "--metric", "auc-exact", "--metric", "mse", "--metric", "auc",
      "--interval", "0.9", "--format", "json",
    ]
    func score(_ file: String, _ state: String) throws -> String {
      try Tool.run(
        ["score", "--labels", path(file) + ":label", "--predictions", path(file) + ":score"]
          + metrics + ["--state-out", path(state)]
      ).output
    }
    let whole = try score("all.csv", "all.assay")
    _ = try score("first.csv", "1.assay")
    _ = try score("second.csv", "2.assay")
    let merged = try Tool.run(
      "merge", path("2.assay"), path("1.assay"), "--format", "json", "--state-out",
      path("merged.assay"))
    #expect(merged.output == whole)
    #expect(
      try Data(contentsOf: folder.appendingPathComponent("merged.assay"))
        == Data(contentsOf: folder.appendingPathComponent("all.assay")))
  }

  @Test func shardsThatNumberTheirRowsHaveTheResampledIntervalsOfOnePass() throws {
    let rows = (0..<40).map { row in
      "\(row % 3 % 2),\(row % 5 % 2),\(Double(row % 7) / 8),\(Double(row % 4) / 4),\(1 + row % 2),c\(row % 2)"
    }
    func file(_ name: String, _ range: Range<Int>) throws {
      try write(name, (["y1,y2,p1,p2,w,city"] + rows[range]).joined(separator: "\n") + "\n")
    }
    func score(_ name: String, first: Int) throws -> String {
      let run = try Tool.run(
        "score", "--labels", path(name) + ":y1,y2", "--predictions", path(name) + ":p1,p2",
        "--weights", path(name) + ":w", "--by", path(name) + ":city", "--metric",
        "f1_score[average=macro,threshold=0.5]", "--interval", "0.9", "--format", "json",
        "--first-row", "\(first)", "--state-out", path(name + ".assay"))
      #expect(run.error == "")
      return run.output
    }
    try file("whole.csv", 0..<40)
    try file("a.csv", 0..<11)
    try file("b.csv", 11..<40)
    let whole = try score("whole.csv", first: 0)
    _ = try score("a.csv", first: 0)
    _ = try score("b.csv", first: 11)
    #expect(whole.contains("\"class_name\": \"F1Score\""))
    #expect(!whole.contains("\"interval\": null"))
    let merged = try Tool.run(
      "merge", path("b.csv.assay"), path("a.csv.assay"), "--format", "json")
    #expect(merged.output == whole)
  }

  @Test func whatAFigureIsOverIsAChoice() throws {
    // Two sequences of four steps: recalls 1/2 and 1, 2 of 3 labels at once.
    try write(
      "steps.jsonl",
      """
      {"y": [1, 1, 0, 0], "p": [0.9, 0.1, 0.2, 0.3]}
      {"y": [1, 0, 0, 0], "p": [0.9, 0.1, 0.2, 0.3]}

      """)
    func recall(_ over: String) throws -> Double? {
      try answer(
        Tool.run(
          "score", "--labels", path("steps.jsonl") + ":y", "--predictions",
          path("steps.jsonl") + ":p", "--metric", "recall", "--over", over, "--batch-size", "1",
          "--format", "json")
      ).metrics[0].value
    }
    #expect(try recall("pooled") == 2.0 / 3)
    #expect(try recall("sample") == 0.75)
    #expect(try recall("batch") == 0.75)
  }

  @Test func aDamagedStateIsRefused() throws {
    _ = try score("all.csv", "--metric", "mse", "--state-out", path("state.assay"))
    let whole = try Data(contentsOf: folder.appendingPathComponent("state.assay"))
    var bytes = whole
    bytes[bytes.count - 3] ^= 4
    try bytes.write(to: folder.appendingPathComponent("state.assay"))
    let run = try Tool.run("merge", path("state.assay"))
    #expect(run.status == 65)
    #expect(run.error.contains("the state is damaged: its checksum is not"))
  }

  @Test func mistakesAreNamed() throws {
    var run = try score("all.csv", "--metric", "presicion")
    #expect(run.status == 64)
    #expect(run.error == "Error: 'presicion' is no metric; did you mean 'Precision'?\n")
    run = try score("all.csv", "--metric", "precision[thresholds=2]")
    #expect(run.status == 64)
    #expect(run.error == "Error: Precision: thresholds is 2; wanted numbers in 0.0...1.0\n")
    run = try score("none.csv")
    #expect(run.status == 66)
    try write("bad.csv", "label,score\n1,0.5\n2,0.25\n")
    run = try score("bad.csv", "--metric", "precision")
    #expect(run.status == 65)
    #expect(run.error.contains("Precision: label 2 in row 1 is neither 0 nor 1"))
  }

  @Test func replayAgreesOrSaysWhereNot() throws {
    let array = { (data: String) in #"{"dtype":"float32","shape":[2],"data":[\#(data)]}"# }
    func record(_ result: Double) -> String {
      #"{"kind":"metric","class_name":"MeanSquaredError","config":{"name":"mse"},"updates":[{"#
        + #""y_true":\#(array("1, 2")),"y_pred":\#(array("0, 0"))}],"#
        + #""result":{"dtype":"float32","shape":[],"data":[\#(result)]}}"# + "\n"
    }
    try write("calls.jsonl", record(2.5) + record(2.6))
    let run = try Tool.run("replay", path("calls.jsonl"))
    #expect(run.status == 1)
    #expect(
      run.output == """
        line 2: MeanSquaredError differs: found 2.5, Keras had 2.5999999046325684
        1 agree, 1 differ, 0 unsupported of 2

        """)
    try write("broken.jsonl", record(2.5) + "{\"kind\": \"metric\"}\n")
    let broken = try Tool.run("replay", path("broken.jsonl"))
    #expect(broken.status == 65)
    #expect(broken.error.contains("line 2: there is no 'class_name'; wanted a recorded call"))
  }

  @Test func everyMetricIsListedAndExplained() throws {
    let all = try Tool.run("metrics")
    #expect(all.status == 0)
    #expect(all.output.split(separator: "\n").count > 50)
    let one = try Tool.run("metrics", "auc-exact")
    #expect(one.output.hasPrefix("ExactAUC: area under the ROC curve"))
    #expect(one.output.contains("grows with the rows"))
    struct Listed: Decodable { let names: [String] }
    let json = try Tool.run("metrics", "--format", "json")
    let listed = try JSONDecoder().decode([Listed].self, from: Data(json.output.utf8))
    #expect(listed.count == all.output.split(separator: "\n").count)
    #expect(listed.contains { $0.names.contains("mse") })
  }
}
