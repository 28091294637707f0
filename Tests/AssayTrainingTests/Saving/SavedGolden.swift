import AssayCore
import AssayData
import AssayTraining
import Foundation

/// A model that real Keras saved, what it predicts, and how it trains on.
struct SavedGolden: CustomStringConvertible, Sendable {
  let name: String
  let facts: [String: JSON]
  let arrays: [String: Tensor]

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Golden/saved").path

  /// The names of the models, those of files that one ending has.
  static func names(_ ending: String = ".keras") -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
      .filter { files.contains($0 + ending) }.sorted()
  }

  init(_ name: String) throws {
    self.name = name
    let json = try JSON(reading: FileBytes.read("\(SavedGolden.folder)/\(name).json"))
    guard case .object(let members) = json else { throw CocoaError(.fileReadCorruptFile) }
    facts = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
    arrays = try NPZ.read("\(SavedGolden.folder)/\(name).npz")
  }

  var description: String { name }

  func path(_ ending: String) -> String { "\(SavedGolden.folder)/\(name)\(ending)" }

  /// The arrays `x`, or `x/NAME` in the order of names.
  func arrays(_ kind: String, _ names: [String]) -> [Tensor] {
    if let one = arrays[kind] { return [one] }
    return names.compactMap { arrays["\(kind)/\($0)"] }
  }

  /// The arrays `weights/000`, `weights/001`, ….
  func list(_ kind: String) -> [Tensor] {
    arrays.keys.filter { $0.hasPrefix(kind + "/") }.sorted().compactMap { arrays[$0] }
  }

  func strings(_ fact: String) -> [String] {
    guard case .array(let values)? = facts[fact] else { return [] }
    return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }
}
