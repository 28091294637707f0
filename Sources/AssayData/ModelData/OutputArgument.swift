/// What a user gives for one output: `VALUE`, or `OUTPUT=VALUE`.
struct OutputArgument {
  let output: String?
  let value: String

  init(_ text: String) {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      (output, value) = (nil, text)
      return
    }
    output = String(text[..<equals])
    value = String(text[text.index(after: equals)...])
  }

  /// The value for each output.
  ///
  /// - Parameter needsAll: whether every output has to have one.
  /// - Throws: ``DataError/argument(_:wanted:)``.
  static func assign(
    _ texts: [String], to outputs: [String], needsAll: Bool
  ) throws -> [String?] {
    // The one value of the one output may hold an equals sign itself.
    if texts.count == 1, outputs.count == 1 {
      let argument = OutputArgument(texts[0])
      return [argument.output == outputs[0] ? argument.value : texts[0]]
    }
    let form = outputs.map { "\($0)=…" }.joined(separator: ", ")
    var chosen = [String?](repeating: nil, count: outputs.count)
    for text in texts {
      let argument = OutputArgument(text)
      guard let name = argument.output, let index = outputs.firstIndex(of: name) else {
        throw DataError.argument(text, wanted: "one for each output of the model: \(form)")
      }
      guard chosen[index] == nil else {
        throw DataError.argument(text, wanted: "one for output '\(name)', not two")
      }
      chosen[index] = argument.value
    }
    if needsAll, let missing = chosen.firstIndex(of: nil) {
      throw DataError.argument(
        texts.joined(separator: " "), wanted: "one also for output '\(outputs[missing])'")
    }
    return chosen
  }
}
