import AssayCore
import AssayModel

/// Keras's objects <-> losses.
///
///     let loss = try KerasLosses.read("mse")
///     try KerasLosses.write(loss)                       // "mse"
///     try KerasLosses.write(.huber(reduction: .sum))    // {"module": "keras.losses", …}
package enum KerasLosses {
  /// Makes the loss that a name, an object or a function of Keras's stands for.
  ///
  /// - Throws: ``KerasFileError`` for a loss or an argument that Assay does not have.
  package static func read(_ json: JSON) throws -> Loss {
    if case .string(let name) = json { return try named(name) }
    if let name = KerasFunction.name(json) { return try named(name) }
    let object = try KerasObject(json, "loss")
    guard case .object(let members) = object.config else {
      throw KerasFileError(
        place: object.className, found: "a config that is \(object.config.kind)",
        wanted: "an object")
    }
    var config: [String: Loss.ConfigValue] = [:]
    // What Keras 2 wrote beside the arguments: the function of the class.
    for member in members where member.name != "fn" {
      config[member.name] = try value(member, of: object.className)
    }
    // As Keras 2 called the standard, and what its models of several devices could not do.
    if config["reduction"] == .text("auto") { config["reduction"] = nil }
    do throws(ModelError) {
      return try Loss(kerasClass: object.className, config: config)
    } catch {
      throw KerasFileError(error, place: place(of: error, or: object.className))
    }
  }

  private static func named(_ name: String) throws -> Loss {
    guard let loss = Loss.Catalog.loss(named: name) else {
      throw KerasFileError(
        found: "the loss \(KerasMessage.quoted(name))",
        wanted: "one of Keras's: " + Loss.Catalog.names.joined(separator: ", ")
          + "; Assay runs no code from a file")
    }
    return loss
  }

  private static func place(of error: ModelError, or className: String) -> String {
    if case .argument("loss", _, _) = error { return "loss" }
    return className
  }

  /// The most elements of a list: axes, classes that do not count.
  private static let mostElements = 64

  private static func value(_ member: JSON.Member, of className: String) throws -> Loss.ConfigValue
  {
    func wrong(_ wanted: String) -> KerasFileError {
      KerasFileError(
        place: className, found: "\(member.name) that is \(member.value.kind)", wanted: wanted)
    }
    func read(_ json: JSON) throws -> Loss.ConfigValue {
      switch json {
      case .null: return .null
      case .bool(let value): return .bool(value)
      case .string(let text): return .text(text)
      case .integer, .number, .object:
        // A policy says in what the loss computes, which is not read.
        if member.name == "dtype" { return .null }
        guard let number = KerasConfig.number(json) else {
          throw wrong("a number, a text or a list")
        }
        // Numbers of axes and classes.
        guard number.isFinite, abs(number) <= Double(KerasConfig.largest) else {
          throw KerasFileError(
            place: className, found: "\(member.name) = \(number)",
            wanted: "a number in -\(KerasConfig.largest)...\(KerasConfig.largest)")
        }
        return .number(number)
      case .array(let items):
        guard items.count <= mostElements else { throw wrong("at most \(mostElements) numbers") }
        return .list(
          try items.map { item in
            guard let number = KerasConfig.number(item), abs(number) <= Double(KerasConfig.largest)
            else { throw wrong("a list of numbers") }
            return .number(number)
          })
      }
    }
    return try read(member.value)
  }

  /// The object that a loss is, with the keys that Keras 3.15 writes, or the name that Keras keeps where
  /// it was given one.
  ///
  /// What Keras reads and does not write is written where it is not the standard: Huber's `delta`.
  ///
  /// - Throws: ``KerasFileError`` for losses of one's own.
  package static func write(_ loss: Loss) throws -> JSON {
    guard !loss.isCustom else {
      throw KerasFileError(
        found: "the loss \(KerasMessage.quoted(loss.name)), which is your own",
        wanted: "a loss that Keras has, for a file that Keras opens")
    }
    // Keras finds every class by its name but this.
    let hasName = loss.className != "CategoricalGeneralizedCrossEntropy"
    if let word = loss.word, hasName, loss.reduction == .sumOverBatchSize { return .string(word) }
    var config: [JSON.Member] = [
      .init("name", .string(loss.name)), .init("reduction", .string(loss.reduction.rawValue)),
    ]
    for argument in loss.arguments where argument.isWritten || !argument.isStandard {
      if argument.name == "ignore_class", case .list = argument.value {
        throw KerasFileError(
          found: "\(loss.className) with ignoreClasses \(argument.value)",
          wanted: "at most one, for a file that Keras opens")
      }
      // Python takes no 1.0 for an axis or a class.
      let isWhole = ["axis", "ignore_class"].contains(argument.name)
      config.append(.init(argument.name, JSON(argument.value, isWhole: isWhole)))
    }
    return KerasObject(
      module: "keras.losses", className: loss.className, config: .object(config)
    ).json
  }
}

extension JSON {
  fileprivate init(_ value: Loss.ConfigValue, isWhole: Bool) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .number(let value):
      self = isWhole ? Int(exactly: value).map { .integer($0) } ?? .number(value) : .number(value)
    case .text(let text): self = .string(text)
    case .list(let values): self = .array(values.map { JSON($0, isWhole: isWhole) })
    }
  }
}
