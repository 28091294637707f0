import Assay
import AssayKeras
import Foundation
import Testing

/// Names from files that would move a terminal's cursor, forge lines, or lead out of a folder.
@Suite(.serialized) struct HostileNamesTests {
  private let folder: ModelFolder

  init() throws { folder = try ModelFolder() }

  /// A model of two outputs.
  private func model(_ first: String, _ second: String) throws {
    let input = Input(2, name: "x")
    let model = Model(
      inputs: [input], outputs: [Dense(1, name: first)(input), Dense(1, name: second)(input)])
    try model.compile(optimizer: SGD(learningRate: 0.1), loss: "mse")
    try model.save(to: folder("m.keras"))
    try NPY.write(Tensor([[1, 2], [3, 4]] as [[Float]]), to: folder("x.npy"))
  }

  private func isClean(_ run: Tool.Run) -> Bool {
    (run.output + run.error).unicodeScalars.allSatisfy {
      $0 == "\n" || $0.properties.generalCategory != .control && $0.value != 0x202E
    }
  }

  @Test func layersAreShownWithEscapes() throws {
    try model("a\u{2066}", "b\u{202E}")
    let run = try Tool.run("inspect", folder("m.keras"))
    #expect(run.status == 0, "\(run.error)")
    #expect(isClean(run))
    #expect(run.output.contains(#"output  a\u{2066}"#), "\(run.output)")
    #expect(run.output.contains(#"output  b\u{202E}"#))
    let json = try Tool.run("inspect", folder("m.keras"), "--format", "json")
    #expect(isClean(json))
    let outputs = try ModelFolder.json(Data(json.output.utf8))["outputs"] as? [[String: Any]]
    #expect(outputs?.map { $0["name"] as? String } == ["a\u{2066}", "b\u{202E}"])
  }

  @Test func aModelWhoseLayersHaveNoNamesIsNotSaved() throws {
    let mistake = #expect(throws: KerasFileError.self) { try model("a\u{1B}[2J\n", "b") }
    #expect("\(mistake.map { "\($0)" } ?? "")".contains("a name with control characters"))
    #expect(try folder.names.isEmpty)
  }

  @Test func predictionsStayInTheirFile() throws {
    try model("../../evil", "b")
    let before = try folder.names
    let run = try Tool.run(
      "predict", folder("m.keras"), "--data", folder("x.npy"), "--out", folder("p.npz"))
    #expect(run.status == 65)
    #expect(
      run.error
        == "Error: \(folder("p.npz")): found an array named '../../evil'; wanted a name that "
        + "unpacks into a folder; rename it, for predictions the model's output\n")
    #expect(try folder.names == before)
  }

  @Test func columnsAreRepeatedOnOneLineAndInPart() throws {
    let long = String(repeating: "long ", count: 100_000)
    try "\u{1B}[2J\u{9B},\(long)\n1,2\n".write(
      toFile: folder("d.csv"), atomically: true, encoding: .utf8)
    let run = try Tool.run(
      "score", "--labels", "\(folder("d.csv")):y", "--predictions", "\(folder("d.csv")):p")
    #expect(run.status == 65)
    #expect(isClean(run))
    #expect(run.error.contains(#"it holds '\u{1B}[2J\u{009B}', 'long long"#), "\(run.error)")
    #expect(run.error.count < 500)
    #expect(run.error.filter { $0 == "\n" }.count == 1)
  }

  /// What an error repeats may be anything; its end says what was wanted.
  @Test func aLongErrorKeepsItsEnds() throws {
    let shape = "(" + String(repeating: "1, ", count: 3000) + ")"
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes += [UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)] + Array(header.utf8)
    try Data(bytes).write(to: URL(filePath: folder("x.npy")))
    let run = try Tool.run(
      "score", "--labels", folder("x.npy"), "--predictions", folder("x.npy"))
    #expect(run.status == 65)
    #expect(run.error.hasPrefix("Error: \(folder("x.npy"))"))
    #expect(run.error.count < 1100)
  }
}
