import AssayCore
import AssayModel
import Foundation

/// Everything that a run is between two of its steps.
struct Checkpoint {
  /// What the run was asked for; another run does not go on from it.
  struct Facts: Codable, Equatable {
    var weights: [String]
    var optimizer: String
    var figures: [String]
    var callbacks: [String]
    /// `nil` where batches come from anywhere.
    var samples: Int?
    var batchSize: Int
    var stepsPerEpoch: Int?
    var shuffle: String
    var seed: UInt64
    var initialEpoch: Int
  }

  /// Where the run is: before `step` of `epoch`.
  struct Place: Codable {
    var epoch: Int
    var step: Int
    var epochs: Int
    var isFinished: Bool
    var stopReason: String?
    /// The figures of the last epoch that ended.
    var last: Logs
    /// What a step of the user's own has logged in this epoch.
    var own: Logs?
    /// The step size, where no schedule decides it.
    var learningRate: JSONNumber?
    /// The steps of the optimizer.
    var iterations: Int
    var history: History
  }

  var facts: Facts
  var place: Place
  var weights: [Tensor]
  var optimizer: [(name: String, values: [Float])]
  /// The state of ``Tallies``.
  var tallies: [UInt8]
  /// For each callback; `nil` for those without a memory.
  var callbacks: [CallbackState?]

  /// The sections of the file.
  func file() throws -> SectionFile {
    var file = SectionFile()
    file.append("run", try Checkpoint.json(facts))
    file.append("place", try Checkpoint.json(place))
    for (index, tensor) in weights.enumerated() {
      file.append("weights/\(index)", Checkpoint.bytes(tensor))
    }
    for (name, values) in optimizer {
      file.append("optimizer/\(name)", values.withUnsafeBytes { Array($0) })
    }
    file.append("tallies", tallies)
    for (index, state) in callbacks.enumerated() {
      guard let state else { continue }
      file.append("callback/\(index)", Array(state.text.utf8))
      for (place, array) in state.arrays.enumerated() {
        file.append("callback/\(index)/\(place)", Checkpoint.bytes(array))
      }
    }
    return file
  }

  /// - Parameters:
  ///   - name: of the file, for messages.
  /// - Throws: ``CheckpointError/damaged(file:found:)``.
  init(_ file: SectionFile, name: String) throws {
    func part<T: Decodable>(_ section: String, as type: T.Type) throws -> T {
      guard let bytes = file[section] else {
        throw CheckpointError.damaged(file: name, found: "it has no part \"\(section)\"")
      }
      do {
        return try JSONDecoder().decode(T.self, from: Data(bytes))
      } catch {
        throw CheckpointError.damaged(file: name, found: "its part \"\(section)\" cannot be read")
      }
    }
    facts = try part("run", as: Facts.self)
    place = try part("place", as: Place.self)
    guard place.epoch.isCount, place.step.isCount, place.iterations.isCount, place.epochs >= 0,
      facts.initialEpoch.isCount,
      place.history.epochs.count == place.epoch - facts.initialEpoch
    else { throw CheckpointError.damaged(file: name, found: "its place is none of such a run") }
    weights = try facts.weights.indices.map { index in
      try Checkpoint.tensor(file["weights/\(index)"], "weights/\(index)", of: name)
    }
    optimizer = try file.sections.filter { $0.name.hasPrefix("optimizer/") }.map { section in
      guard section.bytes.count % 4 == 0 else {
        throw CheckpointError.damaged(file: name, found: "its part \"\(section.name)\" is cut off")
      }
      let values = section.bytes.withUnsafeBytes { bytes in
        (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
      }
      return (String(section.name.dropFirst("optimizer/".count)), values)
    }
    guard let tallies = file["tallies"] else {
      throw CheckpointError.damaged(file: name, found: "it has no part \"tallies\"")
    }
    self.tallies = tallies
    callbacks = try facts.callbacks.indices.map { index in
      guard let text = file["callback/\(index)"] else { return nil }
      var arrays: [Tensor] = []
      while let bytes = file["callback/\(index)/\(arrays.count)"] {
        arrays.append(
          try Checkpoint.tensor(bytes, "callback/\(index)/\(arrays.count)", of: name))
      }
      return CallbackState(text: String(decoding: text, as: UTF8.self), arrays: arrays)
    }
  }

  init(
    facts: Facts, place: Place, weights: [Tensor], optimizer: [(name: String, values: [Float])],
    tallies: [UInt8], callbacks: [CallbackState?]
  ) {
    self.facts = facts
    self.place = place
    self.weights = weights
    self.optimizer = optimizer
    self.tallies = tallies
    self.callbacks = callbacks
  }

  /// JSON with its keys in order, so that equal values are equal bytes.
  static func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return Array(try encoder.encode(value))
  }

  private struct ArrayHead: Codable {
    var dtype: String
    var shape: [Int]
  }

  /// A line that says what the array is, and its elements.
  private static func bytes(_ tensor: Tensor) -> [UInt8] {
    let sizes = tensor.shape.map(String.init).joined(separator: ",")
    return Array("\(tensor.dtype) [\(sizes)]\n".utf8) + tensor.withUnsafeBytes { Array($0) }
  }

  private static func tensor(
    _ bytes: [UInt8]?, _ section: String, of name: String
  ) throws -> Tensor {
    let damaged = CheckpointError.damaged(
      file: name, found: "its part \"\(section)\" is no array")
    guard let bytes, let end = bytes.firstIndex(of: 0x0A) else { throw damaged }
    let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
    guard words.count == 2, words[1].hasPrefix("["), words[1].hasSuffix("]"),
      let dtype = DType.allCases.first(where: { "\($0)" == words[0] })
    else { throw damaged }
    let sizes = words[1].dropFirst().dropLast().split(separator: ",").map { Int($0) }
    guard !sizes.contains(nil), let shape = try? Shape(checking: sizes.compactMap { $0 }),
      shape.elements * dtype.size == bytes.count - end - 1
    else { throw damaged }
    var tensor = Tensor(zeros: shape, dtype: dtype)
    tensor.withUnsafeMutableBytes { target in
      bytes[(end + 1)...].withUnsafeBytes { target.copyMemory(from: $0) }
    }
    return tensor
  }
}

extension Logs: Codable {
  private struct Entry: Codable {
    var key: String
    var value: JSONNumber
    var vector: [JSONNumber]?
  }

  public init(from decoder: any Decoder) throws {
    self.init()
    for entry in try [Entry](from: decoder) {
      if let vector = entry.vector {
        setVector(entry.key, vector.map(\.value))
      } else {
        self[entry.key] = entry.value.value
      }
    }
  }

  public func encode(to encoder: any Encoder) throws {
    try map { key, value in
      Entry(
        key: key, value: JSONNumber(value: value),
        vector: vector(key)?.map { JSONNumber(value: $0) })
    }.encode(to: encoder)
  }
}
