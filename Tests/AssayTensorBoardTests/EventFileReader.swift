import AssayTensorBoard
import Foundation
import Testing

/// The records of an event file, with every length and checksum checked.
func readEvents(_ path: String) throws -> [ProtoEvent] {
  let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  func number(_ start: Int, _ count: Int) -> UInt64 {
    file[start..<start + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
  var events: [ProtoEvent] = []
  var place = 0
  while place < file.count {
    try #require(place + 12 <= file.count)
    let length = Int(number(place, 8))
    let header = Data(file[place..<place + 8])
    try #require(number(place + 8, 4) == UInt64(EventFrame.maskedChecksum(header)))
    try #require(place + 16 + length <= file.count)
    let record = Data(file[place + 12..<place + 12 + length])
    try #require(
      number(place + 12 + length, 4) == UInt64(EventFrame.maskedChecksum(record)))
    events.append(try ProtoEvent(serializedBytes: record))
    place += 16 + length
  }
  return events
}

/// The one event file of a folder.
func eventFile(in folder: String) throws -> String {
  let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
    $0.hasPrefix("events.out.tfevents.") && $0.hasSuffix(".v2")
  }
  try #require(names.count == 1)
  return "\(folder)/\(names[0])"
}

/// What a record is, without what differs from run to run: `0 epoch_loss scalars dtFloat []`.
func outline(_ event: ProtoEvent) -> [String] {
  switch event.what {
  case .fileVersion(let version): ["\(version) \(event.sourceMetadata.writer)"]
  case .graphDef: ["graph"]
  case .summary(let summary):
    summary.value.map {
      "\(event.step) \($0.tag) \($0.metadata.pluginData.pluginName) \($0.tensor.dtype) "
        + "\($0.tensor.tensorShape.dim.map { Int($0.size) })"
    }
  case nil: ["nothing"]
  }
}

/// A folder that is gone when the test is over.
func withFolder<R>(_ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "assay-board-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .appendingPathComponent("Golden").path
