import AssayCore
import AssayData
import AssayFuzzing
import AssayHDF5
import AssayKeras
import AssayMetrics
import AssayModel
import Foundation
import Testing

/// What `scripts/fuzz` does for as long as one likes is done here for a fixed number of inputs. A trap ends
/// the whole run: `ASSAY_MUTATIONS=FILE` has every input written there before it is read, and
/// `ASSAY_MUTATIONS_SEED=2` has others drawn.
@Suite("Good files changed at random are read or refused", .serialized)
struct MutationTests {
  @Test(
    arguments: [
      (.npy, 1500), (.npz, 1500), (.csv, 1500), (.jsonl, 1500), (.safetensors, 1500),
      (.config, 4000), (.compile, 3000), (.weights, 3000), (.model, 1500), (.state, 1500),
    ] as [(FuzzedFormat, Int)])
  func survive(format: FuzzedFormat, count: Int) throws {
    let all = try MutationTests.seeds(of: format)
    // Those of golden files whose layers Assay does not have are refused as they are.
    let seeds = all.filter { (try? format.read($0)) != nil }
    #expect(seeds.count > all.count / 2)
    let texts = try isText(format) ? seeds.map { try JSON(reading: $0) } : []
    let environment = ProcessInfo.processInfo.environment
    let log = environment["ASSAY_MUTATIONS"]
    var random = Mutations(seed: environment["ASSAY_MUTATIONS_SEED"].flatMap { UInt64($0) } ?? 1)
    var refused = 0
    for number in 0..<count {
      let place = random.below(seeds.count)
      let bytes =
        !texts.isEmpty && random.below(8) > 0
        ? Array(random.changed(texts[place]).line().utf8)
        : random.changed(seeds[place], beside: seeds)
      if let log { try Data(bytes).write(to: URL(fileURLWithPath: log)) }
      let start = ContinuousClock.now
      do { try format.read(bytes) } catch { refused += 1 }
      let time = ContinuousClock.now - start
      #expect(time < .seconds(5), "\(format), input \(number)")
    }
    print("\(format): \(count) inputs tried, \(refused) refused")
  }

  private func isText(_ format: FuzzedFormat) -> Bool {
    [.config, .compile, .state].contains(format)
  }

  /// Good inputs.
  static func seeds(of format: FuzzedFormat) throws -> [[UInt8]] {
    func golden(_ ending: String, _ most: Int = 1 << 16) throws -> [[UInt8]] {
      try SavedGolden.names(ending).map { try FileBytes.read(SavedGolden($0).path(ending)) }
        .filter { $0.count <= most }
    }
    func configs() throws -> [[UInt8]] {
      try SavedGolden.names().map {
        try SavedGolden.member("config.json", of: SavedGolden($0).path(".keras"))
      }
    }
    switch format {
    case .npy:
      let path = try SavedGolden("sequential_dense").path(".npz")
      let archive = try ArchiveReader(path)
      return try archive.members.map { try archive.bytes(of: $0) }
    case .npz: return try golden(".npz", 1 << 13)
    case .csv: return csv.map { Array($0.utf8) }
    case .jsonl: return jsonl.map { Array($0.utf8) }
    case .safetensors:
      let path = NSTemporaryDirectory() + "assay-\(UUID()).safetensors"
      defer { try? FileManager.default.removeItem(atPath: path) }
      try Safetensors.write(
        [("a/kernel", Tensor(zeros: [3, 2])), ("a/bias", Tensor(zeros: [2], dtype: .int64))],
        to: path)
      return [try FileBytes.read(path)]
    case .config: return try configs()
    case .compile:
      return try configs().compactMap { bytes in
        guard let compile = try JSON(reading: bytes)["compile_config"], compile != .null else {
          return nil
        }
        return Array(compile.line().utf8)
      }
    case .weights:
      let wanted = "sequential_dense"
      return [
        try FileBytes.read(SavedGolden(wanted).path(".weights.h5")),
        try FileBytes.read(SavedGolden(wanted).path(".h5")),
        try FileBytes.read(SavedGolden.folder + "/\(wanted)_legacy_weights.h5"),
      ]
    case .model: return try golden(".keras") + golden(".h5")
    case .state: return try states()
    }
  }

  private static let csv = [
    "y\n1\n2\n3\n", "y,p\r\n0,0.25\r\n1,\"1e-3\"\r\n", "\"a \"\"b\"\"\",y\n\"1\n\",NaN\n2,-inf\n",
    "y,p1\n0.1,0.9\n0.5,0.5\n1,0\n",
  ]

  private static let jsonl = [
    "{\"y\": 1}\n{\"y\": 2.5}\n", "{\"y\": [1, 2, 3], \"x\": \"\\u00e9\"}\n{\"y\": [4, 5, 6]}\n",
    "{\"y\": [[1, 2], [3, 4]], \"z\": {\"y\": null}}\n", "{\"y\": 1e-3, \"t\": true}\n",
  ]

  /// The JSON of states, without the line before it.
  private static func states() throws -> [[UInt8]] {
    let labels = try Tensor([0, 1, 1, 0] as [Float], shape: [4])
    let predictions = try Tensor([0.25, 0.75, 0.5, 0.5] as [Float], shape: [4])
    return try [false, true].map { isGrouped in
      var scoring = Scoring(
        metrics: [
          ("accuracy", BinaryAccuracy(), []), ("auc", AUC(), []), ("mean", MeanSquaredError(), []),
        ], isGrouped: isGrouped)
      try scoring.update(
        labels: labels, predictions: predictions, groups: isGrouped ? ["a", "b", "a", "b"] : nil)
      let bytes = try MetricState.encode(scoring)
      let end = bytes.firstIndex(of: 0x0a) ?? 0
      return Array(bytes[(end + 1)...])
    }
  }
}
