import ArgumentParser

/// The options within an option: `monitor=val_loss,patience=3`; a name alone says yes.
///
/// Names are written with `-` or `_`.
struct KeyValues {
  /// What errors call it.
  let option: String
  private var values: [String: String] = [:]
  private var asked: [String] = []

  /// - Throws: `ValidationError` for a name that comes twice.
  init(_ text: String, of option: String) throws {
    self.option = option
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = pair[0].trimmingSpaces().replacing("_", with: "-").lowercased()
      let value = pair.count > 1 ? String(pair[1]).trimmingSpaces() : "true"
      guard values.updateValue(value, forKey: name) == nil else {
        throw ValidationError("\(option): \(name) stands there twice")
      }
    }
  }

  mutating func text(_ name: String) -> String? {
    asked.append(name)
    return values.removeValue(forKey: name)
  }

  mutating func number(_ name: String) throws -> Double? {
    guard let text = text(name) else { return nil }
    guard let number = Double(text), number.isFinite else { throw wrong(name, text, "a number") }
    return number
  }

  mutating func count(_ name: String) throws -> Int? {
    guard let text = text(name) else { return nil }
    guard let count = Int(text), (0...1 << 52).contains(count) else {
      throw wrong(name, text, "a whole number of 0 or more")
    }
    return count
  }

  mutating func truth(_ name: String) throws -> Bool {
    switch text(name)?.lowercased() {
    case nil, "false", "no", "0": return false
    case "true", "yes", "1": return true
    case let text?: throw wrong(name, text, "true or false")
    }
  }

  /// - Throws: `ValidationError` for a name that nobody asked for.
  func finish() throws {
    guard let name = values.keys.min() else { return }
    throw ValidationError(
      "\(option): '\(name)' is no option; wanted " + asked.joined(separator: ", "))
  }

  private func wrong(_ name: String, _ text: String, _ wanted: String) -> ValidationError {
    ValidationError("\(option) \(name)=\(text): wanted \(wanted)")
  }
}
