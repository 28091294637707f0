/// Writes the figures of every epoch as a line of a table.
///
///     try model.fit(train, epochs: 5, callbacks: [CSVLogger("run.csv")])
///     // epoch,accuracy,loss,val_accuracy,val_loss
///     // 0,0.875,0.41,NA,NA
///
/// The columns are the epoch, from 0, and the first epoch's figures in alphabetical order; where none of
/// them is of a validation, a `val_` column for each follows, so that a later validation has its place.
/// Figures that come up later are left out, missing ones are `NA`, and several under one key stand in
/// brackets. Lines end as in all of CSV, with a carriage return and a line feed.
///
/// A resumed run goes on behind the rows that the run it goes on from had written when its state was
/// saved; rows written after that are dropped.
///
/// - Throws: ``DataError/inputOutput(file:doing:reason:)`` at the beginning of the run where the file cannot
///   be written.
/// - Source: `keras.callbacks.CSVLogger`.
public final class CSVLogger: Callback, KeyAnnouncing {
  /// The file.
  public let filename: String
  /// What stands between two columns.
  public let separator: Character
  /// Whether what the file holds stays, and no header follows it.
  public let append: Bool

  private var file: AppendFile?
  private var columns: [String]?
  // The bytes before this run's text, and the text. The file is cut to the first when there is a row.
  private var start = 0
  private var text = ""
  private var textIsInFile = false

  /// Writes to `filename`; what it holds is replaced unless `append` says otherwise.
  public init(_ filename: String, separator: Character = ",", append: Bool = false) {
    self.filename = filename
    self.separator = separator
    self.append = append
  }

  public func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { false }

  public func onTrainBegin(in training: any TrainingContext) throws {
    let file = try AppendFile(filename)
    self.file = file
    columns = nil
    start = append ? try file.size() : 0
    text = append ? try file.endsALine() ? "" : "\r\n" : ""
    textIsInFile = false
  }

  public func onEpochEnd(
    _ epoch: Int, logs: inout Logs, in training: any TrainingContext
  ) throws -> Continuation {
    var lines = ""
    let columns = columns ?? Self.columns(of: logs)
    if self.columns == nil {
      self.columns = columns
      if start == 0 { lines = line(["epoch"] + columns) }
    }
    lines += line(["\(epoch)"] + columns.map { Self.figure($0, in: logs) })
    try settle()
    try file?.append(lines)
    text += lines
    return .continue
  }

  public func onTrainEnd(logs: inout Logs, in training: any TrainingContext) throws {
    try settle()
    file = nil
  }

  /// Puts the text of this run into the file if it is not there yet, and nothing else.
  private func settle() throws {
    guard !textIsInFile, let file else { return }
    try file.cut(to: start)
    try file.append(text)
    textIsInFile = true
  }

  private static func columns(of logs: Logs) -> [String] {
    let keys = logs.sorted().keys
    let hasValidation = keys.contains { $0.hasPrefix("val_") }
    return hasValidation ? keys : keys + keys.map { "val_\($0)" }
  }

  private static func figure(_ key: String, in logs: Logs) -> String {
    if let vector = logs.vector(key) {
      return "\"[\(vector.map(PythonNumber.text).joined(separator: ", "))]\""
    }
    return logs[key].map(PythonNumber.text) ?? "NA"
  }

  private func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: "\(separator)") + "\r\n"
  }

  private func quoted(_ field: String) -> String {
    let special = field.contains { $0 == separator || $0 == "\"" || $0.isNewline }
    guard special else { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}

extension CSVLogger: ResumableCallback {
  private struct Memory: Codable {
    var separator: String
    var append: Bool
    var columns: [String]?
    var start: Int
    var text: String
  }

  public func savedState() throws -> CallbackState {
    try CallbackState(
      of: "CSVLogger",
      Memory(
        separator: "\(separator)", append: append, columns: columns, start: start, text: text))
  }

  public func restore(_ state: CallbackState) throws {
    let memory = try state.memory(Memory.self, of: "CSVLogger")
    guard memory.separator == "\(separator)", memory.append == append, state.arrays.isEmpty else {
      throw CallbackError.state(
        callback: "CSVLogger",
        found: "one with separator '\(memory.separator)' and append: \(memory.append)",
        wanted: "one with separator '\(separator)' and append: \(append)")
    }
    let size = try file?.size() ?? Int.max
    guard 0...size ~= memory.start else {
      throw CallbackError.state(
        callback: "CSVLogger", found: "one of a file of \(memory.start) bytes before the run",
        wanted: "one of at most the \(size) bytes of \(filename), which may have been replaced")
    }
    columns = memory.columns
    start = memory.start
    text = memory.text
    textIsInFile = false
  }
}
