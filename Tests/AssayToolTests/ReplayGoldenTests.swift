import AssayCore
import AssayData
import Foundation
import Testing

/// 200 random calls of every metric of Keras, and 66 of every loss, answered by real Keras.
struct ReplayGoldenTests {
  @Test(arguments: [("metrics", 45 * 200), ("losses", 22 * 66)])
  func everyRecordedCallAgrees(member: String, calls: Int) throws {
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "AssayMetricsTests/Golden/keras/calls.npz")
    let bytes = try NPZ.read(golden.path, array: member).scalars(of: UInt8.self)
    let file = FileManager.default.temporaryDirectory
      .appending(path: "assay-replay-\(UUID().uuidString).jsonl")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let run = try Tool.run("replay", file.path)
    #expect(run.output == "\(calls) agree, 0 differ, 0 unsupported of \(calls)\n")
  }
}
