import Assay
import AssayKeras

/// The files of a run, for errors about what they hold: the library, given arrays, cannot name them.
struct RunFiles {
  let model: String
  let data: ModelFiles
  var validation: ModelFiles?
  /// Whether metrics were asked for in place of the file's.
  let asksForMetrics: Bool

  /// What `body` gives.
  ///
  /// - Throws: what it throws, with the file that an error is about.
  func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as MetricError where error.isOfArguments {
      if asksForMetrics { throw error }
      throw ToolError.badData("\(model): \(error)")
    } catch let error as MetricError {
      throw ToolError.badData(named("\(error)", data, validation))
    } catch let error as DataError where !error.isMissingFile && !error.isInputOutput {
      let text = "\(error)"
      let isOfValidation = text.hasPrefix("validation ")
      throw ToolError.badData(named(text, isOfValidation ? validation ?? data : data, nil))
    }
  }

  /// The text after the files that it may be about, unless it has the name of one.
  private func named(_ text: String, _ files: ModelFiles, _ others: ModelFiles?) -> String {
    let all = [files, others].compactMap { $0 }.flatMap { [$0.data] + $0.labels + $0.weights }
    guard !all.contains(where: text.contains) else { return text }
    return all.joined(separator: ", ") + ": " + text
  }
}

extension MetricError {
  /// Whether a metric was asked for that cannot be, or not for this model.
  fileprivate var isOfArguments: Bool {
    switch self {
    case .argument, .unknownArgument, .unknownName, .reservedKey, .memory: true
    case .figure(_, let error): error.isOfArguments
    default: false
    }
  }
}
