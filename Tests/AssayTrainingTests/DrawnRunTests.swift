import AssayCore
import AssayData
import AssayTestSupport
import AssayTraining
import Foundation
import Testing

/// Training runs drawn at random: several inputs and outputs, losses, weights, masks, regularizers and
/// optimizers in combinations nobody thought of, as real Keras trained them.
struct DrawnRunTests {
  private struct Group: Decodable {
    let cases: [TrainingCase]
  }

  @Test(arguments: 0..<7)
  func everyFigureIsThatOfKeras(group: Int) throws {
    for run in try Golden.json("drawn/runs_\(group).json", as: Group.self).cases {
      let found = try run.differences()
      #expect(found == [], "seed \(run.seed ?? 0)")
    }
  }

  /// The folder of runs that `make_drawn.py --seeds` has left, to be tried besides.
  private static let folder = ProcessInfo.processInfo.environment["ASSAY_DRAWN"]

  @Test(.enabled(if: folder != nil))
  func theRunsOfAFolderAgree() throws {
    let folder = URL(fileURLWithPath: Self.folder ?? "")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    var counts = (tried: 0, apart: 0, refused: 0)
    for name in names where name.hasSuffix(".json") {
      let data = try Data(contentsOf: folder.appendingPathComponent(name))
      let run = try JSONDecoder().decode(TrainingCase.self, from: data)
      if run.error != nil {
        counts.refused += 1
        continue
      }
      counts.tried += 1
      var found: [String] = []
      do { found = try run.differences() } catch { found = ["threw \(error)"] }
      if !found.isEmpty { counts.apart += 1 }
      for line in found { print("APART \(name): \(line)") }
    }
    print("\(counts.tried) runs, \(counts.apart) apart, \(counts.refused) refused by Keras")
    #expect(counts.apart == 0)
  }
}
