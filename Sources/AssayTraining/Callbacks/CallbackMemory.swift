import AssayCore
import Foundation

/// What a callback remembers, as JSON under the callback's name.
private struct CallbackMemory<Memory: Codable>: Codable {
  var callback: String
  var memory: Memory
}

private struct CallbackName: Decodable {
  var callback: String
}

extension Int {
  /// Whether this is a count, or an index, that a run can have come to and count on from: what a damaged
  /// or forged file holds may be neither.
  var isCount: Bool { 0..<(1 << 53) ~= self }
}

extension CallbackState {
  /// The state of `callback`.
  init(of callback: String, _ memory: some Codable, arrays: [Tensor] = []) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = try encoder.encode(CallbackMemory(callback: callback, memory: memory))
    self.init(text: String(decoding: bytes, as: UTF8.self), arrays: arrays)
  }

  /// What `callback` remembered.
  ///
  /// - Throws: ``CallbackError/state(callback:found:wanted:)`` where this is no state of it.
  func memory<Memory: Codable>(_ type: Memory.Type, of callback: String) throws -> Memory {
    let bytes = Data(text.utf8)
    let found: String
    switch (try? JSONDecoder().decode(CallbackName.self, from: bytes))?.callback {
    case nil: found = "text that is no callback's state"
    case callback?:
      let whole = try? JSONDecoder().decode(CallbackMemory<Memory>.self, from: bytes)
      if let whole { return whole.memory }
      found = "a state that is not whole"
    case let other?: found = "the state of \(other)"
    }
    throw CallbackError.state(
      callback: callback, found: found,
      wanted: "what \(callback) with the same arguments has saved")
  }
}
