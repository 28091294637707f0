import AssayCore

/// What a configuration of Keras's means, without what differs between two ways of writing it. Which layer is
/// called on what is left to the predictions.
enum Meaning {
  private static let ignored: Set = [
    "shared_object_id", "build_config", "build_input_shape", "inbound_nodes", "input_layers",
    "output_layers",
    // Keras's own place of a class on one backend.
    "module", "registered_name",
  ]

  /// The first place where two configurations differ; `nil` where they mean the same.
  static func difference(_ found: JSON, _ wanted: JSON, at place: String = "") -> String? {
    switch (plain(found), plain(wanted)) {
    case (.object(let a), .object(let b)):
      for name in Set(a.map(\.name)).union(b.map(\.name)).sorted() {
        guard let x = a.first(where: { $0.name == name })?.value,
          let y = b.first(where: { $0.name == name })?.value
        else { return "\(place)/\(name) is in one of them only" }
        if let apart = difference(x, y, at: "\(place)/\(name)") { return apart }
      }
      return nil
    case (.array(let a), .array(let b)):
      guard a.count == b.count else { return "\(place): \(a.count) entries, wanted \(b.count)" }
      return zip(a, b).enumerated().lazy.compactMap { index, pair in
        difference(pair.0, pair.1, at: "\(place)/\(index)")
      }.first
    case (let a, .array(let b)) where !b.isEmpty && b.allSatisfy { $0 == a }: return nil
    case (let a, let b):
      if a == b { return nil }
      if let x = number(a), let y = number(b), abs(x - y) <= 1e-7 * max(abs(x), abs(y)) {
        return nil
      }
      return "\(place): \(a.line()), wanted \(b.line())"
    }
  }

  private static func number(_ json: JSON) -> Double? {
    switch json {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  /// Members without those that say nothing; layers by their names, in place of their order.
  private static func plain(_ json: JSON) -> JSON {
    switch json {
    case .object where json["class_name"] == "DTypePolicy": return json["config"]?["name"] ?? json
    case .object(let members):
      // What a model inside was once compiled with is of no use.
      let isInside = json["inbound_nodes"] != nil || json["build_config"] == nil
      return .object(
        members.filter { member in
          !ignored.contains(member.name) && member.value != .null && member.value != .object([])
            && !(isInside && member.name == "compile_config")
        })
    case .array(let values):
      var layers: [JSON.Member] = []
      for value in values {
        guard value["inbound_nodes"] != nil, case .string(let name)? = value["name"] else {
          return json
        }
        // Keras writes these out for its masks.
        if ["NotEqual", "Any"].contains(where: { value["class_name"] == .string($0) }) { continue }
        layers.append(.init(name, value))
      }
      return .object(layers)
    default: return json
    }
  }
}
