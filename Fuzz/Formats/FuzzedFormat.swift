import AssayCore
import AssayData
import AssayHDF5
import AssayKeras
import AssayMetrics
import AssayModel
import AssayTraining
import Foundation

/// A reader of bytes from outside, which must return or throw for any of them.
package enum FuzzedFormat: String, CaseIterable, Sendable {
  case npy, npz, csv, jsonl, safetensors
  /// The JSON of `config.json`: the graph is built, and run where it is small.
  case config
  /// The JSON of `compile_config`.
  case compile
  /// Any file of HDF5, also as weights for a model.
  case weights
  /// A whole file: `.keras` or `.h5`.
  case model
  /// What metrics have counted, behind a header that is right.
  case state

  /// Reads the bytes as far as this format is read anywhere.
  ///
  /// - Throws: what the reader throws.
  package func read(_ bytes: [UInt8]) throws {
    switch self {
    case .npy: _ = try NPY.decode(bytes, named: "fuzz.npy")
    case .npz: _ = try NPZ.decode(bytes, named: "fuzz.npz")
    case .csv, .jsonl: try rows(bytes)
    case .safetensors: _ = try Safetensors.decode(bytes, named: "fuzz.safetensors")
    case .config:
      let json = try JSON(reading: bytes)
      try FuzzedGraph.run(try KerasGraph(reading: json))
    case .compile:
      let json = try JSON(reading: bytes)
      let compile = try? KerasCompile(reading: json)
      _ = try (compile ?? KerasCompile(keras2: json)).json()
    case .weights: try weights(bytes)
    case .model:
      try file(bytes, bytes.first == 0x89 ? ".h5" : ".keras") {
        let file = try KerasFile($0)
        try FuzzedGraph.run(file.graph)
      }
    case .state:
      let header = MetricState.header(of: bytes[...])
      let scoring = try MetricState.decode(Array(header.utf8) + bytes, named: "fuzz.assay")
      _ = try MetricState.encode(scoring)
    }
  }

  private func rows(_ bytes: [UInt8]) throws {
    try file(bytes, self == .csv ? ".csv" : ".jsonl") { path in
      for member in ["", ":y", ":#1,#2"] {
        guard let source = try? DataArgument(path + member).open() else { continue }
        // One block after another, smaller than the file.
        while (try? source.next(7)) ?? nil != nil {}
      }
      _ = try DataArgument(path + ":y").open().next(1000)
    }
  }

  private func weights(_ bytes: [UInt8]) throws {
    let root = try HDF5.read(bytes, named: "fuzz.h5")
    var pending = [root]
    while let group = pending.popLast() {
      for (_, object) in group.members {
        switch object {
        case .group(let inner): pending.append(inner)
        case .dataset(let dataset):
          // As readers do who know what they want.
          guard let bytes = dataset.shape.byteCount(elementSize: 8), bytes < 1 << 24 else {
            continue
          }
          _ = try? dataset.tensor()
          _ = try? dataset.texts()
        }
      }
    }
    let x = Input(4)
    let graph = KerasGraph(
      className: "Sequential", name: "net", inputs: [x],
      outputs: [Dense(3, name: "probs")(Dense(5, name: "dense")(x))])
    try file(bytes, ".weights.h5") { try WeightsFile.read($0, into: graph) }
  }

  private func file(_ bytes: [UInt8], _ ending: String, _ body: (String) throws -> Void) throws {
    // One place for every process.
    let path =
      NSTemporaryDirectory() + "assay-fuzz-\(ProcessInfo.processInfo.processIdentifier)-"
      + rawValue + ending
    guard let file = fopen(path, "wb") else { return }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
    try body(path)
  }
}
