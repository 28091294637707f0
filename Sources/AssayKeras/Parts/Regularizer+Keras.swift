import AssayCore
import AssayModel

extension KerasConfig {
  /// The regularizer under a name; `nil` where there is none.
  func regularizer(_ key: String) throws -> Regularizer? {
    guard let value = known(key) else { return nil }
    if case .string(let name) = value {
      switch name {
      case "l1", "L1": return .l1()
      case "l2", "L2": return .l2()
      // As `keras.regularizers.L1L2()` without arguments.
      case "l1_l2", "l1l2", "L1L2": return .l1l2()
      default: throw wrong(key, value, wanted: "one of l1, l2, L1L2")
      }
    }
    return try inside(key) {
      let config = try KerasConfig(KerasObject(value, "\(className), \(key)"))
      func factor(_ name: String, _ standard: Float) throws -> Float {
        try config.finite(name, standard, in: 0...Float.greatestFiniteMagnitude)
      }
      let made: Regularizer =
        switch config.className {
        case "L1": .l1(try factor("l1", 0.01))
        case "L2": .l2(try factor("l2", 0.01))
        case "OrthogonalRegularizer":
          .orthogonal(
            try factor("factor", 0.01),
            columns: try config.choice("mode", false, ["rows": false, "columns": true]))
        case "L1L2": .l1l2(l1: try factor("l1", 0), l2: try factor("l2", 0))
        default:
          throw KerasFileError(
            found: "a regularizer of class \(config.className)",
            wanted: "one that Assay has: L1, L2, L1L2, OrthogonalRegularizer")
        }
      try config.finish()
      return made
    }
  }
}

extension JSON {
  /// A regularizer as Keras writes it.
  ///
  /// - Throws: ``KerasFileError`` for one of one's own.
  static func keras(_ regularizer: Regularizer?) throws -> JSON {
    guard let regularizer else { return .null }
    if let (factor, columns) = regularizer.orthogonality {
      return KerasObject(
        module: "keras.regularizers", className: regularizer.name,
        config: ["factor": .float(factor), "mode": columns ? "columns" : "rows"]
      ).json
    }
    guard let (l1, l2) = regularizer.factors else {
      throw KerasFileError(
        found: "the regularizer \(regularizer.name), a function of one's own",
        wanted: "one of Keras's: l1, l2 or l1l2")
    }
    var members: [Member] = []
    if regularizer.name != "L2" { members.append(.init("l1", .float(l1))) }
    if regularizer.name != "L1" { members.append(.init("l2", .float(l2))) }
    return KerasObject(
      module: "keras.regularizers", className: regularizer.name, config: .object(members)
    ).json
  }
}
