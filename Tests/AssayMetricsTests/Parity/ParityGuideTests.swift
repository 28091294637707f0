import AssayMetrics
import AssayTestSupport
import Foundation
import Testing

/// `Guides/Parity.md`: every metric is in it, with as many cases as there are, 200 or more.
struct ParityGuideTests {
  @Test func everyMetricHas200Cases() throws {
    var cases: [String: Int] = [:]
    for call in try KerasCall.random() + KerasCall.edges() {
      cases[call.className, default: 0] += 1
    }
    for name in try Set(names(in: "classes") + names(in: "parity")) {
      for folder in ["classes", "parity"] where try names(in: folder).contains(name) {
        let document = try AssayTestSupport.Golden.json(
          "\(folder)/\(name).json", as: Document.self)
        cases[name, default: 0] += document.cases.count
      }
    }
    for name in try names(in: "thresholds") {
      for sample in try ThresholdGoldens("\(name).json").cases {
        for className in sample.answers.keys { cases[className, default: 0] += 1 }
      }
    }
    for call in try AssayTestSupport.Golden.json("metrics.json", as: Basics.self).cases {
      cases[call.className, default: 0] += 1
    }
    let guide = try ParityGuide.numbers()
    for (className, count) in cases {
      #expect(count >= 200, "\(className)")
      #expect(guide[className] == count, "\(className): \(count) cases")
    }
    #expect(MetricCatalog.all.map(\.className).filter { cases[$0] == nil } == [])
  }

  private struct Document: Decodable {
    let cases: [Ignored]
    struct Ignored: Decodable {}
  }

  private struct Basics: Decodable {
    let cases: [Call]
    struct Call: Decodable {
      let className: String
      private enum CodingKeys: String, CodingKey { case className = "class_name" }
    }
  }

  /// The JSON files of a folder of golden files, without their extension.
  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      at: AssayTestSupport.Golden.url(folder), includingPropertiesForKeys: nil
    )
    .filter { $0.pathExtension == "json" }
    .map { $0.deletingPathExtension().lastPathComponent }
  }
}

/// The tables of the guide: of each row that begins with a name in backquotes, the number that follows.
enum ParityGuide {
  static func numbers(_ test: String = #filePath) throws -> [String: Int] {
    var root = URL(fileURLWithPath: test)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let text = try String(
      contentsOf: root.appendingPathComponent("Guides/Parity.md"), encoding: .utf8)
    var numbers: [String: Int] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
      }
      if cells.count > 1, let number = Int(cells[1]) { numbers[cells[0]] = number }
    }
    return numbers
  }
}
