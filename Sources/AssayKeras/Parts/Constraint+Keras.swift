import AssayCore
import AssayModel

extension KerasConfig {
  /// The constraint under a name; `nil` where there is none.
  func constraint(_ key: String) throws -> Constraint? {
    guard let value = known(key) else { return nil }
    if case .string(let name) = value {
      switch name {
      case "MaxNorm", "max_norm": return .maxNorm()
      case "MinMaxNorm", "min_max_norm": return .minMaxNorm()
      case "NonNeg", "non_neg": return .nonNeg
      case "UnitNorm", "unit_norm": return .unitNorm()
      default: throw wrong(key, value, wanted: "one of max_norm, min_max_norm, non_neg, unit_norm")
      }
    }
    return try inside(key) {
      let config = try KerasConfig(KerasObject(value, "\(className), \(key)"))
      func norm(_ name: String, _ standard: Float) throws -> Float {
        try config.finite(name, standard, in: 0...Float.greatestFiniteMagnitude)
      }
      func axes() throws -> [Int] { try config.axes("axis") ?? [0] }
      let made: Constraint
      switch config.className {
      case "NonNeg": made = .nonNeg
      case "UnitNorm":
        made = .norm("UnitNorm", least: 1, most: 1, rate: 1, axes: try axes())
      case "MaxNorm":
        made = .norm(
          "MaxNorm", least: 0, most: try norm("max_value", 2), rate: 1, axes: try axes())
      case "MinMaxNorm":
        let (least, most) = (try norm("min_value", 0), try norm("max_value", 1))
        guard least <= most else {
          throw config.wrong(
            "min_value", .float(least), wanted: "a number that is not above max_value, \(most)")
        }
        made = .norm(
          "MinMaxNorm", least: least, most: most, rate: try config.finite("rate", 1, in: 0...1),
          axes: try axes())
      default:
        throw KerasFileError(
          found: "a constraint of class \(config.className)",
          wanted: "one that Assay has: MaxNorm, MinMaxNorm, NonNeg, UnitNorm")
      }
      try config.finish()
      return made
    }
  }
}

extension JSON {
  /// A constraint as Keras writes it.
  static func keras(_ constraint: Constraint?) -> JSON {
    guard let constraint else { return .null }
    var members: [Member] = []
    if let (least, most, rate, axes) = constraint.norm {
      if constraint.name == "MinMaxNorm" { members.append(.init("min_value", .float(least))) }
      if constraint.name != "UnitNorm" { members.append(.init("max_value", .float(most))) }
      if constraint.name == "MinMaxNorm" { members.append(.init("rate", .float(rate))) }
      members.append(.init("axis", .axes(axes)))
    }
    return KerasObject(
      module: "keras.constraints", className: constraint.name, config: .object(members)
    ).json
  }
}
